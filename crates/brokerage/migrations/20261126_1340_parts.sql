-- A package that nobody takes whole is split by its visits, and each part is offered by itself (BRK-6). Together the parts that run cover
-- the plan once; the first is part 1.
ALTER TABLE package ADD COLUMN part {int} NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX package_once_per_part ON package (plan, part) WHERE state <> 'ended';
DROP INDEX package_once_per_plan;
