-- What a broker works on: packages whose care has not begun. Those under way are many times as many.
CREATE INDEX package_to_place ON package (due_at, id) WHERE state IN ('requested', 'offered', 'awarded', 'introduced');
CREATE INDEX package_waiting ON package (searching_since, id) WHERE state IN ('requested', 'offered');
CREATE INDEX offer_open_of ON offer (provider) WHERE state = 'open';
CREATE INDEX award_by_time ON award (awarded_at, id);
CREATE INDEX package_held ON package (provider_name, id) WHERE state IN ('awarded', 'introduced', 'started');
