-- What brokers note on a package: whom they rang, what was said, when somebody is to be rung back (REC-3, BRK-3). A note's words are
-- added and never changed: a correction is a note that names the one it corrects, and both are kept. A ring-back stands from its day
-- on until a later note says that it is done: `to_ring` is its day until then, or until the note is corrected, and nothing afterwards.
CREATE TABLE package_note (
    id            {id}     PRIMARY KEY,
    version       {int}    NOT NULL,
    package       {id}     NOT NULL REFERENCES package (id),
    author        {id}     NOT NULL,
    author_name   {text}   NOT NULL,
    words         {text}   NOT NULL,
    at            {moment} NOT NULL,
    ring_on       {date},
    to_ring       {date},
    rung_at       {moment},
    corrects      {id}     REFERENCES package_note (id),
    corrected_at  {moment}
) {strict};
CREATE INDEX package_note_by_package ON package_note (package, at);
CREATE UNIQUE INDEX package_note_corrected_once ON package_note (corrects) WHERE corrects IS NOT NULL;
-- The few that still wait: the broker's list asks for them with every package it shows, and for those that are due. They stand in a
-- column of their own, so that PostgreSQL knows how few they are.
CREATE INDEX package_note_to_ring ON package_note (package, to_ring) WHERE to_ring IS NOT NULL;
