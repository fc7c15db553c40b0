-- A check or training of a care worker, as their employer has seen it. Rows are added, never changed; one that was recorded
-- in error is taken back with the reason. What counts is the newest of each kind that was not taken back.
CREATE TABLE worker_check (
    id                {id}     PRIMARY KEY,
    version           {int}    NOT NULL,
    worker            {id}     NOT NULL REFERENCES account (id),
    provider          {id}     NOT NULL REFERENCES organisation (id),
    kind              {text}   NOT NULL,
    done_on           {date}   NOT NULL,
    expires_on        {date},
    seen_by           {text}   NOT NULL,
    reference         {text},
    recorded_by       {id},
    recorded_by_name  {text}   NOT NULL,
    recorded_at       {moment} NOT NULL,
    ended_at          {moment},
    ended_by_name     {text},
    ended_why         {text},
    CHECK (expires_on IS NULL OR expires_on >= done_on)
) {strict};
CREATE INDEX worker_check_by_worker ON worker_check (provider, worker, kind, done_on);

-- What decides which checks a worker needs: whether they drive to visits, and with whom they are registered.
CREATE TABLE worker_profile (
    id             {id}   PRIMARY KEY,
    version        {int}  NOT NULL,
    worker         {id}   NOT NULL REFERENCES account (id),
    provider       {id}   NOT NULL REFERENCES organisation (id),
    drives         {bool} NOT NULL,
    registered_as  {text}
) {strict};
CREATE UNIQUE INDEX worker_profile_once ON worker_profile (provider, worker);
