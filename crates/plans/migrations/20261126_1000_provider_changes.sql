-- What a provider reports or asks for is a reported change too (BRK-9): its kind (none: something that was said), whose it is, when
-- it was noticed, and by when it had to be reported or has to be answered.
ALTER TABLE plan_change_request ADD COLUMN kind {text};
ALTER TABLE plan_change_request ADD COLUMN organisation {id};
ALTER TABLE plan_change_request ADD COLUMN noticed_at {moment};
ALTER TABLE plan_change_request ADD COLUMN due_at {moment};
CREATE INDEX plan_change_by_organisation ON plan_change_request (organisation, asked_at) WHERE organisation IS NOT NULL;

-- What the provider adjusted at a review, within its tolerance, while a version of the plan was in force (BRK-9).
CREATE TABLE plan_adjustment (
    id              {id}     PRIMARY KEY,
    plan            {id}     NOT NULL,
    version_no      {int}    NOT NULL,
    person          {id}     NOT NULL,
    provider        {id}     NOT NULL,
    provider_name   {text}   NOT NULL,
    at              {moment} NOT NULL,
    words           {text}   NOT NULL,
    minutes_before  {int}    NOT NULL,
    minutes_after   {int}    NOT NULL,
    why             {text}   NOT NULL,
    agreed_with     {text}   NOT NULL,
    agreed_name     {text}   NOT NULL,
    review          {text}   NOT NULL
) {strict};
CREATE INDEX plan_adjustment_by_plan ON plan_adjustment (plan, version_no, at);
