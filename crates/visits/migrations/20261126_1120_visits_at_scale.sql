-- A worker's round is what has not ended yet: by its start it would be looked for among everything they ever did.
DROP INDEX visit_worker_by_worker;
CREATE INDEX visit_worker_by_end ON visit_worker (worker, ends_at) WHERE removed_at IS NULL;
-- In the order of the list, so that it is not looked for among all the provider's visits to save a sort.
DROP INDEX visit_to_check;
CREATE INDEX visit_to_check ON visit (provider, day, starts_at, id) WHERE state = 'finished';
CREATE INDEX visit_unbegun_of ON visit (provider, late_at) WHERE state IN ('planned', 'assigned', 'started');
-- Sums of minutes over a quarter read this index from end to end instead of every visit whole.
CREATE INDEX visit_sums ON visit (day, package, provider, state, minutes, workers_needed, recorded_minutes,
    approved_minutes, approved_workers);
CREATE INDEX care_worker_by_provider ON care_worker (provider);
