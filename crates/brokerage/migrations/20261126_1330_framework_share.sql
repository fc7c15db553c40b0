-- From which day care by a provider that was off the framework is given on its terms: the day on which the provider joined (BRK-11).
ALTER TABLE award ADD COLUMN framework_from {date};
CREATE INDEX award_off_framework ON award (awarded_at, id) WHERE on_framework = FALSE AND ended_at IS NULL;
-- For the weekly flow.
CREATE INDEX package_by_request ON package (requested_at);
CREATE INDEX award_by_first_care ON award (first_care_at) WHERE first_care_at IS NOT NULL;

-- What a person was offered whose care is given off the framework, and what they said (BRK-11).
CREATE TABLE transfer_offer (
    id           {id}     PRIMARY KEY,
    version      {int}    NOT NULL,
    package      {id}     NOT NULL REFERENCES package (id),
    award        {id}     NOT NULL REFERENCES award (id),
    person       {id}     NOT NULL,
    provider     {id}     NOT NULL,
    offered      {text}   NOT NULL CHECK (offered IN ('transfer', 'direct_payment', 'both')),
    words        {text}   NOT NULL,
    offered_at   {moment} NOT NULL,
    offered_by   {text}   NOT NULL,
    answer_by    {moment} NOT NULL,
    answer       {text}   CHECK (answer IN ('transfer', 'direct_payment', 'stay')),
    answer_words {text},
    answered_at  {moment},
    noted_by     {text},
    CHECK ((answer IS NULL) = (answered_at IS NULL))
) {strict};
CREATE INDEX transfer_offer_by_award ON transfer_offer (award, offered_at);
CREATE UNIQUE INDEX transfer_offer_open_once ON transfer_offer (award) WHERE answer IS NULL;
