-- How many forms were kept within the hour, of one account or of strangers.
CREATE INDEX parked_form_by_account ON parked_form (account, at);
