-- Banked hours (BRK-10): which packages may bank what the person did not want; the id is the package's. The minutes themselves lie in
-- the books. A need that is named may be saved for beyond the weeks that the place allows.
CREATE TABLE package_bank (
    id            {id}     PRIMARY KEY,
    version       {int}    NOT NULL,
    person        {id}     NOT NULL,
    open          {bool}   NOT NULL,
    since         {moment} NOT NULL,
    said_by       {text}   NOT NULL,
    why           {text}   NOT NULL,
    need_minutes  {int}    CHECK (need_minutes > 0),
    need_words    {text},
    CHECK (need_minutes IS NULL OR need_words IS NOT NULL)
) {strict};
CREATE INDEX package_bank_by_person ON package_bank (person);

-- What was banked of a visit, once a visit.
CREATE TABLE bank_deposit (
    id        {id}     PRIMARY KEY,
    version   {int}    NOT NULL,
    package   {id}     NOT NULL,
    minutes   {int}    NOT NULL CHECK (minutes >= 0),
    asked_by  {text}   NOT NULL,
    words     {text}   NOT NULL,
    at        {moment} NOT NULL
) {strict};

-- A visit that comes out of the bank; the id is the visit's. Its minutes are set aside until it was made or fell away.
CREATE TABLE bank_visit (
    id        {id}     PRIMARY KEY,
    version   {int}    NOT NULL,
    package   {id}     NOT NULL,
    line      {id}     NOT NULL,
    minutes   {int}    NOT NULL CHECK (minutes > 0),
    state     {text}   NOT NULL CHECK (state IN ('planned', 'settled')),
    used      {int}    CHECK (used BETWEEN 0 AND minutes),
    asked_by  {text}   NOT NULL,
    at        {moment} NOT NULL,
    CHECK ((state = 'settled') = (used IS NOT NULL))
) {strict};
CREATE INDEX bank_visit_by_package ON bank_visit (package);
