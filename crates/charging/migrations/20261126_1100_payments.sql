-- A payment run: approved invoices on their way to the council's ledger (FIN-4). One officer makes it, another releases it; until
-- then it can be cancelled.
CREATE TABLE payment_run (
    id                {id}      PRIMARY KEY,
    version           {int}     NOT NULL,
    number            {int}     NOT NULL CHECK (number >= 1),
    state             {text}    NOT NULL CHECK (state IN ('made', 'released', 'cancelled')),
    invoices          {int}     NOT NULL CHECK (invoices >= 1),
    pence             {int}     NOT NULL,
    made_at           {moment}  NOT NULL,
    made_by           {text}    NOT NULL,
    made_by_account   {id}      NOT NULL,
    due_at            {moment}  NOT NULL,
    ended_at          {moment},
    ended_by          {text},
    ended_by_account  {id},
    why               {text},
    CONSTRAINT ended_by_somebody CHECK ((state = 'made') = (ended_at IS NULL) AND (state = 'made') = (ended_by IS NULL)
        AND (state = 'made') = (ended_by_account IS NULL)),
    CONSTRAINT released_by_another CHECK (state <> 'released' OR ended_by_account <> made_by_account),
    CONSTRAINT cancelled_for_a_reason CHECK ((state = 'cancelled') = (why IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX payment_run_number ON payment_run (number);
CREATE INDEX payment_run_by_state ON payment_run (state, made_at);

-- An invoice in a run. It waits for the release, is paid with it, and may be rejected by the ledger afterwards; then the invoice
-- goes into a later run.
CREATE TABLE payment (
    id              {id}      PRIMARY KEY,
    version         {int}     NOT NULL,
    run             {id}      NOT NULL REFERENCES payment_run (id),
    invoice         {id}      NOT NULL REFERENCES invoice (id),
    invoice_number  {int}     NOT NULL,
    provider        {id}      NOT NULL,
    provider_name   {text}    NOT NULL,
    provider_code   {text}    NOT NULL,
    from_day        {date}    NOT NULL,
    to_day          {date}    NOT NULL,
    pence           {int}     NOT NULL,
    state           {text}    NOT NULL CHECK (state IN ('waiting', 'paid', 'rejected', 'cancelled')),
    answered_on     {date},
    answer          {text}
) {strict};
-- Each invoice is paid once.
CREATE UNIQUE INDEX an_invoice_is_paid_once ON payment (invoice) WHERE state IN ('waiting', 'paid');
CREATE INDEX payment_by_run ON payment (run, provider);
CREATE INDEX payment_by_invoice ON payment (invoice);
CREATE INDEX payment_by_provider ON payment (provider, run);
