-- One run of one file. `rows_done` is the resume point: it is written in the transaction of the rows it counts, so a run that
-- was killed goes on exactly where it stopped (INT-4).
CREATE TABLE import_run (
    id           {id}     PRIMARY KEY,
    version      {int}    NOT NULL,
    kind         {text}   NOT NULL,
    file         {text}   NOT NULL,
    sha256       {text}   NOT NULL,
    rows_seen    {int}    NOT NULL,
    rows_done    {int}    NOT NULL,
    made         {int}    NOT NULL,
    changed      {int}    NOT NULL,
    unchanged    {int}    NOT NULL,
    faults       {int}    NOT NULL,
    state        {text}   NOT NULL CHECK (state IN ('running', 'done', 'stopped')),
    reason       {text},
    started_at   {moment} NOT NULL,
    finished_at  {moment}
) {strict};
CREATE INDEX import_run_by_file ON import_run (kind, sha256, started_at);
CREATE INDEX import_run_by_time ON import_run (started_at);

-- What was wrong with a row; at most 1,000 are kept of a run, all are counted in the run.
CREATE TABLE import_fault (
    id           {id}     PRIMARY KEY,
    run          {id}     NOT NULL REFERENCES import_run (id),
    position     {int}    NOT NULL,
    line         {int}    NOT NULL,
    column_name  {text}   NOT NULL,
    message      {text}   NOT NULL,
    content      {text}   NOT NULL
) {strict};
CREATE UNIQUE INDEX import_fault_by_run ON import_fault (run, position);

-- Postcodes of a newer file than the place's own.
CREATE TABLE postcode (
    postcode     {text}   PRIMARY KEY,
    latitude     {real}   NOT NULL,
    longitude    {real}   NOT NULL,
    district     {text}   NOT NULL,
    lsoa         {text}   NOT NULL,
    ward         {text}   NOT NULL,
    ended_on     {date}
) {strict};

-- Bank holidays of a newer list than the place's own, by whole years.
CREATE TABLE bank_holiday (
    calendar     {text}   NOT NULL,
    day          {date}   NOT NULL,
    title        {text}   NOT NULL,
    notes        {text}   NOT NULL,
    PRIMARY KEY (calendar, day)
) {strict};
