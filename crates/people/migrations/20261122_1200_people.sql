-- One row per person (REC-1). The NHS number is unique where there is one; who has none has a local number.
-- The status code is that of the NHS data dictionary: 02 present but not traced, 07 not present.
CREATE TABLE person (
    id                 {id}     PRIMARY KEY,
    version            {int}    NOT NULL,
    given_name         {text}   NOT NULL,
    family_name        {text}   NOT NULL,
    family_folded      {text}   NOT NULL,
    birth              {date},
    nhs_number         {text},
    nhs_status         {text}   NOT NULL
        CHECK (nhs_status IN ('01', '02', '03', '04', '05', '06', '07', '08')),
    local_number       {text},
    gender             {text},
    address_1          {text},
    address_2          {text},
    address_3          {text},
    town               {text},
    postcode           {text},
    lat                {real},
    lon                {real},
    locality           {text},
    district           {text},
    located_by         {text}   CHECK (located_by IN ('postcode', 'pin', 'hand', 'redirected', 'served')),
    located_why        {text},
    phone              {text},
    email              {text},
    language           {text},
    interpreter        {bool}   NOT NULL,
    needs              {json}   NOT NULL,
    adjustments        {text},
    practice_code      {text},
    practice_name      {text},
    created_at         {moment} NOT NULL,
    death_day          {date},
    death_reported_at  {moment},
    death_reported_by  {id},
    death_confirmed_at {moment},
    CONSTRAINT has_a_number CHECK (nhs_number IS NOT NULL OR local_number IS NOT NULL),
    CONSTRAINT death_in_steps CHECK (death_confirmed_at IS NULL OR (death_day IS NOT NULL AND death_reported_at IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX person_nhs_number ON person (nhs_number);
CREATE UNIQUE INDEX person_local_number ON person (local_number);
CREATE INDEX person_by_name ON person (family_folded, birth);
CREATE INDEX person_by_birth ON person (birth, postcode);

-- Two records that somebody compared and found to be of different people, and why (H1).
CREATE TABLE person_apart (
    id        {id}     PRIMARY KEY,
    person    {id}     NOT NULL REFERENCES person (id),
    other     {id}     NOT NULL REFERENCES person (id),
    reason    {text}   NOT NULL,
    at        {moment} NOT NULL
) {strict};
CREATE INDEX person_apart_by_person ON person_apart (person);

-- What everybody who visits must know.
CREATE TABLE person_alert (
    id        {id}     PRIMARY KEY,
    version   {int}    NOT NULL,
    person    {id}     NOT NULL REFERENCES person (id),
    words     {text}   NOT NULL,
    since     {moment} NOT NULL,
    ended_at  {moment}
) {strict};
CREATE INDEX person_alert_by_person ON person_alert (person) WHERE ended_at IS NULL;

-- How to get in. The code of the key safe is sealed; only its own statement reads it (REC-2). The id is the person's.
CREATE TABLE home_access (
    id           {id}    PRIMARY KEY REFERENCES person (id),
    version      {int}   NOT NULL,
    key_safe     {text}  NOT NULL CHECK (key_safe IN ('not_recorded', 'fitted', 'none')),
    code         {bytes},
    code_set_at  {moment},
    code_set_by  {text},
    finding      {text},
    pets         {text},
    hazards      {text},
    CONSTRAINT code_of_a_safe CHECK (code IS NULL OR (key_safe = 'fitted' AND code_set_at IS NOT NULL))
) {strict};

-- A carer is a person with a record of their own, named by the person and ended at any time (REC-2, H11).
CREATE TABLE carer (
    id            {id}     PRIMARY KEY,
    version       {int}    NOT NULL,
    person        {id}     NOT NULL REFERENCES person (id),
    carer         {id}     NOT NULL REFERENCES person (id),
    relationship  {text}   NOT NULL,
    may_see       {bool}   NOT NULL,
    named_at      {moment} NOT NULL,
    ended_at      {moment},
    CHECK (person <> carer)
) {strict};
CREATE UNIQUE INDEX carer_once ON carer (person, carer) WHERE ended_at IS NULL;
CREATE INDEX carer_of ON carer (carer) WHERE ended_at IS NULL;
