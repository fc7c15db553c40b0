-- The visits of a package from a day on, whose price has changed.
CREATE INDEX charged_visit_by_package ON charged_visit (package, day);
