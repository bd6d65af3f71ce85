-- What the program does by itself: a row names what it is about, and holds no content. It is 'later' until
-- it wakes, 'due' until a worker takes it, and 'taken' until its work is done; one whose worker died wakes
-- when the lease ends. What has failed as often as its kind may is 'dead', and waits for the operator.
CREATE TABLE control.jobs (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	kind text NOT NULL CHECK (kind <> '' AND octet_length(kind) <= 60), -- a row of a service's table
	tenant_id uuid REFERENCES public.tenants ON DELETE CASCADE, -- NULL: the installation's own
	-- Whose turn it is.
	owner_id uuid NOT NULL GENERATED ALWAYS AS
		(coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED,
	subject_id uuid, -- the row that it is about
	state text NOT NULL CHECK (state IN ('later', 'due', 'taken', 'dead')),
	step integer NOT NULL DEFAULT 0, -- those before it are committed
	run_at timestamptz NOT NULL DEFAULT now(), -- when it is to run
	wakes_at timestamptz NOT NULL DEFAULT now(), -- run_at, or the end of its lease
	attempts integer NOT NULL DEFAULT 0, -- at this step, with the one under way
	fence bigint NOT NULL DEFAULT 0, -- how often it was taken: who took it last may write, and nobody else
	period_seconds integer CHECK (period_seconds > 0), -- it comes again; NULL: once
	failure text, -- why it failed last: a code of ours
	created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX jobs_due_idx ON control.jobs (owner_id, kind, run_at, id) WHERE state = 'due';
CREATE INDEX jobs_taken_idx ON control.jobs (owner_id, kind) WHERE state = 'taken';
CREATE INDEX jobs_wakes_at_idx ON control.jobs (wakes_at) WHERE state IN ('later', 'taken');
CREATE INDEX jobs_dead_idx ON control.jobs (kind) WHERE state = 'dead';
CREATE UNIQUE INDEX jobs_period_idx ON control.jobs (kind, owner_id) WHERE period_seconds IS NOT NULL;
