-- A tenant's jobs of a state, in the order of their time, for whoever looks at them. Those that are due and those
-- at work are found by the indexes that claims use.
CREATE INDEX jobs_later_idx ON control.jobs (owner_id, run_at, id) WHERE state = 'later';
CREATE INDEX jobs_failed_idx ON control.jobs (owner_id, run_at, id) WHERE state = 'dead';
