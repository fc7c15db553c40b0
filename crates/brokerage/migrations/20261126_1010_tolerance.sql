-- How much care a week was agreed, and when the provider last adjusted it at a review (BRK-9). Until now nothing could be adjusted,
-- so what was agreed is what is given; a package without the figure has never been adjusted.
ALTER TABLE package ADD COLUMN agreed_minutes {int};
ALTER TABLE package ADD COLUMN adjusted_at {moment};
CREATE INDEX package_adjusted ON package (provider) WHERE adjusted_at IS NOT NULL;
