-- Who of a provider's care workers comes from an agency is asked with every schedule.
CREATE INDEX complex_worker_by_provider ON complex_worker (provider, put_forward_at, id);
