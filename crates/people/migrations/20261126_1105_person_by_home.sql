-- Look-alikes of one home: a family name alone is that of a thousand people.
CREATE INDEX person_by_home ON person (postcode, family_folded);
