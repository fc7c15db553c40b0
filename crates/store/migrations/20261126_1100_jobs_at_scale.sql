-- Jobs of weeks ahead lie in the table by the hundred thousand; one kind of them, and the few that are parked, are found
-- without reading them.
CREATE INDEX job_by_kind ON job (kind, run_at) WHERE parked_at IS NULL;
CREATE INDEX job_parked ON job (parked_at) WHERE parked_at IS NOT NULL;
