-- Who followed a missed visit up (H7); when, why and what was done were kept before.
ALTER TABLE visit ADD COLUMN ended_by {text};
CREATE INDEX visit_missed ON visit (ended_at) WHERE state = 'missed';
