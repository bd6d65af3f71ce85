-- Durable jobs. job_…: for who has a scope, and of its tenant alone; jobs_…: for the workers that take them.
-- Whoever took a job shows its fence with whatever it does to it: a worker that was stuck, and whose job was
-- given to another meanwhile, changes nothing any more.

-- Enqueues a job of a tenant, or of none, in the transaction of what it belongs to: both are committed, or
-- neither. Workers hear of one that is due. Not for the gateway.
CREATE OR REPLACE FUNCTION control.job_put(tenant_id uuid, kind text, subject_id uuid, run_at timestamptz)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	made uuid;
	is_due boolean := run_at <= now();
BEGIN
	INSERT INTO control.jobs (kind, tenant_id, subject_id, state, run_at, wakes_at)
	VALUES (kind, tenant_id, subject_id, CASE WHEN is_due THEN 'due' ELSE 'later' END, run_at, run_at)
	RETURNING id INTO made;
	IF is_due THEN
		PERFORM pg_notify('frontdesk_jobs', '');
	END IF;
	RETURN made;
END $$;

-- The same of the scope's tenant.
CREATE OR REPLACE FUNCTION control.job_enqueue(kind text, subject_id uuid, run_at timestamptz DEFAULT now())
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN control.job_put(control.scope_tenant_id(), kind, subject_id, run_at);
END $$;

-- The same for several that are due at once, of whose coming nobody is told: the clock finds them within a second. A
-- transaction that notifies is committed alone, and what many others wait for does not.
CREATE OR REPLACE FUNCTION control.jobs_enqueue(kind text, subject_ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO control.jobs (kind, tenant_id, subject_id, state)
	SELECT jobs_enqueue.kind, control.scope_tenant_id(), s.id, 'due' FROM unnest(subject_ids) AS s (id);
END $$;

-- When a job that comes again is to run next: in its rhythm, what was missed being left out.
CREATE OR REPLACE FUNCTION control.job_next_at(run_at timestamptz, period_seconds integer) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT run_at + make_interval(secs => period_seconds
		* (1 + floor(greatest(0, extract(epoch FROM now() - run_at)) / period_seconds)::double precision))
$$;

-- Ends a job in the transaction of its effect, or raises, so that there is no effect either.
CREATE OR REPLACE FUNCTION control.job_finish(job_id uuid, fence bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	DELETE FROM control.jobs j WHERE j.id = job_finish.job_id AND j.fence = job_finish.fence
		AND j.state = 'taken' AND j.tenant_id IS NOT DISTINCT FROM tenant AND j.period_seconds IS NULL;
	IF FOUND THEN
		RETURN;
	END IF;
	UPDATE control.jobs j SET state = 'later', step = 0, attempts = 0, failure = NULL,
		run_at = control.job_next_at(j.run_at, j.period_seconds),
		wakes_at = control.job_next_at(j.run_at, j.period_seconds)
	WHERE j.id = job_finish.job_id AND j.fence = job_finish.fence
		AND j.state = 'taken' AND j.tenant_id IS NOT DISTINCT FROM tenant;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the job is not the one that was taken';
	END IF;
END $$;

-- The same for a step behind which others stand: who runs the job again begins with the next. Its lease and
-- its attempts begin anew.
CREATE OR REPLACE FUNCTION control.job_advance(job_id uuid, fence bigint, lease_seconds integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	UPDATE control.jobs j SET step = j.step + 1, attempts = 1, failure = NULL,
		wakes_at = now() + make_interval(secs => job_advance.lease_seconds)
	WHERE j.id = job_advance.job_id AND j.fence = job_advance.fence
		AND j.state = 'taken' AND j.tenant_id IS NOT DISTINCT FROM tenant;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the job is not the one that was taken';
	END IF;
END $$;

-- Has a job of the scope's tenant run at once, where it waits for its time or is dead; whether there is such a job.
CREATE OR REPLACE FUNCTION control.job_hasten(job_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	UPDATE control.jobs j SET state = 'due', run_at = now(), wakes_at = now(),
		attempts = CASE WHEN j.state = 'dead' THEN 0 ELSE j.attempts END
	WHERE j.id = job_hasten.job_id AND j.tenant_id = tenant AND j.state IN ('later', 'dead');
	IF FOUND THEN
		PERFORM pg_notify('frontdesk_jobs', '');
		RETURN true;
	END IF;
	RETURN EXISTS (SELECT FROM control.jobs j WHERE j.id = job_hasten.job_id AND j.tenant_id = tenant);
END $$;

-- What becomes of a job whose attempt has failed: it is tried again after a while, unless that was the last
-- one; then it is dead, or left alone until it comes again. Not for the gateway.
CREATE OR REPLACE FUNCTION control.job_let_go(job_id uuid, attempts_most bigint, delay interval, failure text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	job control.jobs;
	is_last boolean;
	next_at timestamptz := now() + delay;
BEGIN
	SELECT * INTO job FROM control.jobs j WHERE j.id = job_let_go.job_id FOR UPDATE;
	is_last := job.attempts >= attempts_most;
	IF is_last THEN
		next_at := coalesce(control.job_next_at(job.run_at, job.period_seconds), now());
	END IF;
	UPDATE control.jobs j SET failure = job_let_go.failure, run_at = next_at, wakes_at = next_at,
		state = CASE WHEN is_last AND job.period_seconds IS NULL THEN 'dead' ELSE 'later' END,
		step = CASE WHEN is_last AND job.period_seconds IS NOT NULL THEN 0 ELSE j.step END,
		attempts = CASE WHEN is_last AND job.period_seconds IS NOT NULL THEN 0 ELSE j.attempts END
	WHERE j.id = job_let_go.job_id
	RETURNING j.state INTO job.state;
	RETURN job.state;
END $$;

-- Notes that an attempt has failed; answers the job's state, or NULL where it is another's by now.
CREATE OR REPLACE FUNCTION control.jobs_failed(job_id uuid, fence bigint, attempts_most bigint, delay_ms bigint,
	failure text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
	PERFORM FROM control.jobs j WHERE j.id = jobs_failed.job_id AND j.fence = jobs_failed.fence
		AND j.state = 'taken' FOR UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	RETURN control.job_let_go(job_id, attempts_most, make_interval(secs => delay_ms / 1000.0), failure);
END $$;

-- Gives a job back that was not begun with, or was stopped between two steps: no attempt is counted. Without
-- a delay others hear that it is due.
CREATE OR REPLACE FUNCTION control.jobs_put_back(job_id uuid, fence bigint, delay_ms bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	next_at timestamptz := now() + make_interval(secs => delay_ms / 1000.0);
BEGIN
	UPDATE control.jobs j SET attempts = greatest(j.attempts - 1, 0), wakes_at = next_at,
		state = CASE WHEN delay_ms = 0 THEN 'due' ELSE 'later' END,
		run_at = CASE WHEN delay_ms = 0 THEN j.run_at ELSE next_at END
	WHERE j.id = jobs_put_back.job_id AND j.fence = jobs_put_back.fence AND j.state = 'taken';
	IF FOUND AND delay_ms = 0 THEN
		PERFORM pg_notify('frontdesk_jobs', '');
	END IF;
END $$;

-- What wakes: jobs whose time has come, and those whose worker's lease has ended; of kinds that this program
-- does not know, too. Of a tenant that is not served they are put off, and of one that is being imported left
-- as they came. Not for the gateway.
CREATE OR REPLACE FUNCTION control.jobs_wake(kinds text[], attempts integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
	PERFORM control.job_let_go(lost.id, coalesce(
		(jobs_wake.attempts)[array_position(kinds, lost.kind)], 1000000), interval '0', 'lease')
	FROM (SELECT j.id, j.kind FROM control.jobs j LEFT JOIN public.tenants t ON t.id = j.tenant_id
		WHERE j.state = 'taken' AND j.wakes_at <= now()
			AND t.status IS DISTINCT FROM 'importing'
		ORDER BY j.wakes_at LIMIT 1000 FOR UPDATE OF j SKIP LOCKED) lost;
	UPDATE control.jobs j SET state = CASE WHEN awake.is_served THEN 'due' ELSE 'later' END,
		wakes_at = CASE WHEN awake.is_served THEN j.wakes_at ELSE now() + interval '5 minutes' END
	FROM (SELECT j.id, coalesce(t.status = 'active', true) AS is_served
		FROM control.jobs j LEFT JOIN public.tenants t ON t.id = j.tenant_id
		WHERE j.state = 'later' AND j.wakes_at <= now()
			AND t.status IS DISTINCT FROM 'importing'
		ORDER BY j.wakes_at LIMIT 1000 FOR UPDATE OF j SKIP LOCKED) awake
	WHERE j.id = awake.id;
END $$;

-- Takes some of the jobs that are due, of the kinds that this program knows. A tenant's jobs of a kind are a
-- queue, and queues have their turns one after the other, from behind the one that was reached last, two jobs in
-- each, round and round while there is room: whoever has thousands waits for nobody, and nobody waits for them.
-- No queue has more at work than its kind's cap. One that another claim has before it is passed over: who counts
-- what is taken sees all that others took.
CREATE OR REPLACE FUNCTION control.jobs_claim(kinds text[], caps integer[], lease_seconds integer[],
	attempts integer[], after_id uuid, after_kind text, most bigint)
RETURNS TABLE (job_id uuid, fence bigint, kind text, tenant_id uuid, subject_id uuid, step bigint,
	attempt bigint, reached_id uuid, reached_kind text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	visits_most CONSTANT integer := 256; -- of queues, where many are at their cap
	turn_most CONSTANT bigint := 2;
	at_id uuid := after_id;
	at_kind text := after_kind;
	-- The queue that had something taken last: a round from there in which nothing is taken is the last one.
	mark_id uuid := after_id;
	mark_kind text := after_kind;
	is_begun_anew boolean := false;
	queue record;
	place integer;
	taken uuid[];
	all_taken uuid[] := '{}';
BEGIN
	PERFORM control.jobs_wake(kinds, attempts);
	FOR visit IN 1 .. visits_most LOOP
		EXIT WHEN cardinality(all_taken) >= most;
		SELECT j.owner_id, j.kind, (SELECT t.status FROM public.tenants t WHERE t.id = j.owner_id) AS status
		INTO queue FROM control.jobs j
		WHERE j.state = 'due' AND (j.owner_id, j.kind) > (at_id, at_kind)
		ORDER BY j.owner_id, j.kind LIMIT 1;
		IF NOT FOUND THEN
			EXIT WHEN is_begun_anew;
			is_begun_anew := true;
			at_id := '00000000-0000-0000-0000-000000000000';
			at_kind := '';
			CONTINUE;
		END IF;
		EXIT WHEN is_begun_anew AND (queue.owner_id, queue.kind) > (mark_id, mark_kind);
		at_id := queue.owner_id;
		at_kind := queue.kind;
		place := array_position(kinds, at_kind);
		CONTINUE WHEN place IS NULL OR queue.status <> 'active'
			OR NOT pg_try_advisory_xact_lock(46051123, hashtext(at_id || at_kind));
		WITH took AS (
			UPDATE control.jobs j SET state = 'taken', fence = j.fence + 1, attempts = j.attempts + 1,
				wakes_at = now() + make_interval(secs => lease_seconds[place])
			WHERE j.id = ANY (ARRAY(SELECT d.id FROM control.jobs d
				WHERE d.state = 'due' AND d.owner_id = at_id AND d.kind = at_kind
				ORDER BY d.run_at, d.id
				LIMIT greatest(0, least(turn_most, most - cardinality(all_taken),
					caps[place] - (SELECT count(*) FROM control.jobs r WHERE r.state = 'taken'
						AND r.owner_id = at_id AND r.kind = at_kind)))
				FOR UPDATE SKIP LOCKED))
			RETURNING j.id
		)
		SELECT array_agg(t.id) INTO taken FROM took t;
		CONTINUE WHEN taken IS NULL;
		all_taken := all_taken || taken;
		mark_id := at_id;
		mark_kind := at_kind;
		is_begun_anew := false;
	END LOOP;
	RETURN QUERY SELECT j.id, j.fence, j.kind, j.tenant_id, j.subject_id, j.step::bigint, j.attempts::bigint,
		at_id, at_kind
	FROM control.jobs j WHERE j.id = ANY (all_taken);
END $$;

-- Sees to it that what comes again is there: for each active tenant, or once for the installation. The first
-- time is somewhere within the period, so that tenants have theirs one after the other.
CREATE OR REPLACE FUNCTION control.jobs_ensure(kinds text[], periods integer[], are_tenants boolean[])
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE control.jobs j SET period_seconds = k.period_seconds
	FROM unnest(kinds, periods) AS k (kind, period_seconds)
	WHERE j.kind = k.kind AND j.period_seconds IS NOT NULL AND j.period_seconds <> k.period_seconds;
	INSERT INTO control.jobs (kind, tenant_id, period_seconds, state, run_at, wakes_at)
	SELECT m.kind, m.tenant_id, m.period_seconds, 'later', m.at, m.at
	FROM (SELECT k.kind, t.id AS tenant_id, k.period_seconds,
			now() + make_interval(secs => k.period_seconds * random()) AS at
		FROM unnest(kinds, periods, are_tenants) AS k (kind, period_seconds, is_tenants)
		CROSS JOIN LATERAL (
			SELECT a.id FROM public.tenants a WHERE k.is_tenants AND a.status = 'active'
			UNION ALL SELECT NULL WHERE NOT k.is_tenants) t
		WHERE NOT EXISTS (SELECT FROM control.jobs j WHERE j.kind = k.kind AND j.period_seconds IS NOT NULL
			AND j.owner_id = coalesce(t.id, '00000000-0000-0000-0000-000000000000'))) m
	ON CONFLICT DO NOTHING
$$;

-- How many are due, how late the oldest of them is, and how many are dead. Of tenants that are not served
-- none is due.
CREATE OR REPLACE FUNCTION control.jobs_count() RETURNS TABLE (due bigint, late_ms bigint, dead bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT count(*), coalesce(floor(1000 * extract(epoch FROM now() - min(o.since))), 0)::bigint,
		(SELECT count(*) FROM control.jobs j WHERE j.state = 'dead')
	FROM (SELECT j.tenant_id, j.run_at AS since FROM control.jobs j WHERE j.state = 'due'
		UNION ALL SELECT j.tenant_id, j.wakes_at FROM control.jobs j
		WHERE j.state = 'later' AND j.wakes_at <= now()) o
	LEFT JOIN public.tenants t ON t.id = o.tenant_id
	WHERE o.tenant_id IS NULL OR t.status = 'active'
$$;

GRANT EXECUTE ON FUNCTION control.job_enqueue(text, uuid, timestamptz), control.jobs_enqueue(text, uuid[]),
	control.job_hasten(uuid) TO frontdesk_tenant;
GRANT EXECUTE ON FUNCTION control.job_finish(uuid, bigint), control.job_advance(uuid, bigint, integer)
	TO frontdesk_gateway, frontdesk_tenant;
GRANT EXECUTE ON FUNCTION control.jobs_failed(uuid, bigint, bigint, bigint, text),
	control.jobs_put_back(uuid, bigint, bigint),
	control.jobs_claim(text[], integer[], integer[], integer[], uuid, text, bigint),
	control.jobs_ensure(text[], integer[], boolean[]), control.jobs_count() TO frontdesk_gateway;
