-- A needs assessment under the Care Act (PLAN-2). Each section is a row with a version of its own, so that a draft is saved in
-- parts and two people at two sections do not stand in each other's way. Once decided, nothing of it changes.
CREATE TABLE assessment (
    id            {id}     PRIMARY KEY,
    version       {int}    NOT NULL,
    person        {id}     NOT NULL REFERENCES person (id),
    person_name   {text}   NOT NULL,
    referral      {id}     REFERENCES referral (id),
    previous      {id}     REFERENCES assessment (id),
    assessor      {id}     NOT NULL,
    assessor_name {text}   NOT NULL,
    started_at    {moment} NOT NULL,
    saved_at      {moment},
    state         {text}   NOT NULL CHECK (state IN ('draft', 'decided')),
    eligible      {bool},
    reasons       {text},
    differs       {text},
    wants_met     {text},
    advice        {text},
    indication    {json},
    decided_at    {moment},
    decided_by    {text},
    CONSTRAINT decided_with_reasons CHECK (
        (state = 'draft' AND eligible IS NULL AND decided_at IS NULL)
        OR (state = 'decided' AND eligible IS NOT NULL AND reasons IS NOT NULL AND decided_at IS NOT NULL
            AND decided_by IS NOT NULL AND indication IS NOT NULL))
) {strict};
CREATE INDEX assessment_by_person ON assessment (person, started_at);
CREATE INDEX assessment_by_assessor ON assessment (assessor, state);
CREATE UNIQUE INDEX assessment_one_draft ON assessment (person) WHERE state = 'draft';

CREATE TABLE assessment_section (
    id         {id}     PRIMARY KEY,
    version    {int}    NOT NULL,
    assessment {id}     NOT NULL REFERENCES assessment (id),
    section    {text}   NOT NULL CHECK (section IN ('need', 'outcomes', 'impact')),
    answers    {json}   NOT NULL,
    saved_at   {moment},
    saved_by   {text}
) {strict};
CREATE UNIQUE INDEX assessment_section_once ON assessment_section (assessment, section);
