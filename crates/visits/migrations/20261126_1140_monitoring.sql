-- A row of a provider's monitoring file (FIN-4, VIS-3). What was recorded is kept too, so that the same row changes nothing the
-- second time; what could not be is parked with the reason until it is matched by hand or set aside.
CREATE TABLE monitoring_row (
    id           {id}      PRIMARY KEY,
    version      {int}     NOT NULL,
    fingerprint  {text}    NOT NULL,
    provider     {id}      NOT NULL,
    file         {text}    NOT NULL,
    line         {int}     NOT NULL,
    visit        {id},
    facts        {json}    NOT NULL,
    state        {text}    NOT NULL CHECK (state IN ('parked', 'recorded', 'set_aside')),
    reason       {text},
    taken_at     {moment}  NOT NULL,
    ended_by     {text},
    CONSTRAINT parked_or_set_aside_for_a_reason CHECK (state = 'recorded' OR reason IS NOT NULL)
) {strict};
CREATE UNIQUE INDEX monitoring_row_once ON monitoring_row (fingerprint);
CREATE INDEX monitoring_row_parked ON monitoring_row (provider, taken_at) WHERE state = 'parked';
CREATE INDEX monitoring_row_of_visit ON monitoring_row (visit) WHERE visit IS NOT NULL;
