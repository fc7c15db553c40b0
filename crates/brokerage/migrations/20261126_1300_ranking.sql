-- The weights of the ranking as a panel of operations, brokerage, quality and commissioning set them (BRK-4): a named version with
-- its day, kept for good. The latest whose day has come is in force.
CREATE TABLE ranking_panel (
    id            {id}     PRIMARY KEY,
    number        {int}    NOT NULL UNIQUE,
    name          {text}   NOT NULL,
    valid_from    {date}   NOT NULL,
    set_at        {moment} NOT NULL,
    set_by        {text}   NOT NULL,
    operations    {text}   NOT NULL,
    brokerage     {text}   NOT NULL,
    quality       {text}   NOT NULL,
    commissioning {text}   NOT NULL,
    reason        {text}   NOT NULL,
    weights       {text}   NOT NULL,
    review_by     {moment} NOT NULL
) {strict};
-- By what a round's order was made: the panel's version and the rule. Rounds before this were by tender score.
ALTER TABLE offer_round ADD COLUMN ranked_by {text};
-- Minutes of care a week when the package was awarded: what re-ablement reduces. Awards before this do not have it.
ALTER TABLE award ADD COLUMN minutes_awarded {int};
CREATE INDEX award_held ON award (provider, ended_at, awarded_at);
