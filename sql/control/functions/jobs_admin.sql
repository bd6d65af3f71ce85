-- What people see of durable jobs, and do about those that failed: a tenant's admins in its scope, which is all
-- that they reach, and the operator by command.

-- Has jobs tried again at once, from their last step: those of these ids that are in one of these states, and the
-- dead ones of a kind. Answers which. Not for the gateway.
CREATE OR REPLACE FUNCTION control.jobs_retry(ids uuid[], kind text, tenant uuid, states text[])
RETURNS TABLE (job_id uuid, tenant_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY UPDATE control.jobs j SET state = 'due', attempts = 0, run_at = now(), wakes_at = now()
	WHERE (tenant IS NULL OR j.tenant_id = tenant)
		AND (j.id = ANY (ids) AND j.state = ANY (states) OR j.kind = jobs_retry.kind AND j.state = 'dead')
	RETURNING j.id, j.tenant_id;
	PERFORM pg_notify('frontdesk_jobs', '');
END $$;

-- Drops them in the same way: what they are about is not done. One that comes again is made anew.
CREATE OR REPLACE FUNCTION control.jobs_drop(ids uuid[], kind text, tenant uuid, states text[])
RETURNS TABLE (job_id uuid, tenant_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY DELETE FROM control.jobs j
	WHERE (tenant IS NULL OR j.tenant_id = tenant)
		AND (j.id = ANY (ids) AND j.state = ANY (states) OR j.kind = jobs_drop.kind AND j.state = 'dead')
	RETURNING j.id, j.tenant_id;
END $$;

-- The same of one dead job of the scope's tenant; whether there is such a one.
CREATE OR REPLACE FUNCTION control.job_retry(job_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN tenant IS NOT NULL
		AND EXISTS (SELECT FROM control.jobs_retry(ARRAY[job_retry.job_id], NULL, tenant, '{dead}'));
END $$;

-- Drops one dead job of the scope's tenant, and says what it was about; no row where there is no such one.
CREATE OR REPLACE FUNCTION control.dead_job_drop(job_id uuid) RETURNS TABLE (kind text, subject_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN QUERY DELETE FROM control.jobs j
	WHERE j.id = dead_job_drop.job_id AND j.tenant_id = tenant AND j.state = 'dead'
	RETURNING j.kind::text, j.subject_id;
END $$;

-- The scope's jobs of a state, in the order of their time, from behind one of them.
CREATE OR REPLACE FUNCTION control.tenant_jobs(state text, after_at timestamptz, after_id uuid, most bigint)
RETURNS TABLE (job_id uuid, kind text, step integer, attempts integer, run_at timestamptz, period_seconds integer,
	failure text, created_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN QUERY SELECT j.id, j.kind, j.step, j.attempts, j.run_at, j.period_seconds, j.failure, j.created_at
	FROM control.jobs j
	WHERE j.owner_id = tenant AND j.state = tenant_jobs.state
		AND (after_at IS NULL OR (j.run_at, j.id) > (after_at, after_id))
	ORDER BY j.run_at, j.id LIMIT most;
END $$;

-- How many the scope's tenant has of each state, and how late the oldest is that is due.
CREATE OR REPLACE FUNCTION control.tenant_jobs_count()
RETURNS TABLE (later bigint, due bigint, taken bigint, dead bigint, late_ms bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN QUERY SELECT
		(SELECT count(*) FROM control.jobs j WHERE j.owner_id = tenant AND j.state = 'later'),
		(SELECT count(*) FROM control.jobs j WHERE j.owner_id = tenant AND j.state = 'due'),
		(SELECT count(*) FROM control.jobs j WHERE j.owner_id = tenant AND j.state = 'taken'),
		(SELECT count(*) FROM control.jobs j WHERE j.owner_id = tenant AND j.state = 'dead'),
		coalesce((SELECT floor(1000 * extract(epoch FROM now() - min(j.run_at)))::bigint FROM control.jobs j
			WHERE j.owner_id = tenant AND j.state = 'due' AND j.run_at <= now()), 0);
END $$;

GRANT EXECUTE ON FUNCTION control.job_retry(uuid), control.dead_job_drop(uuid),
	control.tenant_jobs(text, timestamptz, uuid, bigint), control.tenant_jobs_count() TO frontdesk_tenant;
