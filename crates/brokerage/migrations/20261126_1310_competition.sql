-- A mini-competition: a round of offers that is answered with answers to questions and a price (BRK-8). Weights are hundredths and add
-- up to 100 with the price's.
CREATE TABLE competition (
    id            {id}     PRIMARY KEY,
    package       {id}     NOT NULL,
    round         {int}    NOT NULL,
    made_at       {moment} NOT NULL,
    made_by       {text}   NOT NULL,
    closes_at     {moment} NOT NULL,
    questions     {text}   NOT NULL,
    price_weight  {int}    NOT NULL CHECK (price_weight BETWEEN 0 AND 100)
) {strict};
CREATE UNIQUE INDEX competition_by_round ON competition (package, round);

-- A provider's answers and price, sealed until the competition closes: the offer stays open until then, so that nobody can tell
-- who has answered. Scored afterwards.
CREATE TABLE bid (
    id              {id}     PRIMARY KEY,
    version         {int}    NOT NULL,
    competition     {id}     NOT NULL,
    offer           {id}     NOT NULL,
    provider        {id}     NOT NULL,
    provider_name   {text}   NOT NULL,
    rate            {int}    NOT NULL CHECK (rate > 0),
    earliest_start  {date}   NOT NULL,
    answers         {text}   NOT NULL,
    sent_at         {moment} NOT NULL,
    sent_by         {text}   NOT NULL,
    points          {text},
    points_why      {text},
    scored_at       {moment},
    scored_by       {text},
    CHECK ((points IS NULL) = (scored_at IS NULL))
) {strict};
CREATE UNIQUE INDEX bid_by_offer ON bid (offer);
CREATE INDEX bid_by_competition ON bid (competition);
