-- An outcome pilot (BRK-13): one provider in one area for a time, with packages in which people are re-abled towards independence.
CREATE TABLE pilot (
    id             {id}     PRIMARY KEY,
    version        {int}    NOT NULL,
    name           {text}   NOT NULL,
    provider       {id}     NOT NULL,
    provider_name  {text}   NOT NULL,
    locality       {text}   NOT NULL,
    first_day      {date}   NOT NULL,
    last_day       {date}   NOT NULL,
    words          {text}   NOT NULL,
    set_up_at      {moment} NOT NULL,
    set_up_by      {text}   NOT NULL,
    CHECK (last_day >= first_day)
) {strict};
CREATE INDEX pilot_by_day ON pilot (last_day, id);

-- A package that has joined: the care a week when it joined, the price of an hour then, and whether the person was found to be re-abled.
CREATE TABLE pilot_case (
    id                {id}     PRIMARY KEY,
    version           {int}    NOT NULL,
    pilot             {id}     NOT NULL,
    package           {id}     NOT NULL,
    person            {id}     NOT NULL,
    joined_on         {date}   NOT NULL,
    joined_by         {text}   NOT NULL,
    baseline_minutes  {int}    NOT NULL,
    rate              {int}    NOT NULL,
    reabled_on        {date},
    reabled_why       {text},
    reabled_by        {text},
    left_on           {date},
    left_why          {text},
    CHECK (reabled_on IS NULL OR reabled_why IS NOT NULL),
    CHECK (left_on IS NULL OR left_why IS NOT NULL)
) {strict};
CREATE INDEX pilot_case_by_pilot ON pilot_case (pilot, joined_on);
CREATE UNIQUE INDEX pilot_case_once ON pilot_case (package) WHERE left_on IS NULL;
CREATE INDEX pilot_case_by_package ON pilot_case (package);

-- The care a week of a case from a day on, so that what was saved can be reckoned for any quarter.
CREATE TABLE pilot_minutes (
    id        {id}     PRIMARY KEY,
    case_of   {id}     NOT NULL,
    from_day  {date}   NOT NULL,
    minutes   {int}    NOT NULL CHECK (minutes >= 0),
    noted_at  {moment} NOT NULL
) {strict};
CREATE INDEX pilot_minutes_by_case ON pilot_minutes (case_of, from_day);
