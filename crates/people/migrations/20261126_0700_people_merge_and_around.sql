-- A record that was merged into another, of the same person, points to it and keeps its rows and its history (REC-1, H1).
-- It has no NHS number: the surviving record has the person's, and one that was marked wrong is kept apart, to be given back.
ALTER TABLE person ADD COLUMN merged_into {id} REFERENCES person (id);
ALTER TABLE person ADD COLUMN merged_at {moment};
ALTER TABLE person ADD COLUMN merged_by {id};
ALTER TABLE person ADD COLUMN merged_why {text};
ALTER TABLE person ADD COLUMN merged_number {text};
CREATE INDEX person_merged_into ON person (merged_into) WHERE merged_into IS NOT NULL;

-- Sensors and alarms in the home (REC-2).
ALTER TABLE home_access ADD COLUMN alarms {text};

-- Who is around somebody: family, next of kin, advocate, attorney or deputy, named clinician, case coordinator, navigator
-- (REC-2). What an attorney or deputy may decide has a standing, a source and a day by which it must be looked at again (H15).
CREATE TABLE involved (
    id               {id}     PRIMARY KEY,
    version          {int}    NOT NULL,
    person           {id}     NOT NULL REFERENCES person (id),
    part             {text}   NOT NULL CHECK (part IN ('next_of_kin', 'family', 'advocate', 'attorney', 'deputy',
        'clinician', 'coordinator', 'navigator')),
    name             {text}   NOT NULL,
    record           {id}     REFERENCES person (id),
    relationship     {text},
    organisation     {text},
    phone            {text},
    email            {text},
    covers_welfare   {bool}   NOT NULL,
    covers_property  {bool}   NOT NULL,
    standing         {text}   CHECK (standing IN ('registered', 'applied', 'not_seen')),
    seen_on          {date},
    review_on        {date},
    source           {text},
    added_at         {moment} NOT NULL,
    added_by         {id},
    changed_at       {moment},
    changed_by       {id},
    ended_at         {moment},
    ended_by         {id},
    ended_why        {text},
    CONSTRAINT authority_whole CHECK ((part IN ('attorney', 'deputy')) = (standing IS NOT NULL)
        AND (standing IS NULL OR (review_on IS NOT NULL AND source IS NOT NULL)))
) {strict};
CREATE INDEX involved_by_person ON involved (person, added_at);
