-- The agreed price of a package was corrected from a day on, with the reason.
CREATE TABLE price_correction (
    id           {id}      PRIMARY KEY,
    package      {id}      NOT NULL,
    provider     {id}      NOT NULL,
    from_day     {date}    NOT NULL,
    before_pence {int}     NOT NULL,
    after_pence  {int}     NOT NULL CHECK (after_pence >= 0),
    reason       {text}    NOT NULL,
    made_by      {text}    NOT NULL,
    made_at      {moment}  NOT NULL
) {strict};
CREATE INDEX price_correction_of_package ON price_correction (package, provider, made_at);

-- What a correction of the price makes of visits that stand on an invoice already: one line for each such invoice, never one for
-- each visit.
CREATE TABLE price_adjustment (
    id              {id}    PRIMARY KEY,
    correction      {id}    NOT NULL REFERENCES price_correction (id),
    adjusts         {id}    NOT NULL REFERENCES invoice (id),
    adjusts_number  {int}   NOT NULL,
    person          {id}    NOT NULL,
    person_name     {text}  NOT NULL,
    provider        {id}    NOT NULL,
    visits          {int}   NOT NULL CHECK (visits >= 1),
    pence           {int}   NOT NULL,
    day             {date}  NOT NULL
) {strict};
CREATE UNIQUE INDEX one_adjustment_of_an_invoice ON price_adjustment (correction, adjusts);

-- The visits that such a line covers, before and after.
CREATE TABLE price_adjustment_visit (
    adjustment    {id}    NOT NULL REFERENCES price_adjustment (id),
    charge        {id}    NOT NULL REFERENCES charge (id),
    day           {date}  NOT NULL,
    before_pence  {int}   NOT NULL,
    after_pence   {int}   NOT NULL,
    PRIMARY KEY (adjustment, charge)
) {strict};

ALTER TABLE charge ADD COLUMN adjustment {id};
ALTER TABLE invoice_line ADD COLUMN adjustment {id};
CREATE INDEX charge_of_adjustment ON charge (adjustment) WHERE adjustment IS NOT NULL;
CREATE UNIQUE INDEX invoice_line_of_adjustment ON invoice_line (adjustment) WHERE adjustment IS NOT NULL;
