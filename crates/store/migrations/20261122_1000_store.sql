-- The record of every change and every read of a person (GOV-4). Append-only; each row carries the hash of the row
-- before it in its chain. There are a few chains so that writers on PostgreSQL need not wait for one another.
CREATE TABLE journal (
    chain         {int}    NOT NULL,
    seq           {int}    NOT NULL,
    id            {id}     NOT NULL,
    at            {moment} NOT NULL,
    day           {date}   NOT NULL,
    event         {text}   NOT NULL,
    subject_kind  {text}   NOT NULL,
    subject       {id}     NOT NULL,
    person        {id},
    account       {id},
    organisation  {id},
    role          {text}   NOT NULL,
    via           {text}   NOT NULL,
    request       {id}     NOT NULL,
    facts         {text}   NOT NULL,
    hash          {bytes}  NOT NULL,
    PRIMARY KEY (chain, seq)
) {strict};
CREATE UNIQUE INDEX journal_by_id ON journal (id);
CREATE INDEX journal_by_subject ON journal (subject, at);
CREATE INDEX journal_by_person ON journal (person, at);
CREATE INDEX journal_by_event ON journal (event, day);

CREATE TABLE journal_head (
    chain  {int}   PRIMARY KEY,
    seq    {int}   NOT NULL,
    hash   {bytes} NOT NULL
) {strict};

-- Work to be done after a commit: reactions to events, and what falls due. Done jobs are deleted with their effects.
CREATE TABLE job (
    id         {id}     PRIMARY KEY,
    kind       {text}   NOT NULL,
    payload    {text}   NOT NULL,
    run_at     {moment} NOT NULL,
    attempts   {int}    NOT NULL DEFAULT 0,
    error      {text},
    parked_at  {moment}
) {strict};
CREATE INDEX job_due ON job (run_at, id) WHERE parked_at IS NULL;

-- Messages to the world outside, sent after the commit that made them.
CREATE TABLE outbox (
    id          {id}     PRIMARY KEY,
    topic       {text}   NOT NULL,
    recipient   {text}   NOT NULL,
    subject     {text}   NOT NULL,
    body        {text}   NOT NULL,
    created_at  {moment} NOT NULL,
    sent_at     {moment}
) {strict};
CREATE INDEX outbox_unsent ON outbox (created_at) WHERE sent_at IS NULL;

-- A command that arrives twice under one key is done once and answered twice.
CREATE TABLE reply (
    key          {text}   NOT NULL,
    account      {text}   NOT NULL,
    fingerprint  {text}   NOT NULL,
    reply        {text}   NOT NULL,
    at           {moment} NOT NULL,
    PRIMARY KEY (key, account)
) {strict};
CREATE INDEX reply_by_age ON reply (at);

-- Small facts about this database: which place, since when, the last clean stop.
CREATE TABLE setting (
    key    {text} PRIMARY KEY,
    value  {text} NOT NULL
) {strict};
