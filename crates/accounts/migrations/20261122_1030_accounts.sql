-- Double-entry books (house rule 5). An account holds pence or minutes, never both. Its balance is the sum of its postings;
-- an account that may not fall below zero (a budget, banked hours) says so, and the database keeps it.
CREATE TABLE book_account (
    id        {id}   PRIMARY KEY,
    version   {int}  NOT NULL,
    unit      {text} NOT NULL CHECK (unit IN ('pence', 'minutes')),
    kind      {text} NOT NULL,
    owner     {id}   NOT NULL,
    floored   {bool} NOT NULL,
    balance   {int}  NOT NULL,
    CONSTRAINT never_below_zero CHECK (floored = FALSE OR balance >= 0)
) {strict};
CREATE UNIQUE INDEX book_account_of_owner ON book_account (owner, kind, unit);

-- One movement with its cause: the visit, the award, the decision it leads back to.
CREATE TABLE book_entry (
    id          {id}     PRIMARY KEY,
    at          {moment} NOT NULL,
    day         {date}   NOT NULL,
    cause_kind  {text}   NOT NULL,
    cause       {id}     NOT NULL,
    memo        {text}   NOT NULL
) {strict};
CREATE INDEX book_entry_by_cause ON book_entry (cause);

CREATE TABLE book_posting (
    entry    {id}  NOT NULL REFERENCES book_entry (id),
    account  {id}  NOT NULL REFERENCES book_account (id),
    amount   {int} NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (entry, account)
) {strict};
CREATE INDEX book_posting_by_account ON book_posting (account, entry);
