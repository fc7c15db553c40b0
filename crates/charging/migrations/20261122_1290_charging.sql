-- What was agreed to be paid for an hour of a package's care, by provider and from when on. A package that changes hands has
-- two prices; each visit is charged at the one that held on its day.
CREATE TABLE agreed_rate (
    package         {id}   NOT NULL,
    provider        {id}   NOT NULL,
    from_day        {date} NOT NULL,
    pence_per_hour  {int}  NOT NULL CHECK (pence_per_hour >= 0),
    PRIMARY KEY (package, provider, from_day)
) {strict};

-- A visit as it was last approved, cancelled or corrected. `id` is the visit's own. Planned, recorded and approved minutes are
-- three figures (house rule 5). `state` is charged, or parked with the reason why it could not be.
CREATE TABLE charged_visit (
    id                {id}      PRIMARY KEY,
    version           {int}     NOT NULL,
    package           {id}      NOT NULL,
    person            {id}      NOT NULL,
    person_name       {text}    NOT NULL,
    provider          {id}      NOT NULL,
    provider_name     {text}    NOT NULL,
    day               {date}    NOT NULL,
    facts             {json}    NOT NULL,
    planned_minutes   {int}     NOT NULL,
    recorded_minutes  {int}     NOT NULL,
    approved_minutes  {int}     NOT NULL,
    said_at           {moment}  NOT NULL,
    state             {text}    NOT NULL CHECK (state IN ('charged', 'parked')),
    reason            {text},
    CONSTRAINT a_parked_visit_has_a_reason CHECK ((state = 'parked') = (reason IS NOT NULL))
) {strict};
CREATE INDEX charged_visit_parked ON charged_visit (state, day);

-- What a visit costs: its first charge (number 1) and, after each correction, one more with the difference.
CREATE TABLE charge (
    id                {id}      PRIMARY KEY,
    version           {int}     NOT NULL,
    visit             {id}      NOT NULL REFERENCES charged_visit (id),
    number            {int}     NOT NULL CHECK (number >= 1),
    adjusts           {id}      REFERENCES charge (id),
    package           {id}      NOT NULL,
    person            {id}      NOT NULL,
    person_name       {text}    NOT NULL,
    provider          {id}      NOT NULL,
    provider_name     {text}    NOT NULL,
    day               {date}    NOT NULL,
    bill_day          {date}    NOT NULL,
    planned_minutes   {int}     NOT NULL,
    recorded_minutes  {int}     NOT NULL,
    approved_minutes  {int}     NOT NULL,
    charged_minutes   {int}     NOT NULL,
    pence             {int}     NOT NULL,
    over_budget       {int}     NOT NULL,
    rate              {int}     NOT NULL,
    pieces            {json}    NOT NULL,
    reasons           {json}    NOT NULL,
    made_at           {moment}  NOT NULL,
    -- The invoice on which it stands; its line there says the same the other way round.
    invoice           {id},
    CONSTRAINT first_or_adjusting CHECK ((number = 1) = (adjusts IS NULL)),
    CONSTRAINT a_first_charge_is_not_below_zero CHECK (number > 1 OR pence >= 0)
) {strict};
CREATE UNIQUE INDEX charge_of_visit ON charge (visit, number);
CREATE INDEX charge_by_person ON charge (person, day);
CREATE INDEX charge_by_day ON charge (day);
CREATE INDEX charge_by_provider ON charge (provider, day);
CREATE INDEX charge_unbilled ON charge (provider, bill_day) WHERE invoice IS NULL;

CREATE TABLE invoice (
    id                {id}      PRIMARY KEY,
    version           {int}     NOT NULL,
    provider          {id}      NOT NULL,
    provider_name     {text}    NOT NULL,
    commissioner      {id}      NOT NULL,
    number            {int}     NOT NULL CHECK (number >= 1),
    from_day          {date}    NOT NULL,
    to_day            {date}    NOT NULL,
    state             {text}    NOT NULL CHECK (state IN ('sent', 'queried', 'approved')),
    pence             {int}     NOT NULL,
    lines             {int}     NOT NULL,
    sent_at           {moment}  NOT NULL,
    sent_by           {text}    NOT NULL,
    approved_at       {moment},
    approved_by       {text},
    CONSTRAINT from_before_to CHECK (from_day < to_day),
    CONSTRAINT approved_by_somebody CHECK ((state = 'approved') = (approved_at IS NOT NULL)
        AND (state = 'approved') = (approved_by IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX invoice_number ON invoice (provider, number);
CREATE INDEX invoice_by_state ON invoice (state, sent_at);

-- A charge stands on one invoice once; a credit stands below the line that it takes back.
CREATE TABLE invoice_line (
    id                {id}      PRIMARY KEY,
    version           {int}     NOT NULL,
    invoice           {id}      NOT NULL REFERENCES invoice (id),
    number            {int}     NOT NULL CHECK (number >= 1),
    charge            {id}      REFERENCES charge (id),
    credits           {id}      REFERENCES invoice_line (id),
    visit             {id}      NOT NULL,
    person            {id}      NOT NULL,
    person_name       {text}    NOT NULL,
    day               {date}    NOT NULL,
    planned_minutes   {int}     NOT NULL,
    recorded_minutes  {int}     NOT NULL,
    approved_minutes  {int}     NOT NULL,
    charged_minutes   {int}     NOT NULL,
    pence             {int}     NOT NULL,
    memo              {text}    NOT NULL,
    CONSTRAINT charge_or_credit CHECK ((charge IS NULL) <> (credits IS NULL)),
    CONSTRAINT a_credit_is_below_zero CHECK (credits IS NULL OR pence < 0)
) {strict};
CREATE UNIQUE INDEX invoice_line_of_charge ON invoice_line (charge);
CREATE UNIQUE INDEX invoice_line_number ON invoice_line (invoice, number);
CREATE INDEX invoice_line_credits ON invoice_line (credits);

-- A question about a line. `state`: asked (the provider's turn), explained (finance's turn), credited, accepted.
CREATE TABLE invoice_query (
    id           {id}      PRIMARY KEY,
    version      {int}     NOT NULL,
    invoice      {id}      NOT NULL REFERENCES invoice (id),
    line         {id}      NOT NULL REFERENCES invoice_line (id),
    state        {text}    NOT NULL CHECK (state IN ('asked', 'explained', 'credited', 'accepted')),
    asked_at     {moment}  NOT NULL,
    closed_at    {moment},
    CONSTRAINT closed_when_settled CHECK ((state IN ('credited', 'accepted')) = (closed_at IS NOT NULL))
) {strict};
CREATE INDEX invoice_query_by_invoice ON invoice_query (invoice, state);
CREATE INDEX invoice_query_open ON invoice_query (asked_at) WHERE closed_at IS NULL;
CREATE INDEX invoice_query_by_line ON invoice_query (line);

-- What was said about it, in order.
CREATE TABLE query_word (
    query   {id}      NOT NULL REFERENCES invoice_query (id),
    number  {int}     NOT NULL,
    at      {moment}  NOT NULL,
    who     {text}    NOT NULL,
    act     {text}    NOT NULL,
    words   {text}    NOT NULL,
    PRIMARY KEY (query, number)
) {strict};
