-- Packages whose visits are given only to care workers whom the person has chosen: complex care (BRK-14). Whom they have chosen
-- stands with the package; this says which packages to ask about.
CREATE TABLE chosen_only (
    package  {id}     PRIMARY KEY,
    since    {moment} NOT NULL
) {strict};
CREATE INDEX worker_skill_by_skill ON worker_skill (skill, worker);
