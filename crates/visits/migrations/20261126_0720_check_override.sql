-- A visit that somebody has although their checks are not in order: decided by name and with the reason (H17).
CREATE TABLE check_override (
    id           {id}     PRIMARY KEY,
    visit        {id}     NOT NULL REFERENCES visit (id),
    provider     {id}     NOT NULL,
    day          {date}   NOT NULL,
    worker       {id}     NOT NULL,
    worker_name  {text}   NOT NULL,
    lacks        {text}   NOT NULL,
    why          {text}   NOT NULL,
    by_name      {text}   NOT NULL,
    at           {moment} NOT NULL
) {strict};
CREATE INDEX check_override_by_visit ON check_override (visit, worker);
CREATE INDEX check_override_by_provider ON check_override (provider, day);
CREATE INDEX check_override_by_worker ON check_override (worker, day);
