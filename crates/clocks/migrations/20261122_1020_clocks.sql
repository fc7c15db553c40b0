-- A promise that runs. Whether it is late is decided by comparing times when asked (house rule 3); `breach_noted_at` only
-- says that the watch has told those who wait.
CREATE TABLE clock (
    id               {id}     PRIMARY KEY,
    version          {int}    NOT NULL,
    standard         {text}   NOT NULL,
    subject_kind     {text}   NOT NULL,
    subject          {id}     NOT NULL,
    person           {id},
    organisation     {id},
    started_at       {moment} NOT NULL,
    due_at           {moment} NOT NULL,
    paused_at        {moment},
    pause_reason     {text},
    stopped_at       {moment},
    outcome          {text}   CHECK (outcome IN ('met', 'withdrawn')),
    breach_noted_at  {moment}
) {strict};
CREATE INDEX clock_by_subject ON clock (subject, standard);
CREATE INDEX clock_running ON clock (due_at) WHERE stopped_at IS NULL;
CREATE INDEX clock_by_organisation ON clock (organisation, due_at) WHERE stopped_at IS NULL;
CREATE UNIQUE INDEX clock_once_running ON clock (subject, standard) WHERE stopped_at IS NULL;
