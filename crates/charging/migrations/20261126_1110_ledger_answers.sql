-- What the ledger answered about a payment run, line by line (FIN-4). What matched is kept too, so that the same answer changes
-- nothing the second time; what did not is listed until somebody deals with it.
CREATE TABLE ledger_answer (
    id            {id}      PRIMARY KEY,
    version       {int}     NOT NULL,
    fingerprint   {text}    NOT NULL,
    run           {text}    NOT NULL,
    invoice       {text}    NOT NULL,
    provider      {text},
    pence         {int}     NOT NULL,
    on_day        {date}    NOT NULL,
    status        {text}    NOT NULL CHECK (status IN ('paid', 'rejected')),
    reason        {text},
    found         {text}    NOT NULL CHECK (found IN ('matched', 'unmatched', 'differs')),
    why           {text},
    at            {moment}  NOT NULL,
    closed_at     {moment},
    closed_by     {text},
    closed_words  {text},
    CONSTRAINT why_when_not_matched CHECK ((found = 'matched') = (why IS NULL)),
    CONSTRAINT closed_by_somebody CHECK ((closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (closed_words IS NULL))
) {strict};
CREATE UNIQUE INDEX ledger_answer_once ON ledger_answer (fingerprint);
CREATE INDEX ledger_answer_open ON ledger_answer (at) WHERE found <> 'matched' AND closed_at IS NULL;
