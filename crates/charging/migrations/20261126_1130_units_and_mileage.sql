-- The kind of package, for kinds that are priced by the night, day or week. None of awards from before this.
ALTER TABLE agreed_rate ADD COLUMN kind {text};

-- Mileage is paid only by prior agreement: per package and provider, from a day on, in pence a mile; nought ends it.
CREATE TABLE agreed_mileage (
    package         {id}      NOT NULL,
    provider        {id}      NOT NULL,
    from_day        {date}    NOT NULL,
    pence_per_mile  {int}     NOT NULL CHECK (pence_per_mile >= 0),
    reason          {text}    NOT NULL,
    agreed_by       {text}    NOT NULL,
    agreed_at       {moment}  NOT NULL,
    PRIMARY KEY (package, provider, from_day)
) {strict};

-- The miles that the provider stated for a visit, at the price that was agreed for its day. `id` is the visit's own.
CREATE TABLE visit_miles (
    id              {id}      PRIMARY KEY REFERENCES charged_visit (id),
    version         {int}     NOT NULL,
    miles           {int}     NOT NULL CHECK (miles >= 0),
    pence_per_mile  {int}     NOT NULL CHECK (pence_per_mile >= 0),
    stated_by       {text}    NOT NULL,
    stated_at       {moment}  NOT NULL
) {strict};
