-- What people said has changed and nobody has answered.
CREATE INDEX plan_change_open ON plan_change_request (asked_at) WHERE answered_at IS NULL;
