-- A provider's missed visits, the latest first: a few among all it ever had.
CREATE INDEX visit_missed_of ON visit (provider, ended_at) WHERE state = 'missed';
