-- What is charged and not yet invoiced is summed on the first page of finance, and what a quarter cost on the commissioner's:
-- these indexes hold the amounts, so that no charge is read whole. (SQLite asks for the invoice too, though it is empty.)
DROP INDEX charge_unbilled;
CREATE INDEX charge_unbilled ON charge (provider, bill_day, pence, invoice) WHERE invoice IS NULL;
CREATE INDEX charge_sums ON charge (day, package, provider, visit, charged_minutes, pence);
CREATE INDEX invoice_approved ON invoice (approved_at, id) WHERE approved_at IS NOT NULL;
CREATE INDEX invoice_open ON invoice (sent_at, id) WHERE state <> 'approved';
