-- Who had a visit before, asked for each visit that is given to somebody else.
CREATE INDEX visit_worker_removed ON visit_worker (visit, removed_at) WHERE removed_at IS NOT NULL;
