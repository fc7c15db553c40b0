-- A credit says after which of its visit's charges it was given: a later correction is reckoned against what the visit has come
-- to by then. A credit from before this has none; it counts as given after the charge that it takes back.
ALTER TABLE invoice_line ADD COLUMN after_charge {int};
CREATE INDEX invoice_line_credit_of_visit ON invoice_line (visit) WHERE credits IS NOT NULL;
CREATE INDEX invoice_line_credit_of_person ON invoice_line (person, day) WHERE credits IS NOT NULL;
CREATE INDEX invoice_line_credit_by_day ON invoice_line (day) WHERE credits IS NOT NULL;
