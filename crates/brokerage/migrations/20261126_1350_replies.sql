-- Why an offer's provider stood where it did when it was sent, beside the offer: the broker's first screen shows it with each reply.
ALTER TABLE offer ADD COLUMN rank_why {text};
CREATE INDEX offer_waiting ON offer (package) WHERE state = 'accepted' AND outcome IS NULL;
