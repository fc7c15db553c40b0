-- A later first day that the provider has asked for and the broker has not answered yet, and why (BRK-5, H14); and the first
-- day that was put later, with the reason that was agreed.
ALTER TABLE award ADD COLUMN asked_start {date};
ALTER TABLE award ADD COLUMN asked_why {text};
ALTER TABLE award ADD COLUMN start_before {date};
ALTER TABLE award ADD COLUMN start_why {text};
CREATE INDEX award_asked_start ON award (asked_start) WHERE asked_start IS NOT NULL;
