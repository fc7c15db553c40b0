-- What a provider says to a case that counts against it (BRK-12): once for each thing that is judged of an offer or an award.
CREATE TABLE measure_explanation (
    id          {id}     PRIMARY KEY,
    version     {int}    NOT NULL,
    about       {text}   NOT NULL,
    subject     {id}     NOT NULL,
    provider    {id}     NOT NULL,
    words       {text}   NOT NULL,
    by_name     {text}   NOT NULL,
    written_at  {moment} NOT NULL,
    changed_at  {moment} NOT NULL
) {strict};
CREATE UNIQUE INDEX measure_explanation_once ON measure_explanation (subject, about);
CREATE INDEX measure_explanation_by_time ON measure_explanation (written_at);

-- The measures of a quarter as a provider signed them: definitions, figures and cases stand in `content` as they were, and `hash` is
-- also in the journal. One that is returned stays as it is; the next has the next number.
CREATE TABLE measure_submission (
    id             {id}     PRIMARY KEY,
    version        {int}    NOT NULL,
    provider       {id}     NOT NULL,
    provider_name  {text}   NOT NULL,
    quarter        {text}   NOT NULL,
    number         {int}    NOT NULL CHECK (number >= 1),
    state          {text}   NOT NULL CHECK (state IN ('submitted', 'returned')),
    due_at         {moment} NOT NULL,
    submitted_at   {moment} NOT NULL,
    signed_by      {id}     NOT NULL,
    signed_name    {text}   NOT NULL,
    statement      {text}   NOT NULL,
    rule           {text}   NOT NULL,
    content        {text}   NOT NULL,
    hash           {text}   NOT NULL,
    returned_at    {moment},
    returned_by    {text},
    returned_why   {text},
    answer_by      {moment},
    CHECK ((state = 'returned') = (returned_at IS NOT NULL)),
    CHECK (state <> 'returned' OR (returned_why IS NOT NULL AND answer_by IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX measure_submission_once ON measure_submission (provider, quarter, number);
CREATE UNIQUE INDEX measure_submission_standing ON measure_submission (provider, quarter) WHERE state = 'submitted';
CREATE INDEX measure_submission_by_quarter ON measure_submission (quarter, provider_name, number);
