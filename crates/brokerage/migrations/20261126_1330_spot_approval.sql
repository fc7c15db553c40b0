-- A spot purchase off the framework that costs more in a week than a broker may commit: what it costs, why, and what was decided (BRK-6).
CREATE TABLE spot_approval (
    id                {id}     PRIMARY KEY,
    version           {int}    NOT NULL,
    package           {id}     NOT NULL,
    person            {id}     NOT NULL,
    offer             {id}     NOT NULL,
    provider_name     {text}   NOT NULL,
    rate              {int}    NOT NULL,
    minutes_per_week  {int}    NOT NULL,
    weekly            {int}    NOT NULL,
    allowed           {int}    NOT NULL,
    why               {text}   NOT NULL,
    asked_at          {moment} NOT NULL,
    asked_by          {text}   NOT NULL,
    due_at            {moment} NOT NULL,
    state             {text}   NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn')),
    decided_at        {moment},
    decided_by        {text},
    words             {text},
    CHECK ((state = 'asked') = (decided_at IS NULL))
) {strict};
CREATE UNIQUE INDEX spot_approval_once ON spot_approval (offer) WHERE state = 'asked';
CREATE INDEX spot_approval_open ON spot_approval (due_at) WHERE state = 'asked';
CREATE INDEX spot_approval_by_package ON spot_approval (package);
CREATE INDEX spot_approval_decided ON spot_approval (decided_at);
