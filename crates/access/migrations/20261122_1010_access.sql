-- Who works together under one name: the council, an NHS trust, a provider.
CREATE TABLE organisation (
    id        {id}   PRIMARY KEY,
    version   {int}  NOT NULL,
    kind      {text} NOT NULL,
    name      {text} NOT NULL,
    code      {text} NOT NULL UNIQUE,
    email     {text}
) {strict};
CREATE INDEX organisation_by_kind ON organisation (kind, name);

-- Somebody who signs in. The second factor's secret is sealed with the vault's key.
CREATE TABLE account (
    id            {id}     PRIMARY KEY,
    version       {int}    NOT NULL,
    name          {text}   NOT NULL,
    email         {text}   NOT NULL UNIQUE,
    password      {text}   NOT NULL,
    totp          {bytes}  NOT NULL,
    totp_step     {int}    NOT NULL,
    failures      {int}    NOT NULL,
    locked_until  {moment},
    ended_at      {moment}
) {strict};

-- A role somebody holds in an organisation, from a day until before another.
CREATE TABLE membership (
    id            {id}   PRIMARY KEY,
    version       {int}  NOT NULL,
    account       {id}   NOT NULL REFERENCES account (id),
    organisation  {id}   NOT NULL REFERENCES organisation (id),
    role          {text} NOT NULL,
    from_day      {date} NOT NULL,
    to_day        {date}
) {strict};
CREATE INDEX membership_by_account ON membership (account);
CREATE INDEX membership_by_organisation ON membership (organisation, role);

-- A person's own way in, and that of a carer they name; the person can end it at any time (H11).
CREATE TABLE own_record (
    id       {id}     PRIMARY KEY,
    version  {int}    NOT NULL,
    account  {id}     NOT NULL REFERENCES account (id),
    person   {id}     NOT NULL,
    kind     {text}   NOT NULL CHECK (kind IN ('self', 'carer')),
    since    {moment} NOT NULL,
    ended_at {moment}
) {strict};
CREATE INDEX own_record_by_account ON own_record (account);
CREATE INDEX own_record_by_person ON own_record (person);

-- A signed-in browser or script. Only the hash of its token is kept.
CREATE TABLE session (
    id          {id}     PRIMARY KEY,
    version     {int}    NOT NULL,
    token       {bytes}  NOT NULL UNIQUE,
    account     {id}     NOT NULL REFERENCES account (id),
    membership  {id},
    stage       {text}   NOT NULL CHECK (stage IN ('password', 'full')),
    created_at  {moment} NOT NULL,
    seen_at     {moment} NOT NULL,
    ended_at    {moment}
) {strict};
CREATE INDEX session_by_account ON session (account);

-- A form that was sent over an ended session: kept sealed until its sender has signed in again, so that nothing typed is lost.
CREATE TABLE parked_form (
    id        {id}     PRIMARY KEY,
    version   {int}    NOT NULL,
    account   {id},
    path      {text}   NOT NULL,
    body      {bytes}  NOT NULL,
    at        {moment} NOT NULL
) {strict};
