-- The broker's list and its counts look at every package that needs a step; what they ask of each stands in the index, so
-- that the rows, which are long, are read for those alone that are shown.
CREATE INDEX package_work ON package (due_at, id, state, due_for, award, hand_backs, contingency_at, adjusted_at)
    WHERE state IN ('requested', 'offered', 'awarded', 'introduced');
DROP INDEX package_to_place;
