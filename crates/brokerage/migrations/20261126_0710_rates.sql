-- What an hour of an award costs from a later day on: the award keeps the rate that was accepted, and each year of the schedule
-- that moves it adds a row (BRK-8).
CREATE TABLE award_rate (
    award           {id}     NOT NULL,
    from_day        {date}   NOT NULL,
    rate            {int}    NOT NULL CHECK (rate >= 0),
    before          {int}    NOT NULL,
    ceiling         {int}    NOT NULL,
    ceiling_before  {int}    NOT NULL,
    noted_at        {moment} NOT NULL,
    PRIMARY KEY (award, from_day)
) {strict};
