-- Sums of care by package and provider over spans: a week cut at the first of a month, so that weeks, months and quarters are made of
-- whole spans. A nightly job keeps them, so that nobody's page adds up a million visits. `pence` of planned, recorded and approved
-- time are at the agreed price of an hour.
CREATE TABLE care_span (
    first_day        {date}  NOT NULL,
    package          {id}    NOT NULL,
    provider         {id}    NOT NULL,
    locality         {text}  NOT NULL,
    planned          {int}   NOT NULL,
    planned_pence    {int}   NOT NULL,
    recorded         {int}   NOT NULL,
    recorded_pence   {int}   NOT NULL,
    approved         {int}   NOT NULL,
    approved_pence   {int}   NOT NULL,
    charged          {int}   NOT NULL,
    charged_pence    {int}   NOT NULL,
    paid             {int}   NOT NULL,
    paid_pence       {int}   NOT NULL,
    PRIMARY KEY (first_day, package, provider)
) {strict};

-- The same by provider and area: what the first screen and the year's money read.
CREATE TABLE care_area (
    first_day        {date}  NOT NULL,
    provider         {id}    NOT NULL,
    locality         {text}  NOT NULL,
    planned          {int}   NOT NULL,
    planned_pence    {int}   NOT NULL,
    recorded         {int}   NOT NULL,
    recorded_pence   {int}   NOT NULL,
    approved         {int}   NOT NULL,
    approved_pence   {int}   NOT NULL,
    charged          {int}   NOT NULL,
    charged_pence    {int}   NOT NULL,
    paid             {int}   NOT NULL,
    paid_pence       {int}   NOT NULL,
    PRIMARY KEY (first_day, provider, locality)
) {strict};

-- The spans that were summed, and when.
CREATE TABLE care_span_summed (
    first_day  {date}    PRIMARY KEY,
    summed_at  {moment}  NOT NULL
) {strict};

-- The money there is for care at home, by financial year and area, as the commissioner entered it.
CREATE TABLE envelope (
    id        {id}      PRIMARY KEY,
    version   {int}     NOT NULL,
    year      {text}    NOT NULL,
    locality  {text}    NOT NULL,
    pence     {int}     NOT NULL CHECK (pence >= 0),
    words     {text}    NOT NULL,
    set_at    {moment}  NOT NULL,
    set_by    {text}    NOT NULL
) {strict};
CREATE UNIQUE INDEX envelope_once ON envelope (year, locality);

-- A milestone of the contract that was kept: which, and for the period that ends with a quarter.
CREATE TABLE milestone_kept (
    id       {id}      PRIMARY KEY,
    version  {int}     NOT NULL,
    code     {text}    NOT NULL,
    quarter  {text}    NOT NULL,
    words    {text}    NOT NULL,
    kept_at  {moment}  NOT NULL,
    kept_by  {text}    NOT NULL
) {strict};
CREATE UNIQUE INDEX milestone_kept_once ON milestone_kept (code, quarter);
