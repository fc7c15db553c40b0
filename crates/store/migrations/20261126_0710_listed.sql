-- In whose lists somebody's name stood (GOV-4): one row for a person, a day, a reader and a list, however often it was
-- opened. Each opening stands in the journal, as one entry that names everybody on the list.
CREATE TABLE listed (
    person        {id}     NOT NULL,
    day           {date}   NOT NULL,
    account       {id}     NOT NULL,
    organisation  {id}     NOT NULL,
    role          {text}   NOT NULL,
    what          {text}   NOT NULL,
    times         {int}    NOT NULL,
    last_at       {moment} NOT NULL,
    PRIMARY KEY (person, day, account, organisation, role, what)
) {strict};
CREATE INDEX listed_by_person ON listed (person, last_at);
