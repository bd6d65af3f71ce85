-- Made by dump-release.mjs at fdb3d31b82b9765e07b9f6d3ffb77853d7559ef6.

CREATE ROLE tenant_141f6a56502b40caaec51328bc2219a2 NOLOGIN;
GRANT frontdesk_tenant TO tenant_141f6a56502b40caaec51328bc2219a2;
GRANT tenant_141f6a56502b40caaec51328bc2219a2 TO frontdesk_gateway;

--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: control; Type: SCHEMA; Schema: -; Owner: frontdesk_owner
--

CREATE SCHEMA control;


ALTER SCHEMA control OWNER TO frontdesk_owner;

--
-- Name: tenant_141f6a56502b40caaec51328bc2219a2; Type: SCHEMA; Schema: -; Owner: frontdesk_owner
--

CREATE SCHEMA tenant_141f6a56502b40caaec51328bc2219a2;


ALTER SCHEMA tenant_141f6a56502b40caaec51328bc2219a2 OWNER TO frontdesk_owner;

--
-- Name: assert_scope(text, text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.assert_scope(role text, path text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF pg_catalog.current_setting('role') IS DISTINCT FROM assert_scope.role
		OR pg_catalog.current_setting('search_path') IS DISTINCT FROM assert_scope.path
		OR pg_catalog.current_schema() IS DISTINCT FROM assert_scope.path::name
		OR current_user IS DISTINCT FROM assert_scope.role::name
	THEN
		RAISE insufficient_privilege USING MESSAGE = 'the scope was not entered';
	END IF;
END $$;


ALTER FUNCTION control.assert_scope(role text, path text) OWNER TO frontdesk_owner;

--
-- Name: counter_drop(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.counter_drop(session_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	PERFORM FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = counter_drop.session_id FOR UPDATE NOWAIT;
	DELETE FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = counter_drop.session_id;
END $$;


ALTER FUNCTION control.counter_drop(session_id uuid) OWNER TO frontdesk_owner;

--
-- Name: counter_make(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.counter_make(session_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
	INSERT INTO control.session_counters (tenant_id, session_id)
	VALUES (control.scope_tenant_id(), counter_make.session_id);
END $$;


ALTER FUNCTION control.counter_make(session_id uuid) OWNER TO frontdesk_owner;

--
-- Name: counters_advance(uuid[], bigint[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.counters_advance(session_ids uuid[], last_seqs bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_nestloop TO 'off'
    AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	UPDATE control.session_counters c SET last_seq = n.last_seq
	FROM unnest(session_ids, last_seqs) AS n (session_id, last_seq)
	WHERE c.tenant_id = tenant AND c.session_id = n.session_id
		AND c.session_id = ANY (session_ids) -- for the index, however many the tenant has
		AND c.last_seq < n.last_seq;
END $$;


ALTER FUNCTION control.counters_advance(session_ids uuid[], last_seqs bigint[]) OWNER TO frontdesk_owner;

--
-- Name: counters_lock(uuid[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.counters_lock(session_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	PERFORM FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = ANY (session_ids)
	ORDER BY c.session_id FOR UPDATE;
END $$;


ALTER FUNCTION control.counters_lock(session_ids uuid[]) OWNER TO frontdesk_owner;

--
-- Name: counters_read(uuid[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.counters_read(session_ids uuid[]) RETURNS TABLE(session_id uuid, last_seq bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN QUERY SELECT c.session_id, c.last_seq FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = ANY (session_ids);
END $$;


ALTER FUNCTION control.counters_read(session_ids uuid[]) OWNER TO frontdesk_owner;

--
-- Name: dead_letter_put(uuid, uuid, uuid, text, text, bytea, bytea, timestamp with time zone, text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.dead_letter_put(tenant_id uuid, session_id uuid, message_id uuid, sender_type text, sender_id text, content bytea, fingerprint bytea, created_at timestamp with time zone, sqlstate text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
	INSERT INTO control.dead_letters (tenant_id, session_id, message_id, sender_type, sender_id,
		content, fingerprint, message_created_at, sqlstate)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT ON CONSTRAINT dead_letters_tenant_id_message_id_key DO NOTHING
$_$;


ALTER FUNCTION control.dead_letter_put(tenant_id uuid, session_id uuid, message_id uuid, sender_type text, sender_id text, content bytea, fingerprint bytea, created_at timestamp with time zone, sqlstate text) OWNER TO frontdesk_owner;

--
-- Name: epoch(); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.epoch() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
	RETURN (SELECT concat_ws('-', (SELECT system_identifier FROM pg_control_system()),
		substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), i.restores)
	FROM control.installation i);
END $$;


ALTER FUNCTION control.epoch() OWNER TO frontdesk_owner;

--
-- Name: job_advance(uuid, bigint, integer); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.job_advance(job_id uuid, fence bigint, lease_seconds integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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


ALTER FUNCTION control.job_advance(job_id uuid, fence bigint, lease_seconds integer) OWNER TO frontdesk_owner;

--
-- Name: job_enqueue(text, uuid, timestamp with time zone); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.job_enqueue(kind text, subject_id uuid, run_at timestamp with time zone DEFAULT now()) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
	made uuid;
	is_due boolean := run_at <= now();
BEGIN
	INSERT INTO control.jobs (kind, tenant_id, subject_id, state, run_at, wakes_at)
	VALUES (kind, control.scope_tenant_id(), subject_id, CASE WHEN is_due THEN 'due' ELSE 'later' END,
		run_at, run_at)
	RETURNING id INTO made;
	IF is_due THEN
		PERFORM pg_notify('frontdesk_jobs', '');
	END IF;
	RETURN made;
END $$;


ALTER FUNCTION control.job_enqueue(kind text, subject_id uuid, run_at timestamp with time zone) OWNER TO frontdesk_owner;

--
-- Name: job_finish(uuid, bigint); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.job_finish(job_id uuid, fence bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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


ALTER FUNCTION control.job_finish(job_id uuid, fence bigint) OWNER TO frontdesk_owner;

--
-- Name: job_let_go(uuid, bigint, interval, text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.job_let_go(job_id uuid, attempts_most bigint, delay interval, failure text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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


ALTER FUNCTION control.job_let_go(job_id uuid, attempts_most bigint, delay interval, failure text) OWNER TO frontdesk_owner;

--
-- Name: job_next_at(timestamp with time zone, integer); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.job_next_at(run_at timestamp with time zone, period_seconds integer) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT run_at + make_interval(secs => period_seconds
		* (1 + floor(greatest(0, extract(epoch FROM now() - run_at)) / period_seconds)::double precision))
$$;


ALTER FUNCTION control.job_next_at(run_at timestamp with time zone, period_seconds integer) OWNER TO frontdesk_owner;

--
-- Name: jobs_claim(text[], integer[], integer[], integer[], uuid, text, bigint); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.jobs_claim(kinds text[], caps integer[], lease_seconds integer[], attempts integer[], after_id uuid, after_kind text, most bigint) RETURNS TABLE(job_id uuid, fence bigint, kind text, tenant_id uuid, subject_id uuid, step bigint, attempt bigint, reached_id uuid, reached_kind text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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


ALTER FUNCTION control.jobs_claim(kinds text[], caps integer[], lease_seconds integer[], attempts integer[], after_id uuid, after_kind text, most bigint) OWNER TO frontdesk_owner;

--
-- Name: jobs_count(); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.jobs_count() RETURNS TABLE(due bigint, late_ms bigint, dead bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT count(*), coalesce(floor(1000 * extract(epoch FROM now() - min(o.since))), 0)::bigint,
		(SELECT count(*) FROM control.jobs j WHERE j.state = 'dead')
	FROM (SELECT j.tenant_id, j.run_at AS since FROM control.jobs j WHERE j.state = 'due'
		UNION ALL SELECT j.tenant_id, j.wakes_at FROM control.jobs j
		WHERE j.state = 'later' AND j.wakes_at <= now()) o
	LEFT JOIN public.tenants t ON t.id = o.tenant_id
	WHERE o.tenant_id IS NULL OR t.status = 'active'
$$;


ALTER FUNCTION control.jobs_count() OWNER TO frontdesk_owner;

--
-- Name: jobs_ensure(text[], integer[], boolean[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.jobs_ensure(kinds text[], periods integer[], are_tenants boolean[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION control.jobs_ensure(kinds text[], periods integer[], are_tenants boolean[]) OWNER TO frontdesk_owner;

--
-- Name: jobs_failed(uuid, bigint, bigint, bigint, text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.jobs_failed(job_id uuid, fence bigint, attempts_most bigint, delay_ms bigint, failure text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
BEGIN
	PERFORM FROM control.jobs j WHERE j.id = jobs_failed.job_id AND j.fence = jobs_failed.fence
		AND j.state = 'taken' FOR UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	RETURN control.job_let_go(job_id, attempts_most, make_interval(secs => delay_ms / 1000.0), failure);
END $$;


ALTER FUNCTION control.jobs_failed(job_id uuid, fence bigint, attempts_most bigint, delay_ms bigint, failure text) OWNER TO frontdesk_owner;

--
-- Name: jobs_put_back(uuid, bigint, bigint); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.jobs_put_back(job_id uuid, fence bigint, delay_ms bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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


ALTER FUNCTION control.jobs_put_back(job_id uuid, fence bigint, delay_ms bigint) OWNER TO frontdesk_owner;

--
-- Name: jobs_wake(text[], integer[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.jobs_wake(kinds text[], attempts integer[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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


ALTER FUNCTION control.jobs_wake(kinds text[], attempts integer[]) OWNER TO frontdesk_owner;

--
-- Name: lock_counters(uuid[], uuid[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.lock_counters(tenant_ids uuid[], session_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
	PERFORM FROM control.session_counters c
	WHERE (c.tenant_id, c.session_id) IN (SELECT * FROM unnest(tenant_ids, session_ids))
	ORDER BY c.tenant_id, c.session_id FOR UPDATE;
END $$;


ALTER FUNCTION control.lock_counters(tenant_ids uuid[], session_ids uuid[]) OWNER TO frontdesk_owner;

--
-- Name: refused_origin_note(uuid, text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.refused_origin_note(tenant_id uuid, origin text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	DELETE FROM control.refused_origins r
	WHERE r.tenant_id = refused_origin_note.tenant_id
		AND r.origin <> refused_origin_note.origin
		AND r.origin NOT IN (SELECT k.origin FROM control.refused_origins k
			WHERE k.tenant_id = refused_origin_note.tenant_id
			ORDER BY k.last_at DESC LIMIT 19);
	INSERT INTO control.refused_origins AS r (tenant_id, origin)
	SELECT t.id, refused_origin_note.origin FROM public.tenants t
	WHERE t.id = refused_origin_note.tenant_id AND octet_length(refused_origin_note.origin) <= 300
	ON CONFLICT ON CONSTRAINT refused_origins_pkey
	DO UPDATE SET count = r.count + 1, last_at = now();
$$;


ALTER FUNCTION control.refused_origin_note(tenant_id uuid, origin text) OWNER TO frontdesk_owner;

--
-- Name: scope_tenant_id(); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.scope_tenant_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
	RETURN CASE WHEN current_setting('role') ~ '^tenant_[0-9a-f]{32}$'
		THEN substr(current_setting('role'), 8)::uuid END;
END $_$;


ALTER FUNCTION control.scope_tenant_id() OWNER TO frontdesk_owner;

--
-- Name: scope_tenant_name(); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.scope_tenant_name() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT name FROM public.tenants WHERE id = control.scope_tenant_id()
$$;


ALTER FUNCTION control.scope_tenant_name() OWNER TO frontdesk_owner;

--
-- Name: scope_user(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.scope_user(user_id uuid) RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT json_build_object('id', u.id, 'email', u.email, 'name', u.name)
	FROM public.users u
	JOIN control.memberships m ON m.user_id = u.id AND m.tenant_id = control.scope_tenant_id()
	WHERE u.id = scope_user.user_id
$$;


ALTER FUNCTION control.scope_user(user_id uuid) OWNER TO frontdesk_owner;

--
-- Name: session_head(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.session_head(session_id uuid) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN coalesce((SELECT c.last_seq FROM control.session_counters c
		WHERE c.tenant_id = tenant AND c.session_id = session_head.session_id), 0);
END $$;


ALTER FUNCTION control.session_head(session_id uuid) OWNER TO frontdesk_owner;

--
-- Name: session_heads(uuid[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.session_heads(session_ids uuid[]) RETURNS TABLE(session_id uuid, last_seq bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN QUERY SELECT c.session_id, c.last_seq FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = ANY (session_ids);
END $$;


ALTER FUNCTION control.session_heads(session_ids uuid[]) OWNER TO frontdesk_owner;

--
-- Name: session_heads(text[], text[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.session_heads(tenant_ids text[], session_ids text[]) RETURNS TABLE(tenant_id uuid, session_id uuid, last_seq bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT c.tenant_id, c.session_id, c.last_seq
	FROM unnest(session_heads.tenant_ids::uuid[], session_heads.session_ids::uuid[])
		AS asked (tenant_id, session_id)
	JOIN control.session_counters c USING (tenant_id, session_id)
$$;


ALTER FUNCTION control.session_heads(tenant_ids text[], session_ids text[]) OWNER TO frontdesk_owner;

--
-- Name: sign_in_check(bytea); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sign_in_check(token_hash bytea) RETURNS TABLE(sign_in_id uuid, user_id uuid, tenant_id uuid, agent_id uuid, role text, expires_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
	UPDATE control.sign_ins s SET last_seen_at = now()
	WHERE s.token_hash = sign_in_check.token_hash
		AND s.last_seen_at < now() - interval '1 minute';
	RETURN QUERY SELECT v.id, v.user_id, v.tenant_id, v.agent_id, v.role, v.expires_at
	FROM control.valid_sign_ins v WHERE v.token_hash = sign_in_check.token_hash;
END $$;


ALTER FUNCTION control.sign_in_check(token_hash bytea) OWNER TO frontdesk_owner;

--
-- Name: sign_in_end(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sign_in_end(sign_in_id uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	DELETE FROM control.sign_ins WHERE id = sign_in_end.sign_in_id
$$;


ALTER FUNCTION control.sign_in_end(sign_in_id uuid) OWNER TO frontdesk_owner;

--
-- Name: sign_in_renew(uuid, timestamp with time zone); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sign_in_renew(sign_in_id uuid, expires_at timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	UPDATE control.sign_ins s SET expires_at = sign_in_renew.expires_at
	WHERE s.id = sign_in_renew.sign_in_id AND s.expires_at > now()
		AND s.expires_at < sign_in_renew.expires_at
$$;


ALTER FUNCTION control.sign_in_renew(sign_in_id uuid, expires_at timestamp with time zone) OWNER TO frontdesk_owner;

--
-- Name: sign_in_start(bytea, uuid, uuid, timestamp with time zone, text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid, expires_at timestamp with time zone, user_agent text) RETURNS TABLE(sign_in_id uuid, agent_id uuid, role text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
	DELETE FROM control.sign_ins s
	WHERE s.user_id = sign_in_start.user_id
		AND s.id NOT IN (SELECT v.id FROM control.valid_sign_ins v
			WHERE v.user_id = sign_in_start.user_id ORDER BY v.last_seen_at DESC LIMIT 49);
	RETURN QUERY WITH member AS (
		SELECT u.tenant_id, u.agent_id, u.role
		FROM control.user_tenants(sign_in_start.user_id) u
		WHERE u.tenant_id = sign_in_start.tenant_id
	), started AS (
		INSERT INTO control.sign_ins (token_hash, user_id, tenant_id, expires_at, user_agent)
		SELECT sign_in_start.token_hash, sign_in_start.user_id, m.tenant_id,
			sign_in_start.expires_at, left(sign_in_start.user_agent, 100)
		FROM member m RETURNING id
	)
	SELECT s.id, m.agent_id, m.role FROM started s CROSS JOIN member m;
END $$;


ALTER FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid, expires_at timestamp with time zone, user_agent text) OWNER TO frontdesk_owner;

--
-- Name: sign_in_start(bytea, uuid, uuid, timestamp with time zone, text, text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid, expires_at timestamp with time zone, user_agent text, password_hash text) RETURNS TABLE(sign_in_id uuid, agent_id uuid, role text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
	-- Shared until the end: a change waits for this sign-in, and then ends it.
	PERFORM FROM public.users u WHERE u.id = sign_in_start.user_id
		AND u.password_hash = sign_in_start.password_hash FOR SHARE;
	IF FOUND THEN
		RETURN QUERY SELECT s.* FROM control.sign_in_start(sign_in_start.token_hash,
			sign_in_start.user_id, sign_in_start.tenant_id, sign_in_start.expires_at,
			sign_in_start.user_agent) s;
	END IF;
END $$;


ALTER FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid, expires_at timestamp with time zone, user_agent text, password_hash text) OWNER TO frontdesk_owner;

--
-- Name: sign_ins_end(uuid, uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sign_ins_end(user_id uuid, except_id uuid DEFAULT NULL::uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	DELETE FROM control.sign_ins s
	WHERE s.user_id = sign_ins_end.user_id AND s.id IS DISTINCT FROM sign_ins_end.except_id
$$;


ALTER FUNCTION control.sign_ins_end(user_id uuid, except_id uuid) OWNER TO frontdesk_owner;

--
-- Name: sign_ins_end_with_membership(); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sign_ins_end_with_membership() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
	DELETE FROM control.sign_ins s WHERE s.user_id = NEW.user_id AND s.tenant_id = NEW.tenant_id;
	RETURN NULL;
END $$;


ALTER FUNCTION control.sign_ins_end_with_membership() OWNER TO frontdesk_owner;

--
-- Name: sign_ins_gone(text[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sign_ins_gone(ids text[]) RETURNS TABLE(sign_in_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT asked.id::uuid FROM unnest(ids) AS asked (id)
	WHERE NOT EXISTS (SELECT FROM control.valid_sign_ins v WHERE v.id = asked.id::uuid)
$$;


ALTER FUNCTION control.sign_ins_gone(ids text[]) OWNER TO frontdesk_owner;

--
-- Name: sockets_gone(text[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sockets_gone(groups text[]) RETURNS TABLE(name text, is_active boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
	RETURN QUERY SELECT asked.name, t.id IS NOT NULL
	FROM (SELECT g.name, split_part(g.name, ' ', 1)::uuid AS tenant_id, split_part(g.name, ' ', 2) AS mark
		FROM unnest(groups) AS g (name)) asked
	LEFT JOIN public.tenants t ON t.id = asked.tenant_id AND t.status = 'active'
	WHERE t.id IS NULL OR asked.mark <> '' AND NOT EXISTS (
		SELECT FROM unnest(t.origins) AS o (origin)
		WHERE left(encode(sha256(convert_to(o.origin, 'UTF8')), 'hex'), 16) = asked.mark);
END $$;


ALTER FUNCTION control.sockets_gone(groups text[]) OWNER TO frontdesk_owner;

--
-- Name: sockets_leaving(text[]); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.sockets_leaving(groups text[]) RETURNS TABLE(name text, reason text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
	RETURN QUERY SELECT g.name, CASE WHEN g.is_active THEN 'origin'
		WHEN EXISTS (SELECT FROM public.tenants t WHERE t.status = 'moving'
			AND t.id = split_part(g.name, ' ', 1)::uuid) THEN 'drain'
		ELSE 'signed_out' END
	FROM control.sockets_gone(groups) g;
END $$;


ALTER FUNCTION control.sockets_leaving(groups text[]) OWNER TO frontdesk_owner;

--
-- Name: tenant_after(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.tenant_after(after_id uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT t.id FROM public.tenants t WHERE t.status = 'active'
	ORDER BY t.id <= tenant_after.after_id, t.id LIMIT 1;
$$;


ALTER FUNCTION control.tenant_after(after_id uuid) OWNER TO frontdesk_owner;

--
-- Name: tenant_is_known(uuid, text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.tenant_is_known(tenant_id uuid, version text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
	RETURN EXISTS (SELECT FROM control.tenant_versions v
		WHERE v.tenant_id = tenant_is_known.tenant_id
			AND tenant_is_known.version IN (v.version, v.previous));
END $$;


ALTER FUNCTION control.tenant_is_known(tenant_id uuid, version text) OWNER TO frontdesk_owner;

--
-- Name: tenant_kept_parameters(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.tenant_kept_parameters(tenant_id uuid) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT t.kept_parameters FROM public.tenants t WHERE t.id = tenant_kept_parameters.tenant_id
$$;


ALTER FUNCTION control.tenant_kept_parameters(tenant_id uuid) OWNER TO frontdesk_owner;

--
-- Name: tenant_key_list(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.tenant_key_list(tenant_id uuid) RETURNS TABLE(key_id uuid, wrapped bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT k.key_id, k.wrapped FROM control.tenant_keys k
	WHERE k.tenant_id = tenant_key_list.tenant_id ORDER BY k.created_at, k.key_id
$$;


ALTER FUNCTION control.tenant_key_list(tenant_id uuid) OWNER TO frontdesk_owner;

--
-- Name: tenant_load(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.tenant_load(tenant_id uuid) RETURNS TABLE(name text, time_zone text, origins text[], is_active boolean, identity_secret bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT t.name::text, t.time_zone, t.origins, t.status = 'active', t.identity_secret
	FROM public.tenants t WHERE t.id = tenant_load.tenant_id
$$;


ALTER FUNCTION control.tenant_load(tenant_id uuid) OWNER TO frontdesk_owner;

--
-- Name: tenant_move(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.tenant_move(tenant_id uuid) RETURNS TABLE(is_moving boolean, token_keys bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT t.status = 'moving', t.token_keys FROM public.tenants t WHERE t.id = tenant_move.tenant_id
$$;


ALTER FUNCTION control.tenant_move(tenant_id uuid) OWNER TO frontdesk_owner;

--
-- Name: tenants_unknown(text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.tenants_unknown(version text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	INSERT INTO control.programs (version) SELECT tenants_unknown.version
	WHERE NOT EXISTS (SELECT FROM control.programs p WHERE p.version = tenants_unknown.version)
	ON CONFLICT DO NOTHING;
	UPDATE control.programs p SET seen_at = now() FROM (
		SELECT q.version FROM control.programs q
		WHERE q.version = tenants_unknown.version AND q.seen_at < now() - interval '5 seconds'
		FOR UPDATE SKIP LOCKED) due
	WHERE p.version = due.version;
	SELECT count(*) FROM public.tenants t LEFT JOIN control.tenant_versions v ON v.tenant_id = t.id
	WHERE (tenants_unknown.version IN (v.version, v.previous)) IS NOT TRUE
$$;


ALTER FUNCTION control.tenants_unknown(version text) OWNER TO frontdesk_owner;

--
-- Name: upkeep(); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.upkeep() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	DELETE FROM control.sign_ins WHERE expires_at <= now() AND id IN (
		SELECT s.id FROM control.sign_ins s WHERE s.expires_at <= now() LIMIT 5000);
	DELETE FROM control.refused_origins WHERE last_at < now() - interval '30 days';
	DELETE FROM control.programs WHERE seen_at < now() - interval '1 day';
$$;


ALTER FUNCTION control.upkeep() OWNER TO frontdesk_owner;

--
-- Name: user_by_email(text); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.user_by_email(email text) RETURNS TABLE(user_id uuid, name text, password_hash text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT u.id, u.name::text, u.password_hash FROM public.users u
	WHERE u.email = user_by_email.email
$$;


ALTER FUNCTION control.user_by_email(email text) OWNER TO frontdesk_owner;

--
-- Name: user_get(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.user_get(user_id uuid) RETURNS TABLE(email text, name text, password_hash text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT u.email::text, u.name::text, u.password_hash FROM public.users u
	WHERE u.id = user_get.user_id
$$;


ALTER FUNCTION control.user_get(user_id uuid) OWNER TO frontdesk_owner;

--
-- Name: user_set_password(uuid, text, uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.user_set_password(user_id uuid, password_hash text, except_sign_in_id uuid DEFAULT NULL::uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	UPDATE public.users u
	SET password_hash = user_set_password.password_hash, password_changed_at = now()
	WHERE u.id = user_set_password.user_id;
	SELECT control.sign_ins_end(user_set_password.user_id, user_set_password.except_sign_in_id);
$$;


ALTER FUNCTION control.user_set_password(user_id uuid, password_hash text, except_sign_in_id uuid) OWNER TO frontdesk_owner;

--
-- Name: user_tenants(uuid); Type: FUNCTION; Schema: control; Owner: frontdesk_owner
--

CREATE FUNCTION control.user_tenants(user_id uuid) RETURNS TABLE(tenant_id uuid, tenant_name text, agent_id uuid, role text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
	SELECT t.id, t.name::text, m.agent_id, m.role::text
	FROM control.memberships m JOIN public.tenants t ON t.id = m.tenant_id
	WHERE m.user_id = user_tenants.user_id AND m.is_active AND t.status = 'active'
	ORDER BY t.name, t.id
$$;


ALTER FUNCTION control.user_tenants(user_id uuid) OWNER TO frontdesk_owner;

--
-- Name: agent_choose_status(uuid, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_choose_status(agent uuid, choice text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
BEGIN
	UPDATE support_agents a
	SET status = choice, status_at = now(), seen_at = now(), noted_at = now()
	WHERE a.id = agent AND a.is_active;
	RETURN agent_json(agent, 'agent');
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_choose_status(agent uuid, choice text) OWNER TO frontdesk_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: support_agents; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.support_agents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    user_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    email character varying(255) NOT NULL,
    role character varying(20) DEFAULT 'agent'::character varying NOT NULL,
    status character varying(20) DEFAULT 'offline'::character varying NOT NULL,
    status_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone,
    noted_at timestamp with time zone,
    max_chats integer DEFAULT 5 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT support_agents_max_chats_check CHECK (((max_chats >= 1) AND (max_chats <= 100))),
    CONSTRAINT support_agents_role_check CHECK (((role)::text = ANY ((ARRAY['agent'::character varying, 'supervisor'::character varying, 'admin'::character varying])::text[]))),
    CONSTRAINT support_agents_status_check CHECK (((status)::text = ANY ((ARRAY['online'::character varying, 'away'::character varying, 'offline'::character varying])::text[]))),
    CONSTRAINT support_agents_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
);


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.support_agents OWNER TO frontdesk_owner;

--
-- Name: agent_has_vanished(tenant_141f6a56502b40caaec51328bc2219a2.support_agents); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_has_vanished(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
	SELECT coalesce(a.noted_at < now() - interval '80 seconds', true)
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_has_vanished(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents) OWNER TO frontdesk_owner;

--
-- Name: agent_json(uuid, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_json(agent uuid, reader text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
	IF agent IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT agent_json_of(a, reader) FROM support_agents a WHERE a.id = agent);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_json(agent uuid, reader text) OWNER TO frontdesk_owner;

--
-- Name: agent_json_of(tenant_141f6a56502b40caaec51328bc2219a2.support_agents, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_json_of(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents, reader text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
	IF reader <> 'agent' THEN
		RETURN jsonb_build_object('id', a.id, 'name', a.name);
	END IF;
	RETURN jsonb_build_object('id', a.id, 'name', a.name, 'userId', a.user_id,
		'email', a.email, 'role', a.role, 'status', agent_status(a), 'maxChats', a.max_chats,
		'isActive', a.is_active);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_json_of(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents, reader text) OWNER TO frontdesk_owner;

--
-- Name: agent_name(text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_name(sender text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
	RETURN (SELECT a.name FROM support_agents a WHERE a.id = agent_of('agent', sender));
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_name(sender text) OWNER TO frontdesk_owner;

--
-- Name: agent_of(text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_of(sender_type text, sender text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	SELECT CASE WHEN sender_type = 'agent' AND length(sender) = 36
		AND translate(sender, '0123456789abcdef-', '') = '' THEN sender::uuid END
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_of(sender_type text, sender text) OWNER TO frontdesk_owner;

--
-- Name: agent_status(tenant_141f6a56502b40caaec51328bc2219a2.support_agents); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_status(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents) RETURNS text
    LANGUAGE sql STABLE
    AS $$
	SELECT CASE WHEN a.seen_at > now() - interval '1 minute' THEN a.status ELSE 'offline' END
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_status(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents) OWNER TO frontdesk_owner;

--
-- Name: agents_leave(uuid[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agents_leave(agents uuid[]) RETURNS SETOF jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
	changed uuid[];
BEGIN
	WITH locked AS (
		SELECT a.id, agent_status(a) AS status FROM support_agents a
		WHERE a.id = ANY (agents) ORDER BY a.id FOR UPDATE
	), left_now AS (
		UPDATE support_agents a SET seen_at = now() - interval '1 minute'
		FROM locked l WHERE a.id = l.id
		RETURNING a.id, l.status
	)
	SELECT array_agg(n.id) INTO changed FROM left_now n WHERE n.status <> 'offline';
	RETURN QUERY SELECT agent_json(a.id, 'agent') FROM support_agents a WHERE a.id = ANY (changed);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agents_leave(agents uuid[]) OWNER TO frontdesk_owner;

--
-- Name: agents_note(uuid[], uuid[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agents_note(here uuid[], gone uuid[]) RETURNS SETOF jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
	changed uuid[];
BEGIN
	WITH locked AS (
		SELECT a.id, agent_status(a) AS status FROM support_agents a
		WHERE a.id = ANY (here || gone) ORDER BY a.id FOR UPDATE
	), noted AS (
		UPDATE support_agents a SET
			status = CASE WHEN a.status = 'offline' AND a.id = ANY (here)
				THEN 'online' ELSE a.status END,
			seen_at = CASE WHEN a.id = ANY (here) THEN now() ELSE now() - interval '1 minute' END,
			noted_at = CASE WHEN a.id = ANY (here) THEN now() ELSE a.noted_at END
		FROM locked l
		WHERE a.id = l.id AND (a.id = ANY (here) OR a.seen_at < now() - interval '25 seconds')
		RETURNING a, l.status
	)
	SELECT array_agg((n.a).id) INTO changed FROM noted n WHERE agent_status(n.a) <> n.status;
	RETURN QUERY SELECT agent_json(a.id, 'agent') FROM support_agents a
	WHERE a.id = ANY (changed);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agents_note(here uuid[], gone uuid[]) OWNER TO frontdesk_owner;

--
-- Name: chat_abandoned_end(uuid, bigint, boolean); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_abandoned_end(worker uuid, most bigint, stays boolean) RETURNS SETOF uuid
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
	allowed chat_settings;
	candidates uuid[];
	abandoned uuid[];
BEGIN
	IF pg_postmaster_start_time() > now() - interval '2 minutes'
		OR NOT lease_take('abandoned', worker, make_interval(secs => CASE WHEN stays THEN 90 ELSE 0 END)) THEN
		RETURN;
	END IF;
	SELECT * INTO allowed FROM chat_settings;
	candidates := ARRAY(SELECT s.id FROM chat_sessions s
		WHERE s.status IN ('waiting', 'transferred', 'active') AND chat_session_is_abandoned(s, allowed));
	SELECT array_agg(l.id) INTO abandoned FROM (
		SELECT s.id FROM chat_sessions s
		WHERE s.id = ANY (candidates) AND s.status <> 'ended' AND chat_session_is_abandoned(s, allowed)
		ORDER BY s.id LIMIT most FOR UPDATE SKIP LOCKED) l;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'system', chat_end_reason(s), 'session.end', s.id FROM chat_sessions s
	WHERE s.id = ANY (abandoned);
	RETURN QUERY UPDATE chat_sessions s SET status = 'ended', ended_at = now(), ended_by = 'system',
		end_reason = chat_end_reason(s),
		duration_seconds = extract(epoch FROM now() - s.started_at)::integer,
		queue_position = NULL, transferred_to = NULL
	WHERE s.id = ANY (abandoned)
	RETURNING s.id;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_abandoned_end(worker uuid, most bigint, stays boolean) OWNER TO frontdesk_owner;

--
-- Name: chat_agent_refusal(uuid, uuid, boolean); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_agent_refusal(agent uuid, session uuid, is_own boolean) RETURNS text
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
	a support_agents;
	held bigint;
BEGIN
	SELECT * INTO a FROM support_agents WHERE id = agent FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN 'no_agent';
	ELSIF NOT a.is_active OR (NOT is_own AND agent_status(a) = 'offline') THEN
		RETURN 'agent_offline';
	ELSIF NOT is_own AND a.status = 'away' THEN
		RETURN 'agent_away';
	END IF;
	held := (SELECT count(*) FROM chat_sessions s
		WHERE s.assigned_agent_id = agent AND s.status = 'active')
		+ (SELECT count(*) FROM chat_sessions s
		WHERE s.status = 'transferred' AND s.id <> session AND s.transferred_to = agent
			AND chat_kept_for(s) = agent);
	RETURN CASE WHEN held >= a.max_chats THEN 'agent_full' END;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_agent_refusal(agent uuid, session uuid, is_own boolean) OWNER TO frontdesk_owner;

--
-- Name: chat_agents_online(); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_agents_online() RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
	RETURN (SELECT count(*) FROM support_agents a WHERE a.is_active AND agent_status(a) = 'online');
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_agents_online() OWNER TO frontdesk_owner;

--
-- Name: chat_sessions; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    conversation_id uuid,
    visitor_id character varying(100) NOT NULL,
    visitor_name character varying(255),
    visitor_email character varying(255),
    visitor_verified boolean DEFAULT false NOT NULL,
    page_url text,
    referrer_url text,
    status character varying(20) DEFAULT 'waiting'::character varying NOT NULL,
    assigned_agent_id uuid,
    assigned_at timestamp with time zone,
    queue_position integer,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(20),
    wait_time_seconds integer,
    duration_seconds integer,
    first_response_at timestamp with time zone,
    transferred_to uuid,
    transferred_by uuid,
    transferred_at timestamp with time zone,
    last_message_at timestamp with time zone,
    visitor_delivered_seq bigint DEFAULT 0 NOT NULL,
    visitor_read_seq bigint DEFAULT 0 NOT NULL,
    agent_delivered_seq bigint DEFAULT 0 NOT NULL,
    agent_read_seq bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    visitor_seen_at timestamp with time zone DEFAULT now(),
    end_reason character varying(20),
    visitor_attributes_at timestamp with time zone,
    visitor_workers uuid[],
    current_page_url text,
    presence_at timestamp with time zone,
    visitor_events_at timestamp with time zone,
    CONSTRAINT chat_sessions_check CHECK ((((status)::text = 'ended'::text) = (ended_at IS NOT NULL))),
    CONSTRAINT chat_sessions_check1 CHECK (((visitor_read_seq <= visitor_delivered_seq) AND (agent_read_seq <= agent_delivered_seq))),
    CONSTRAINT chat_sessions_end_reason_check CHECK (((end_reason)::text = ANY ((ARRAY['visitor_away'::character varying, 'silent'::character varying])::text[]))),
    CONSTRAINT chat_sessions_ended_by_check CHECK (((ended_by)::text = ANY ((ARRAY['visitor'::character varying, 'agent'::character varying, 'system'::character varying])::text[]))),
    CONSTRAINT chat_sessions_status_check CHECK (((status)::text = ANY ((ARRAY['waiting'::character varying, 'active'::character varying, 'ended'::character varying, 'transferred'::character varying])::text[]))),
    CONSTRAINT chat_sessions_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
)
WITH (fillfactor='80', autovacuum_vacuum_threshold='500', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_threshold='500', autovacuum_analyze_scale_factor='0.02');


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions OWNER TO frontdesk_owner;

--
-- Name: chat_end_reason(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_end_reason(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
	SELECT CASE WHEN s.status = 'active' THEN 'silent' ELSE 'visitor_away' END
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_end_reason(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) OWNER TO frontdesk_owner;

--
-- Name: chat_expected_wait(bigint, bigint, double precision); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_expected_wait(place bigint, agents bigint, usual double precision) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
BEGIN
	RETURN CASE WHEN agents > 0
		THEN least(ceil(place::double precision / agents) * usual, 86400)::bigint END;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_expected_wait(place bigint, agents bigint, usual double precision) OWNER TO frontdesk_owner;

--
-- Name: chat_kept_for(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_kept_for(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) RETURNS uuid
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
	IF s.status <> 'transferred' OR s.transferred_to IS NULL
		OR s.transferred_at <= now() - interval '60 seconds'
	THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT a.id FROM support_agents a
		WHERE a.id = s.transferred_to AND a.is_active AND agent_status(a) = 'online');
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_kept_for(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) OWNER TO frontdesk_owner;

--
-- Name: chat_messages; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_messages (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    session_id uuid NOT NULL,
    seq bigint NOT NULL,
    sender_id character varying(100) NOT NULL,
    sender_type character varying(20) NOT NULL,
    content bytea NOT NULL,
    fingerprint bytea NOT NULL,
    attachments text[] DEFAULT '{}'::text[] NOT NULL,
    is_read boolean DEFAULT false NOT NULL,
    late boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT chat_messages_fingerprint_check CHECK ((octet_length(fingerprint) = 16)),
    CONSTRAINT chat_messages_sender_type_check CHECK (((sender_type)::text = ANY ((ARRAY['visitor'::character varying, 'agent'::character varying, 'bot'::character varying])::text[]))),
    CONSTRAINT chat_messages_seq_check CHECK ((seq > 0)),
    CONSTRAINT chat_messages_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
)
WITH (autovacuum_vacuum_threshold='1000', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_threshold='1000', autovacuum_vacuum_insert_scale_factor='0.02', autovacuum_analyze_threshold='1000', autovacuum_analyze_scale_factor='0.02', autovacuum_freeze_min_age='0');
ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_messages ALTER COLUMN content SET STORAGE EXTERNAL;


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_messages OWNER TO frontdesk_owner;

--
-- Name: chat_message_head(tenant_141f6a56502b40caaec51328bc2219a2.chat_messages); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_head(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages) RETURNS text
    LANGUAGE sql STABLE
    AS $$
	SELECT chat_message_json(m, s.visitor_read_seq, s.agent_read_seq)
	FROM chat_sessions s WHERE s.id = m.session_id
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_head(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages) OWNER TO frontdesk_owner;

--
-- Name: chat_message_json(tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, bigint, bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_json(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$
	SELECT chat_message_json_of(m, visitor_read, agent_read,
		CASE WHEN m.sender_type = 'agent' THEN agent_name(m.sender_id) END)
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_json(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint) OWNER TO frontdesk_owner;

--
-- Name: chat_message_json_of(tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, bigint, bigint, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_json_of(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint, sender text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
	SELECT concat('{"id":"', m.id, '","sessionId":"', m.session_id,
		'","senderId":', to_json(m.sender_id), ',"senderType":"', m.sender_type, '"',
		CASE WHEN sender IS NOT NULL THEN concat(',"senderName":', to_json(sender)) END,
		',"attachments":', to_json(m.attachments),
		',"isRead":', to_json(m.seq <= CASE m.sender_type WHEN 'visitor' THEN agent_read
			ELSE visitor_read END),
		',"createdAt":"', to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		'","seq":', m.seq, CASE WHEN m.late THEN ',"late":true' END, '}')
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_json_of(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint, sender text) OWNER TO frontdesk_owner;

--
-- Name: chat_messages_after(uuid, bigint, bigint, bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_after(session uuid, after_seq bigint, most bigint, bytes_most bigint) RETURNS TABLE(head text, session_id uuid, id uuid, sender_type text, sender_id text, wrapped bytea, content bytea)
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
DECLARE
	held record;
BEGIN
	SELECT s.visitor_read_seq, s.agent_read_seq, k.wrapped INTO held FROM chat_sessions s
	LEFT JOIN session_keys k ON k.session_id = s.id WHERE s.id = session;
	RETURN QUERY SELECT chat_message_json_of(p.m, held.visitor_read_seq, held.agent_read_seq, a.name),
		(p.m).session_id, (p.m).id, (p.m).sender_type::text, (p.m).sender_id::text, held.wrapped,
		(p.m).content
	FROM (SELECT n.m, n.seq, sum(octet_length((n.m).content)) OVER (ORDER BY n.seq) AS bytes
		FROM (SELECT m, m.seq FROM chat_messages m
			WHERE m.session_id = session AND m.seq > after_seq ORDER BY m.seq LIMIT most) n) p
	LEFT JOIN support_agents a ON a.id = agent_of((p.m).sender_type, (p.m).sender_id)
	WHERE p.bytes - octet_length((p.m).content) < bytes_most
	ORDER BY p.seq;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_after(session uuid, after_seq bigint, most bigint, bytes_most bigint) OWNER TO frontdesk_owner;

--
-- Name: chat_messages_before(uuid, bigint, bigint, bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_before(session uuid, before_seq bigint, most bigint, bytes_most bigint) RETURNS TABLE(head text, session_id uuid, id uuid, sender_type text, sender_id text, wrapped bytea, content bytea)
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
DECLARE
	held record;
BEGIN
	SELECT s.visitor_read_seq, s.agent_read_seq, k.wrapped INTO held FROM chat_sessions s
	LEFT JOIN session_keys k ON k.session_id = s.id WHERE s.id = session;
	RETURN QUERY SELECT chat_message_json_of(p.m, held.visitor_read_seq, held.agent_read_seq, a.name),
		(p.m).session_id, (p.m).id, (p.m).sender_type::text, (p.m).sender_id::text, held.wrapped,
		(p.m).content
	FROM (SELECT n.m, n.seq, sum(octet_length((n.m).content)) OVER (ORDER BY n.seq DESC) AS bytes
		FROM (SELECT m, m.seq FROM chat_messages m
			WHERE m.session_id = session AND m.seq < before_seq
			ORDER BY m.seq DESC LIMIT most) n) p
	LEFT JOIN support_agents a ON a.id = agent_of((p.m).sender_type, (p.m).sender_id)
	WHERE p.bytes - octet_length((p.m).content) < bytes_most
	ORDER BY p.seq;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_before(session uuid, before_seq bigint, most bigint, bytes_most bigint) OWNER TO frontdesk_owner;

--
-- Name: chat_messages_store(uuid[], uuid[], text[], text[], bytea[], bytea[], timestamp with time zone[], boolean); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_store(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], may_be_known boolean) RETURNS TABLE(place bigint, outcome text, seq bigint, created_at timestamp with time zone)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
DECLARE
	held uuid[];
	heads bigint[];
	ends timestamptz[];
	first_end timestamptz;
	known uuid[];
	seqs bigint[];
	fresh bigint[];
BEGIN
	SELECT array_agg(h.id), array_agg(h.last_seq), array_agg(h.ended_at), min(h.ended_at)
	INTO held, heads, ends, first_end FROM (
		SELECT s.id, c.last_seq, s.ended_at FROM chat_sessions s
		JOIN control.counters_read(session_ids) c ON c.session_id = s.id
		WHERE s.id = ANY (session_ids)
		ORDER BY s.id FOR NO KEY UPDATE OF s) h;
	IF NOT may_be_known AND (first_end IS NULL
		OR (SELECT max(c.at) FROM unnest(created_ats) AS c (at)) <= first_end) THEN
		seqs := chat_store_add(ids, session_ids, sender_types, sender_ids, contents,
			fingerprints, created_ats, held, heads);
	END IF;
	IF seqs IS NOT NULL THEN
		RETURN QUERY SELECT r.place, 'fresh', r.seq, r.created_at
		FROM unnest(seqs, created_ats) WITH ORDINALITY AS r (seq, created_at, place);
		RETURN;
	END IF;
	SELECT array_agg(m.id) INTO known FROM chat_messages m WHERE m.id = ANY (ids);
	SELECT array_agg(w.place) INTO fresh FROM (
		SELECT DISTINCT ON (r.id) r.place FROM unnest(ids, session_ids, created_ats)
			WITH ORDINALITY AS r (id, session_id, created_at, place)
		JOIN unnest(held, ends) AS h (session_id, ended_at) USING (session_id)
		WHERE (known IS NULL OR r.id <> ALL (known))
			AND (h.ended_at IS NULL OR r.created_at <= h.ended_at)
		ORDER BY r.id, r.place) w;
	PERFORM chat_store_add(array_agg(r.id), array_agg(r.session_id), array_agg(r.sender_type),
		array_agg(r.sender_id), array_agg(r.content), array_agg(r.fingerprint),
		array_agg(r.created_at), held, heads)
	FROM (SELECT r.* FROM chat_store_rows(ids, session_ids, sender_types, sender_ids, contents,
		fingerprints, created_ats) r JOIN unnest(fresh) AS f (place) USING (place)
		ORDER BY r.place) r
	HAVING count(*) > 0;
	RETURN QUERY SELECT r.place,
		CASE WHEN held IS NULL OR r.session_id <> ALL (held) THEN 'erased'
			WHEN f.place IS NOT NULL THEN 'fresh'
			WHEN m.session_id = r.session_id AND m.sender_type = r.sender_type
				AND m.fingerprint = r.fingerprint
				AND visitor_was(m.sender_id, r.sender_id) THEN 'duplicate'
			WHEN m.id IS NULL AND (known IS NULL OR r.id <> ALL (known))
				AND r.created_at > h.ended_at THEN 'ended'
			ELSE 'conflict' END,
		m.seq, m.created_at
	FROM chat_store_rows(ids, session_ids, sender_types, sender_ids, contents, fingerprints,
		created_ats) r
	LEFT JOIN unnest(fresh) AS f (place) ON f.place = r.place
	LEFT JOIN unnest(held, ends) AS h (session_id, ended_at) ON h.session_id = r.session_id
	LEFT JOIN chat_messages m ON m.id = r.id AND m.session_id = r.session_id
	ORDER BY r.place;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_store(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], may_be_known boolean) OWNER TO frontdesk_owner;

--
-- Name: chat_presence_json(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_presence_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
	is_here boolean := coalesce(chat_visitor_is_here(s), false);
	has_lapsed boolean := NOT is_here AND cardinality(s.visitor_workers) > 0;
BEGIN
	IF s.status = 'ended' OR s.presence_at IS NULL THEN
		RETURN '{}';
	END IF;
	RETURN jsonb_strip_nulls(jsonb_build_object('isVisitorHere', is_here,
		'currentPageUrl', s.current_page_url,
		'presenceAt', chat_time(CASE WHEN has_lapsed THEN greatest(s.presence_at, s.visitor_seen_at)
			ELSE s.presence_at END)));
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_presence_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) OWNER TO frontdesk_owner;

--
-- Name: chat_queue_ids(bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_queue_ids(most bigint) RETURNS bytea
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    SET enable_sort TO 'off'
    AS $$
BEGIN
	RETURN (SELECT coalesce(string_agg(uuid_send(p.id), ''), '') FROM (
		SELECT s.id FROM chat_sessions s WHERE s.status IN ('waiting', 'transferred')
		ORDER BY s.status = 'waiting', s.started_at, s.id LIMIT most) p);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_queue_ids(most bigint) OWNER TO frontdesk_owner;

--
-- Name: chat_queue_place(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_queue_place(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
	RETURN (SELECT 1 + count(*) FROM chat_sessions q
		WHERE q.status IN ('waiting', 'transferred')
			AND (q.status = 'waiting', q.started_at, q.id)
				< (s.status = 'waiting', s.started_at, s.id));
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_queue_place(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) OWNER TO frontdesk_owner;

--
-- Name: chat_receipts_raise(uuid[], text[], bigint[], bigint[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_receipts_raise(session_ids uuid[], sides text[], delivered bigint[], seen bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
BEGIN
	WITH told AS (
		SELECT * FROM unnest(session_ids, sides, chat_receipts_raise.delivered,
			chat_receipts_raise.seen) AS t (session_id, side, delivered, seen)
	), held AS MATERIALIZED (
		SELECT s.id FROM chat_sessions s WHERE s.id = ANY (session_ids)
		ORDER BY s.id FOR NO KEY UPDATE
	)
	UPDATE chat_sessions s SET version = s.version + 1,
		visitor_delivered_seq = greatest(s.visitor_delivered_seq, v.delivered),
		visitor_read_seq = greatest(s.visitor_read_seq, v.seen),
		agent_delivered_seq = greatest(s.agent_delivered_seq, a.delivered),
		agent_read_seq = greatest(s.agent_read_seq, a.seen)
	FROM held h
	LEFT JOIN told v ON v.session_id = h.id AND v.side = 'visitor'
	LEFT JOIN told a ON a.session_id = h.id AND a.side = 'agent'
	WHERE s.id = h.id;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_receipts_raise(session_ids uuid[], sides text[], delivered bigint[], seen bigint[]) OWNER TO frontdesk_owner;

--
-- Name: chat_resume(uuid, bigint, text, bigint, bigint, bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_resume(session uuid, after_seq bigint, history text, most bigint, bytes_most bigint, known_place bigint) RETURNS TABLE(epoch text, for_visitor text, for_agent text, visitor_id text, status text, agent_id uuid, wrapped bytea, head bigint, last_message_at timestamp with time zone, visitor_delivered bigint, visitor_read bigint, agent_delivered bigint, agent_read bigint, first_seq bigint, message_head text, message_session_id uuid, message_id uuid, sender_type text, sender_id text, content bytea)
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
DECLARE
	view record;
	is_newest boolean;
	held_seq bigint;
	last_seq bigint;
BEGIN
	SELECT s.*, control.epoch() AS epoch, k.wrapped INTO view
	FROM chat_session_views(session, known_place) s
	LEFT JOIN session_keys k ON k.session_id = session;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	is_newest := after_seq IS NULL OR history IS DISTINCT FROM view.epoch OR after_seq > view.head;
	held_seq := CASE WHEN is_newest THEN greatest(view.head - most, 0) ELSE after_seq END;
	IF view.head > held_seq THEN
		SELECT min(c.seq), max(c.seq) INTO first_seq, last_seq FROM (
			SELECT m.seq, sum(octet_length(m.content)) OVER (
				ORDER BY CASE WHEN is_newest THEN -m.seq ELSE m.seq END)
				- octet_length(m.content) AS bytes_before
			FROM chat_messages m WHERE m.session_id = session
				AND m.seq > held_seq AND m.seq <= held_seq + most) c
		WHERE c.bytes_before < bytes_most;
	END IF;
	RETURN QUERY SELECT view.epoch, view.for_visitor::text, view.for_agent::text,
		view.visitor_id, view.status, view.agent_id, view.wrapped, view.head,
		view.last_message_at, view.visitor_delivered, view.visitor_read,
		view.agent_delivered, view.agent_read, coalesce(first_seq, held_seq + 1),
		NULL::text, NULL::uuid, NULL::uuid, NULL::text, NULL::text, NULL::bytea;
	IF last_seq IS NOT NULL THEN
		RETURN QUERY SELECT NULL::text, NULL::text, NULL::text, NULL::text, NULL::text,
			NULL::uuid, view.wrapped, NULL::bigint, NULL::timestamptz, NULL::bigint,
			NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
			chat_message_json_of(m, view.visitor_read, view.agent_read, a.name), m.session_id,
			m.id, m.sender_type::text, m.sender_id::text, m.content
		FROM chat_messages m LEFT JOIN support_agents a ON a.id = agent_of(m.sender_type, m.sender_id)
		WHERE m.session_id = session AND m.seq BETWEEN first_seq AND last_seq
		ORDER BY m.seq;
	END IF;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_resume(session uuid, after_seq bigint, history text, most bigint, bytes_most bigint, known_place bigint) OWNER TO frontdesk_owner;

--
-- Name: chat_session_assign(uuid, uuid, uuid, boolean, text[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_assign(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]) RETURNS TABLE(outcome text, holder jsonb)
    LANGUAGE plpgsql
    AS $$
DECLARE
	s chat_sessions;
	refusal text;
BEGIN
	SELECT * INTO s FROM chat_sessions WHERE id = session FOR UPDATE;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::jsonb;
	ELSIF s.status = 'active' AND s.assigned_agent_id = agent THEN
		RETURN QUERY SELECT 'done', NULL::jsonb;
	ELSIF s.status = 'active' THEN
		RETURN QUERY SELECT 'taken', agent_json(s.assigned_agent_id, 'agent');
	ELSIF NOT s.status = ANY (from_statuses) THEN
		RETURN QUERY SELECT 'state', NULL::jsonb;
	ELSIF NOT is_supervisor AND chat_kept_for(s) <> actor THEN
		RETURN QUERY SELECT 'taken', agent_json(s.transferred_to, 'agent');
	ELSE
		refusal := chat_agent_refusal(agent, session, agent = actor);
		IF refusal IS NOT NULL THEN
			RETURN QUERY SELECT refusal, agent_json(agent, 'agent');
			RETURN;
		END IF;
		UPDATE chat_sessions SET status = 'active', assigned_agent_id = agent,
			queue_position = NULL, transferred_to = NULL
		WHERE id = session;
		INSERT INTO audit_log (actor_type, actor_id, action, target_id)
		VALUES ('agent', actor, 'session.assign', session);
		RETURN QUERY SELECT 'done', NULL::jsonb;
	END IF;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_assign(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]) OWNER TO frontdesk_owner;

--
-- Name: chat_session_begin(text, text, text, text, text, text, text, uuid, bytea, boolean); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, stays boolean) RETURNS TABLE(session_id uuid, visitor_id text, gave_way text, is_new boolean)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_variable
BEGIN
	RETURN QUERY SELECT b.session_id, b.visitor_id, b.gave_way, b.is_new FROM chat_session_begin(asker,
		former, identifier, name, email, page, referrer, new_id, wrapped, NULL, stays) b;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, stays boolean) OWNER TO frontdesk_owner;

--
-- Name: chat_session_begin(text, text, text, text, text, text, text, uuid, bytea, bigint, boolean); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, known_waiting bigint, stays boolean) RETURNS TABLE(session_id uuid, visitor_id text, gave_way text, is_new boolean)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
	near CONSTANT bigint := 500;
	known text := visitor_known(asker, chat_session_begin.identifier);
	v visitors;
	open_id uuid;
	conversation uuid;
	waiting bigint := known_waiting;
	most bigint;
BEGIN
	SELECT waiting_most INTO most FROM chat_settings;
	IF known_waiting IS NULL OR known_waiting > most - near THEN
		SELECT count(*) INTO waiting FROM (SELECT FROM chat_sessions q
			WHERE q.status IN ('waiting', 'transferred') LIMIT most) counted;
	END IF;
	IF waiting >= most AND NOT EXISTS (SELECT FROM chat_sessions o
		WHERE o.visitor_id = known AND o.status <> 'ended') THEN
		RETURN;
	END IF;
	IF chat_session_begin.identifier IS NULL THEN
		known := visitor_hold(known, chat_session_begin.name, chat_session_begin.email, stays);
	ELSE
		SELECT h.customer, h.gave_way INTO known, gave_way
		FROM customer_hold(asker, former, chat_session_begin.identifier,
			chat_session_begin.name, chat_session_begin.email) h;
	END IF;
	SELECT * INTO v FROM visitors WHERE visitor_id = known;
	SELECT id INTO open_id FROM chat_sessions WHERE visitor_id = known AND status <> 'ended'
	FOR SHARE;
	IF open_id IS NOT NULL THEN
		RETURN QUERY SELECT open_id, known, gave_way, false;
		RETURN;
	END IF;
	SELECT id INTO conversation FROM conversations WHERE visitor_id = known
	ORDER BY created_at DESC LIMIT 1;
	IF conversation IS NULL THEN
		INSERT INTO conversations (visitor_id) VALUES (known) RETURNING id INTO conversation;
	END IF;
	INSERT INTO chat_sessions (id, conversation_id, visitor_id, visitor_name, visitor_email,
		visitor_verified, visitor_attributes_at, visitor_events_at, page_url, referrer_url,
		queue_position)
	VALUES (new_id, conversation, known, coalesce(chat_session_begin.name, v.name),
		coalesce(chat_session_begin.email, v.email), v.is_verified,
		visitor_attributes_time(known), visitor_events_time(known), page, referrer, waiting + 1);
	INSERT INTO session_keys (session_id, wrapped) VALUES (new_id, chat_session_begin.wrapped);
	RETURN QUERY SELECT new_id, known, gave_way, true;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, known_waiting bigint, stays boolean) OWNER TO frontdesk_owner;

--
-- Name: chat_session_count(); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_count() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM control.counter_make(NEW.id);
	ELSE
		PERFORM control.counter_drop(OLD.id);
	END IF;
	RETURN NULL;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_count() OWNER TO frontdesk_owner;

--
-- Name: chat_session_digests(uuid[], text[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_digests(ids uuid[], places text[]) RETURNS TABLE(session_id uuid, session text)
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
	agents bigint := chat_agents_online();
	usual double precision := chat_usual_wait();
BEGIN
	RETURN QUERY SELECT s.id, (chat_session_json_of(s,
		CASE WHEN s.status IN ('waiting', 'transferred')
			THEN coalesce(nullif(a.place, '')::bigint, chat_queue_place(s)) END,
		agents, usual, coalesce(c.last_seq, 0),
		(SELECT count(*) FROM (
			SELECT FROM chat_messages m WHERE m.session_id = s.id
				AND m.seq > greatest(c.last_seq - 999, s.agent_read_seq)
				AND m.sender_type = 'visitor'
			ORDER BY m.seq LIMIT 100) unread),
		agent_json(coalesce(s.assigned_agent_id, chat_kept_for(s)), 'agent'))
		|| chat_session_json_for_agents(s))::text
	FROM unnest(ids, places) AS a (id, place)
	JOIN chat_sessions s ON s.id = a.id
	LEFT JOIN control.session_heads(ids) c ON c.session_id = s.id;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_digests(ids uuid[], places text[]) OWNER TO frontdesk_owner;

--
-- Name: chat_session_end(uuid, text, text, boolean, text[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_end(session uuid, actor_type text, actor text, is_supervisor boolean, from_statuses text[]) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
	s chat_sessions;
	at timestamptz;
BEGIN
	SELECT * INTO s FROM chat_sessions WHERE id = session FOR UPDATE;
	at := greatest(clock_timestamp(), s.last_message_at);
	IF NOT FOUND OR (actor_type = 'visitor' AND s.visitor_id <> actor) THEN
		RETURN 'absent';
	ELSIF NOT s.status = ANY (from_statuses) THEN
		RETURN 'state';
	ELSIF actor_type = 'agent' AND NOT is_supervisor AND s.assigned_agent_id::text <> actor THEN
		RETURN 'denied';
	END IF;
	UPDATE chat_sessions SET status = 'ended', ended_at = at, ended_by = actor_type,
		duration_seconds = extract(epoch FROM at - started_at)::integer,
		queue_position = NULL, transferred_to = NULL
	WHERE id = session;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES (actor_type, actor, 'session.end', session);
	RETURN 'done';
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_end(session uuid, actor_type text, actor text, is_supervisor boolean, from_statuses text[]) OWNER TO frontdesk_owner;

--
-- Name: chat_session_forget_whereabouts(); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_forget_whereabouts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	NEW.visitor_workers := NULL;
	NEW.current_page_url := NULL;
	NEW.presence_at := NULL;
	RETURN NEW;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_forget_whereabouts() OWNER TO frontdesk_owner;

--
-- Name: chat_session_hand_over(uuid, uuid, uuid, boolean, text[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_hand_over(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]) RETURNS TABLE(outcome text, holder jsonb)
    LANGUAGE plpgsql
    AS $$
DECLARE
	s chat_sessions;
	refusal text;
BEGIN
	SELECT * INTO s FROM chat_sessions WHERE id = session FOR UPDATE;
	refusal := CASE WHEN NOT FOUND THEN 'absent'
		WHEN NOT s.status = ANY (from_statuses) THEN 'state'
		WHEN s.assigned_agent_id <> actor AND NOT is_supervisor THEN 'denied'
		WHEN s.assigned_agent_id = agent THEN 'own' END;
	IF refusal IS NULL AND agent IS NOT NULL THEN
		refusal := chat_agent_refusal(agent, session, false);
	END IF;
	IF refusal IS NOT NULL THEN
		RETURN QUERY SELECT refusal, agent_json(agent, 'agent');
		RETURN;
	END IF;
	s.status := 'transferred';
	UPDATE chat_sessions SET status = s.status, assigned_agent_id = NULL, transferred_to = agent,
		transferred_by = actor, transferred_at = now(), queue_position = chat_queue_place(s)
	WHERE id = session;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', actor, 'session.transfer', session);
	RETURN QUERY SELECT 'done', NULL::jsonb;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_hand_over(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]) OWNER TO frontdesk_owner;

--
-- Name: chat_settings; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_settings (
    id integer DEFAULT 1 NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    away_minutes integer DEFAULT 30,
    silent_minutes integer DEFAULT 1440,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    waiting_most integer DEFAULT 2000,
    CONSTRAINT chat_settings_away_minutes_check CHECK (((away_minutes >= 1) AND (away_minutes <= 525600))),
    CONSTRAINT chat_settings_id_check CHECK ((id = 1)),
    CONSTRAINT chat_settings_silent_minutes_check CHECK (((silent_minutes >= 1) AND (silent_minutes <= 525600))),
    CONSTRAINT chat_settings_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid)),
    CONSTRAINT chat_settings_waiting_most_check CHECK (((waiting_most >= 1) AND (waiting_most <= 100000)))
);


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_settings OWNER TO frontdesk_owner;

--
-- Name: chat_session_is_abandoned(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, tenant_141f6a56502b40caaec51328bc2219a2.chat_settings); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_is_abandoned(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, allowed tenant_141f6a56502b40caaec51328bc2219a2.chat_settings) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
	SELECT CASE s.status
		WHEN 'active' THEN greatest(s.started_at, s.assigned_at, s.last_message_at)
			< now() - make_interval(mins => allowed.silent_minutes)
		ELSE greatest(s.started_at, s.transferred_at, s.visitor_seen_at, s.last_message_at)
			< now() - make_interval(mins => allowed.away_minutes) END
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_is_abandoned(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, allowed tenant_141f6a56502b40caaec51328bc2219a2.chat_settings) OWNER TO frontdesk_owner;

--
-- Name: chat_session_json(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, text, bigint, bigint, double precision); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, place bigint, agents bigint, usual double precision) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
	head bigint := control.session_head(s.id);
BEGIN
	RETURN chat_session_json_of(s, place, agents, usual, head, chat_unread_count(s, reader, head),
		agent_json(coalesce(s.assigned_agent_id, chat_kept_for(s)), reader))
		|| CASE WHEN reader = 'agent' THEN chat_session_json_for_agents(s) ELSE '{}' END;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, place bigint, agents bigint, usual double precision) OWNER TO frontdesk_owner;

--
-- Name: chat_session_json_for_agents(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json_for_agents(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
	RETURN chat_presence_json(s) || CASE WHEN s.transferred_at IS NULL THEN '{}'
		ELSE jsonb_build_object('transferredAt', chat_time(s.transferred_at)) END;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json_for_agents(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) OWNER TO frontdesk_owner;

--
-- Name: chat_session_json_of(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, bigint, bigint, double precision, bigint, bigint, jsonb); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json_of(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, place bigint, agents bigint, usual double precision, head bigint, unread bigint, agent jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
	RETURN jsonb_strip_nulls(jsonb_build_object(
		'id', s.id, 'conversationId', s.conversation_id,
		'visitorId', s.visitor_id, 'visitorName', s.visitor_name,
		'visitorEmail', s.visitor_email, 'visitorVerified', s.visitor_verified,
		'visitorAttributesAt', chat_time(s.visitor_attributes_at),
		'visitorEventsAt', chat_time(s.visitor_events_at),
		'pageUrl', s.page_url, 'referrerUrl', s.referrer_url, 'status', s.status,
		'version', s.version, 'assignedAgent', agent,
		'queuePosition', place, 'expectedWaitSeconds', chat_expected_wait(place, agents, usual),
		'agentsOnline', agents,
		'startedAt', chat_time(s.started_at), 'endedAt', chat_time(s.ended_at),
		'endReason', s.end_reason,
		'waitTimeSeconds', s.wait_time_seconds, 'durationSeconds', s.duration_seconds,
		'createdAt', chat_time(s.created_at), 'lastMessageAt', chat_time(s.last_message_at),
		'headSeq', head, 'unreadCount', unread,
		'receipts', jsonb_build_object(
			'visitor', jsonb_build_object(
				'delivered', s.visitor_delivered_seq, 'read', s.visitor_read_seq),
			'agent', jsonb_build_object(
				'delivered', s.agent_delivered_seq, 'read', s.agent_read_seq))));
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json_of(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, place bigint, agents bigint, usual double precision, head bigint, unread bigint, agent jsonb) OWNER TO frontdesk_owner;

--
-- Name: chat_session_note_assigned(); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_note_assigned() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	NEW.assigned_at := CASE WHEN NEW.assigned_agent_id IS NOT NULL THEN now() END;
	RETURN NEW;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_note_assigned() OWNER TO frontdesk_owner;

--
-- Name: chat_session_raise_version(); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_raise_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	NEW.version := OLD.version + 1;
	RETURN NEW;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_raise_version() OWNER TO frontdesk_owner;

--
-- Name: chat_session_start(text, text, text, text, text, text, uuid, bytea); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_start(visitor text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea) RETURNS TABLE(session_id uuid, is_new boolean)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_variable
BEGIN
	RETURN QUERY SELECT b.session_id, b.is_new FROM chat_session_begin(visitor, visitor, identifier,
		name, email, page, referrer, new_id, wrapped, NULL, true) b;
	PERFORM customer_lead(visitor, identifier);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_start(visitor text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea) OWNER TO frontdesk_owner;

--
-- Name: chat_session_views(uuid, bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_views(session uuid, known_place bigint) RETURNS TABLE(for_visitor jsonb, for_agent jsonb, visitor_id text, status text, agent_id uuid, head bigint, last_message_at timestamp with time zone, visitor_delivered bigint, visitor_read bigint, agent_delivered bigint, agent_read bigint)
    LANGUAGE plpgsql STABLE ROWS 1
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
	s chat_sessions;
	a support_agents;
	shared jsonb;
	place bigint;
	wait bigint;
	online bigint;
	holder uuid;
	newest bigint;
BEGIN
	SELECT c.* INTO s FROM chat_sessions c WHERE c.id = session;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	newest := control.session_head(session);
	SELECT count(*) INTO online FROM support_agents g
	WHERE g.is_active AND g.status = 'online' AND g.seen_at > now() - interval '1 minute';
	IF s.status IN ('waiting', 'transferred') THEN
		place := coalesce(known_place, chat_queue_place(s));
		wait := chat_expected_wait(place, online, chat_usual_wait());
	END IF;
	holder := coalesce(s.assigned_agent_id, chat_kept_for(s));
	IF holder IS NOT NULL THEN
		SELECT g.* INTO a FROM support_agents g WHERE g.id = holder;
	END IF;
	shared := jsonb_strip_nulls(jsonb_build_object(
		'id', s.id, 'conversationId', s.conversation_id,
		'visitorId', s.visitor_id, 'visitorName', s.visitor_name,
		'visitorEmail', s.visitor_email, 'visitorVerified', s.visitor_verified,
		'visitorAttributesAt', chat_time(s.visitor_attributes_at),
		'visitorEventsAt', chat_time(s.visitor_events_at),
		'pageUrl', s.page_url, 'referrerUrl', s.referrer_url, 'status', s.status,
		'version', s.version,
		'queuePosition', place, 'expectedWaitSeconds', wait, 'agentsOnline', online,
		'startedAt', chat_time(s.started_at), 'endedAt', chat_time(s.ended_at),
		'endReason', s.end_reason,
		'waitTimeSeconds', s.wait_time_seconds, 'durationSeconds', s.duration_seconds,
		'createdAt', chat_time(s.created_at),
		'lastMessageAt', chat_time(s.last_message_at)));
	for_visitor := shared
		|| jsonb_build_object('unreadCount', chat_unread_count(s, 'visitor', newest))
		|| CASE WHEN a.id IS NULL THEN '{}'
			ELSE jsonb_build_object('assignedAgent', agent_json_of(a, 'visitor')) END
		|| CASE WHEN s.status = 'active' AND a.id IS NOT NULL
			AND coalesce(a.seen_at <= now() - interval '1 minute', true)
			THEN '{"isAgentGone": true}'::jsonb ELSE '{}' END;
	for_agent := shared
		|| jsonb_build_object('unreadCount', chat_unread_count(s, 'agent', newest))
		|| CASE WHEN a.id IS NULL THEN '{}'
			ELSE jsonb_build_object('assignedAgent', agent_json_of(a, 'agent')) END
		|| chat_session_json_for_agents(s);
	RETURN QUERY SELECT for_visitor, for_agent, s.visitor_id::text, s.status::text,
		s.assigned_agent_id, newest, s.last_message_at, s.visitor_delivered_seq,
		s.visitor_read_seq, s.agent_delivered_seq, s.agent_read_seq;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_views(session uuid, known_place bigint) OWNER TO frontdesk_owner;

--
-- Name: chat_sessions_abandon(uuid, bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_abandon(worker uuid, most bigint) RETURNS SETOF uuid
    LANGUAGE sql
    AS $$
	SELECT * FROM chat_abandoned_end(worker, most, true)
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_abandon(worker uuid, most bigint) OWNER TO frontdesk_owner;

--
-- Name: chat_sessions_end(uuid[], text, boolean, text[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_end(sessions uuid[], actor text, is_supervisor boolean, from_statuses text[]) RETURNS TABLE(session_id uuid, outcome text, is_new boolean)
    LANGUAGE plpgsql
    AS $$
BEGIN
	FOR session_id IN SELECT DISTINCT a.id FROM unnest(sessions) AS a (id) ORDER BY a.id LOOP
		outcome := chat_session_end(session_id, 'agent', actor, is_supervisor, from_statuses);
		is_new := outcome = 'done';
		outcome := CASE WHEN outcome IN ('done', 'state') THEN 'ended' ELSE outcome END;
		RETURN NEXT;
	END LOOP;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_end(sessions uuid[], actor text, is_supervisor boolean, from_statuses text[]) OWNER TO frontdesk_owner;

--
-- Name: chat_sessions_erase(uuid[], text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_erase(sessions uuid[], actor_type text, actor text) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
BEGIN
	PERFORM control.counters_lock(sessions);
	PERFORM FROM chat_sessions s WHERE s.id = ANY (sessions) ORDER BY s.id FOR UPDATE;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT chat_sessions_erase.actor_type, chat_sessions_erase.actor, 'session.erase', s.id
	FROM chat_sessions s WHERE s.id = ANY (sessions);
	RETURN QUERY DELETE FROM chat_sessions s WHERE s.id = ANY (sessions) RETURNING s.id;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_erase(sessions uuid[], actor_type text, actor text) OWNER TO frontdesk_owner;

--
-- Name: chat_sessions_release(); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_release() RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
BEGIN
	RETURN QUERY UPDATE chat_sessions r SET transferred_to = NULL
	WHERE r.id IN (SELECT s.id FROM chat_sessions s
		WHERE s.status = 'transferred' AND s.transferred_to IS NOT NULL
			AND chat_kept_for(s) IS NULL
		ORDER BY s.id FOR UPDATE SKIP LOCKED)
	RETURNING r.id;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_release() OWNER TO frontdesk_owner;

--
-- Name: chat_sessions_requeue(uuid[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_requeue(agents uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
	abandoned uuid[];
BEGIN
	IF pg_postmaster_start_time() > now() - interval '60 seconds' THEN
		RETURN;
	END IF;
	SELECT array_agg(l.id) INTO abandoned FROM (
		SELECT s.id FROM chat_sessions s
		WHERE s.id IN (SELECT g.id FROM chat_sessions_abandoned g
			WHERE g.assigned_agent_id = ANY (agents))
		ORDER BY s.id FOR UPDATE SKIP LOCKED) l;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'system', s.assigned_agent_id, 'session.requeue', s.id FROM chat_sessions s
	WHERE s.id = ANY (abandoned) AND s.status = 'active';
	RETURN QUERY WITH moving AS (
		SELECT m.id, row_number() OVER (ORDER BY m.started_at, m.id) AS rank FROM chat_sessions m
		WHERE m.id = ANY (abandoned) AND m.status = 'active'
	)
	UPDATE chat_sessions s SET status = 'transferred', assigned_agent_id = NULL,
		transferred_to = NULL, transferred_by = s.assigned_agent_id, transferred_at = now(),
		queue_position = m.rank + (SELECT count(*) FROM chat_sessions q
			WHERE q.status = 'transferred' AND (q.started_at, q.id) < (s.started_at, s.id))
	FROM moving m WHERE s.id = m.id
	RETURNING s.id;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_requeue(agents uuid[]) OWNER TO frontdesk_owner;

--
-- Name: chat_store_add(uuid[], uuid[], text[], text[], bytea[], bytea[], timestamp with time zone[], uuid[], bigint[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_store_add(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], held uuid[], heads bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
DECLARE
	seqs bigint[];
	touched uuid[];
	newest bigint[];
BEGIN
	SELECT array_agg(n.seq ORDER BY n.place) INTO seqs FROM (
		SELECT r.place, h.last_seq + row_number() OVER (PARTITION BY r.session_id
			ORDER BY r.place) AS seq
		FROM unnest(session_ids) WITH ORDINALITY AS r (session_id, place)
		JOIN unnest(held, heads) AS h (session_id, last_seq) USING (session_id)) n;
	IF seqs IS NULL OR cardinality(seqs) < cardinality(ids) THEN
		RETURN NULL;
	END IF;
	INSERT INTO chat_messages (id, session_id, seq, sender_type, sender_id, content, fingerprint,
		created_at, late)
	SELECT r.*, clock_timestamp() - r.created_at > interval '30 seconds'
	FROM unnest(ids, session_ids, seqs, sender_types, sender_ids, contents, fingerprints,
		created_ats) AS r (id, session_id, seq, sender_type, sender_id, content, fingerprint,
		created_at)
	ORDER BY r.id;
	WITH added AS (
		SELECT r.session_id, max(r.seq) AS seq, max(r.created_at) AS last_at,
			min(r.created_at) FILTER (WHERE r.sender_type = 'agent') AS answered_at
		FROM unnest(session_ids, seqs, created_ats, sender_types)
			AS r (session_id, seq, created_at, sender_type)
		GROUP BY r.session_id
	), touching AS (
		UPDATE chat_sessions s SET version = s.version + 1,
			last_message_at = greatest(s.last_message_at, a.last_at),
			first_response_at = least(s.first_response_at, a.answered_at),
			wait_time_seconds = CASE
				WHEN a.answered_at < coalesce(s.first_response_at, 'infinity')
				THEN greatest(0, floor(extract(epoch FROM a.answered_at - s.started_at)))
				ELSE s.wait_time_seconds END
		FROM added a WHERE s.id = a.session_id
	)
	SELECT array_agg(a.session_id), array_agg(a.seq) INTO touched, newest FROM added a;
	PERFORM control.counters_advance(touched, newest);
	RETURN seqs;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_store_add(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], held uuid[], heads bigint[]) OWNER TO frontdesk_owner;

--
-- Name: chat_store_rows(uuid[], uuid[], text[], text[], bytea[], bytea[], timestamp with time zone[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_store_rows(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[]) RETURNS TABLE(id uuid, session_id uuid, sender_type text, sender_id text, content bytea, fingerprint bytea, created_at timestamp with time zone, place bigint)
    LANGUAGE sql IMMUTABLE
    AS $_$
	SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY
$_$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_store_rows(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[]) OWNER TO frontdesk_owner;

--
-- Name: chat_time(timestamp with time zone); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_time(at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
	RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_time(at timestamp with time zone) OWNER TO frontdesk_owner;

--
-- Name: chat_unread_count(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, text, bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_unread_count(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, head bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
DECLARE
	after bigint := greatest(head - 999,
		CASE reader WHEN 'agent' THEN s.agent_read_seq ELSE s.visitor_read_seq END);
BEGIN
	IF after >= head THEN
		RETURN 0;
	END IF;
	RETURN (SELECT count(*) FROM (
		SELECT FROM chat_messages m WHERE m.session_id = s.id AND m.seq > after
			AND (m.sender_type = 'visitor') = (reader = 'agent')
		ORDER BY m.seq LIMIT 100) unread);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_unread_count(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, head bigint) OWNER TO frontdesk_owner;

--
-- Name: chat_usual_wait(); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_usual_wait() RETURNS double precision
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
	RETURN (SELECT CASE WHEN count(*) >= 5
			THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY wait_time_seconds) END
		FROM (SELECT wait_time_seconds FROM chat_sessions
			WHERE first_response_at > now() - interval '4 hours'
			ORDER BY first_response_at DESC LIMIT 20) recent);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_usual_wait() OWNER TO frontdesk_owner;

--
-- Name: chat_visitor_is_here(tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitor_is_here(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
	RETURN cardinality(s.visitor_workers) > 0 AND s.visitor_seen_at > now() - interval '1 minute';
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitor_is_here(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) OWNER TO frontdesk_owner;

--
-- Name: chat_visitors_lapse(bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitors_lapse(most bigint) RETURNS TABLE(session_id uuid, at timestamp with time zone)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
	silent uuid[] := ARRAY(SELECT s.id FROM chat_sessions s WHERE s.status <> 'ended'
		AND cardinality(s.visitor_workers) > 0 AND s.visitor_seen_at <= now() - interval '1 minute'
		LIMIT most);
BEGIN
	RETURN QUERY WITH held AS MATERIALIZED (
		SELECT s.id FROM chat_sessions s
		WHERE s.id = ANY (silent) AND cardinality(s.visitor_workers) > 0 AND NOT chat_visitor_is_here(s)
		ORDER BY s.id FOR NO KEY UPDATE SKIP LOCKED
	)
	UPDATE chat_sessions s SET visitor_workers = '{}',
		presence_at = greatest(s.visitor_seen_at, s.presence_at + interval '1 microsecond')
	FROM held h WHERE s.id = h.id
	RETURNING s.id, s.presence_at;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitors_lapse(most bigint) OWNER TO frontdesk_owner;

--
-- Name: chat_visitors_tell(uuid, uuid[], text[], text[]); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitors_tell(worker uuid, sessions uuid[], words text[], pages text[]) RETURNS TABLE(session_id uuid, is_news boolean, is_here boolean, page text, at timestamp with time zone)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
DECLARE
	workers_most CONSTANT integer := 8; -- of whom most have died without a word
BEGIN
	RETURN QUERY WITH held AS MATERIALIZED (
		SELECT s.id, coalesce(chat_visitor_is_here(s), false) AS was_here, s.visitor_workers AS workers,
			s.presence_at AS was_at, t.word,
			CASE WHEN t.page <> '' AND t.page IS DISTINCT FROM s.current_page_url THEN t.page END AS page
		FROM unnest(sessions, words, pages) AS t (id, word, page)
		JOIN chat_sessions s ON s.id = t.id
		WHERE s.status <> 'ended'
		ORDER BY s.id FOR NO KEY UPDATE OF s SKIP LOCKED
	), noted AS (
		SELECT h.*, CASE WHEN h.word = 'here' THEN array_append(o.others, worker)
			WHEN h.word = 'gone' THEN o.others
			ELSE coalesce(h.workers, '{}') END AS now_with
		FROM held h CROSS JOIN LATERAL (SELECT CASE WHEN h.was_here AND cardinality(h.workers) < workers_most
			THEN array_remove(h.workers, worker) ELSE '{}' END AS others) o
	), judged AS (
		SELECT n.*, CASE n.word WHEN 'here' THEN true WHEN 'gone' THEN cardinality(n.now_with) > 0
			ELSE n.was_here END AS is_here
		FROM noted n
	)
	UPDATE chat_sessions s SET visitor_workers = j.now_with,
		visitor_seen_at = CASE WHEN j.word = 'here' THEN now() ELSE s.visitor_seen_at END,
		current_page_url = coalesce(j.page, s.current_page_url),
		presence_at = CASE WHEN j.was_at IS NULL OR j.is_here <> j.was_here OR j.page IS NOT NULL
			THEN greatest(clock_timestamp(), j.was_at + interval '1 microsecond') ELSE j.was_at END
	FROM judged j WHERE s.id = j.id
	RETURNING s.id, s.presence_at IS DISTINCT FROM j.was_at, j.is_here, j.page, s.presence_at;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitors_tell(worker uuid, sessions uuid[], words text[], pages text[]) OWNER TO frontdesk_owner;

--
-- Name: customer_find(text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_find(proven text, identifier text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
	customer text;
BEGIN
	INSERT INTO visitors (visitor_id, identifier, is_verified)
	VALUES (proven, customer_find.identifier, true) ON CONFLICT DO NOTHING;
	SELECT v.visitor_id INTO STRICT customer FROM visitors v
	WHERE v.is_verified AND v.identifier = customer_find.identifier FOR NO KEY UPDATE;
	RETURN customer;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_find(proven text, identifier text) OWNER TO frontdesk_owner;

--
-- Name: customer_gives_way(text, text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_gives_way(customer text, former text, proven text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
	renamed_most CONSTANT bigint := 5000;
BEGIN
	RETURN customer = former AND former <> proven AND (SELECT count(*) <= renamed_most FROM (
		SELECT FROM chat_sessions s WHERE s.visitor_id = former LIMIT renamed_most + 1) counted);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_gives_way(customer text, former text, proven text) OWNER TO frontdesk_owner;

--
-- Name: customer_hold(text, text, text, text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_hold(proven text, former text, identifier text, name text, email text) RETURNS TABLE(customer text, gave_way text)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
	customer := customer_find(proven, identifier);
	IF customer_gives_way(customer, former, proven) THEN
		PERFORM FROM chat_sessions s WHERE s.visitor_id = former ORDER BY s.id FOR NO KEY UPDATE;
		UPDATE visitors v SET visitor_id = proven WHERE v.visitor_id = former;
		INSERT INTO visitors (visitor_id, merged_into) VALUES (former, proven);
		INSERT INTO audit_log (actor_type, actor_id, action, target_id)
		VALUES ('system', 'keyed_id', 'visitor.rename', proven);
		customer := proven;
		gave_way := former;
	END IF;
	UPDATE visitors v SET last_seen_at = now(), name = coalesce(customer_hold.name, v.name),
		email = coalesce(customer_hold.email, v.email)
	WHERE v.visitor_id = customer;
	RETURN NEXT;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_hold(proven text, former text, identifier text, name text, email text) OWNER TO frontdesk_owner;

--
-- Name: customer_lead(text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_lead(given text, identifier text) RETURNS void
    LANGUAGE sql
    AS $$
	INSERT INTO visitors (visitor_id, merged_into)
	SELECT given, v.visitor_id FROM visitors v
	WHERE v.is_verified AND v.identifier = customer_lead.identifier AND v.visitor_id <> given
	ON CONFLICT DO NOTHING
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_lead(given text, identifier text) OWNER TO frontdesk_owner;

--
-- Name: lease_take(text, uuid, interval); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.lease_take(work text, worker uuid, term interval) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
	UPDATE leases l SET holder = worker, ends_at = greatest(now() + term,
		CASE WHEN l.holder = worker THEN l.ends_at END)
	WHERE l.name = (SELECT o.name FROM leases o
		WHERE o.name = work AND (o.holder = worker OR o.ends_at <= now())
		FOR UPDATE SKIP LOCKED);
	RETURN FOUND;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.lease_take(work text, worker uuid, term interval) OWNER TO frontdesk_owner;

--
-- Name: list_cursor(timestamp with time zone, uuid); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor(at timestamp with time zone, id uuid) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	SELECT (extract(epoch FROM at) * 1000000)::bigint || '_' || id
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor(at timestamp with time zone, id uuid) OWNER TO frontdesk_owner;

--
-- Name: list_cursor_at(text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor_at(place text) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	SELECT 'epoch'::timestamptz + split_part(place, '_', 1)::bigint * interval '1 microsecond'
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor_at(place text) OWNER TO frontdesk_owner;

--
-- Name: list_cursor_id(text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor_id(place text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
	SELECT split_part(place, '_', 2)::uuid
$$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor_id(place text) OWNER TO frontdesk_owner;

--
-- Name: list_page(jsonb[], text[], bigint); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_page(items jsonb[], cursors text[], most bigint) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
	bytes_most CONSTANT bigint := 256 * 1024;
	bytes bigint := 0;
	taken bigint := 0;
BEGIN
	WHILE taken < least(most, cardinality(items)) LOOP
		bytes := bytes + octet_length(items[taken + 1]::text);
		EXIT WHEN taken > 0 AND bytes > bytes_most;
		taken := taken + 1;
	END LOOP;
	RETURN jsonb_strip_nulls(jsonb_build_object(
		'items', coalesce(to_jsonb(items[1:taken]), '[]'),
		'next', CASE WHEN cardinality(items) > taken THEN cursors[taken] END));
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_page(items jsonb[], cursors text[], most bigint) OWNER TO frontdesk_owner;

--
-- Name: visitor_attributes_fit(jsonb); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_fit(said jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
	RETURN (SELECT count(*) <= 30 FROM jsonb_object_keys(visitor_attributes_fit.said));
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_fit(said jsonb) OWNER TO frontdesk_owner;

--
-- Name: visitor_attributes_merge(text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_merge(visitor text, customer text) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
	INSERT INTO visitor_attributes AS known (visitor_id, said, updated_at)
	SELECT customer, a.said, clock_timestamp() FROM visitor_attributes a
	WHERE a.visitor_id = visitor AND a.said <> '{}'
	ON CONFLICT (visitor_id) DO UPDATE SET said = excluded.said || known.said,
		updated_at = excluded.updated_at
	WHERE excluded.said || known.said <> known.said
		AND visitor_attributes_fit(excluded.said || known.said);
	DELETE FROM visitor_attributes a WHERE a.visitor_id = visitor;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_merge(visitor text, customer text) OWNER TO frontdesk_owner;

--
-- Name: visitor_attributes_note(text, jsonb, text, jsonb); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_note(visitor text, said jsonb, identifier text, vouched jsonb) RETURNS TABLE(outcome text, session_id uuid)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
	nothing CONSTANT jsonb := '{}';
	v visitors;
	a visitor_attributes;
	new_said jsonb;
	new_vouched jsonb;
	at timestamptz;
BEGIN
	SELECT * INTO v FROM visitors o WHERE o.visitor_id = visitor AND o.merged_into IS NULL
	FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::uuid;
		RETURN;
	END IF;
	SELECT * INTO a FROM visitor_attributes o WHERE o.visitor_id = visitor;
	new_said := jsonb_strip_nulls(coalesce(a.said, nothing)
		|| coalesce(visitor_attributes_note.said, nothing));
	new_vouched := coalesce(jsonb_strip_nulls(visitor_attributes_note.vouched), a.vouched, nothing);
	outcome := CASE WHEN visitor_attributes_note.vouched IS NOT NULL AND NOT (v.is_verified
			AND v.identifier IS NOT DISTINCT FROM visitor_attributes_note.identifier) THEN 'denied'
		WHEN NOT visitor_attributes_fit(new_said) THEN 'many' ELSE 'done' END;
	IF outcome = 'done' AND (new_said <> coalesce(a.said, nothing)
		OR new_vouched <> coalesce(a.vouched, nothing)) THEN
		at := clock_timestamp();
		INSERT INTO visitor_attributes AS known (visitor_id, said, vouched, updated_at)
		VALUES (visitor, new_said, new_vouched, at) ON CONFLICT (visitor_id) DO UPDATE SET
			said = excluded.said, vouched = excluded.vouched, updated_at = excluded.updated_at;
		UPDATE chat_sessions s SET visitor_attributes_at = at
		WHERE s.visitor_id = visitor AND s.status <> 'ended' RETURNING s.id INTO session_id;
	END IF;
	RETURN NEXT;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_note(visitor text, said jsonb, identifier text, vouched jsonb) OWNER TO frontdesk_owner;

--
-- Name: visitor_attributes_time(text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_time(visitor text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
	RETURN (SELECT a.updated_at FROM visitor_attributes a WHERE a.visitor_id = visitor);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_time(visitor text) OWNER TO frontdesk_owner;

--
-- Name: visitor_events_merge(text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_merge(visitor text, customer text) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
	INSERT INTO visitor_events (visitor_id, id, name, properties, happened_at, updated_at)
	SELECT customer, e.id, e.name, e.properties, e.happened_at, clock_timestamp()
	FROM visitor_events e WHERE e.visitor_id = visitor
	ON CONFLICT DO NOTHING;
	DELETE FROM visitor_events e WHERE e.visitor_id = visitor;
	PERFORM visitor_events_trim(customer);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_merge(visitor text, customer text) OWNER TO frontdesk_owner;

--
-- Name: visitor_events_note(text, jsonb); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_note(visitor text, told jsonb) RETURNS TABLE(outcome text, session_id uuid)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
	at timestamptz;
BEGIN
	PERFORM FROM visitors o WHERE o.visitor_id = visitor AND o.merged_into IS NULL FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::uuid;
		RETURN;
	END IF;
	outcome := 'done';
	at := clock_timestamp();
	INSERT INTO visitor_events (visitor_id, id, name, properties, happened_at, updated_at)
	SELECT visitor, t.id, t.name, jsonb_strip_nulls(t.properties),
		at - t."agoMs" * interval '1 millisecond', at
	FROM jsonb_to_recordset(told) AS t (id uuid, name text, "agoMs" bigint, properties jsonb)
	ON CONFLICT DO NOTHING;
	IF FOUND THEN
		PERFORM visitor_events_trim(visitor);
		UPDATE chat_sessions s SET visitor_events_at = at
		WHERE s.visitor_id = visitor AND s.status <> 'ended' RETURNING s.id INTO session_id;
	END IF;
	RETURN NEXT;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_note(visitor text, told jsonb) OWNER TO frontdesk_owner;

--
-- Name: visitor_events_time(text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_time(visitor text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
	RETURN (SELECT max(e.updated_at) FROM visitor_events e WHERE e.visitor_id = visitor);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_time(visitor text) OWNER TO frontdesk_owner;

--
-- Name: visitor_events_trim(text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_trim(visitor text) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
	kept_most CONSTANT bigint := 50;
BEGIN
	DELETE FROM visitor_events e WHERE e.visitor_id = visitor AND e.id IN (
		SELECT o.id FROM visitor_events o WHERE o.visitor_id = visitor
		ORDER BY o.happened_at DESC, o.id DESC OFFSET kept_most);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_trim(visitor text) OWNER TO frontdesk_owner;

--
-- Name: visitor_hold(text, text, text, boolean); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_hold(asker text, name text, email text, stays boolean) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
	merged text;
BEGIN
	INSERT INTO visitors AS known (visitor_id, name, email)
	VALUES (asker, visitor_hold.name, visitor_hold.email)
	ON CONFLICT (visitor_id) DO UPDATE SET last_seen_at = now(),
		name = CASE WHEN known.merged_into IS NULL THEN coalesce(excluded.name, known.name) END,
		email = CASE WHEN known.merged_into IS NULL
			THEN coalesce(excluded.email, known.email) END
	RETURNING known.merged_into INTO merged;
	IF merged IS NULL OR (NOT starts_with(asker, 'c-') AND (stays OR EXISTS (
		SELECT FROM chat_sessions s WHERE s.visitor_id = asker AND s.status <> 'ended'))) THEN
		RETURN asker;
	END IF;
	RETURN visitor_hold(CASE WHEN starts_with(asker, 'c-') THEN merged
		ELSE 'v-' || md5(asker)::uuid END, visitor_hold.name, visitor_hold.email, stays);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_hold(asker text, name text, email text, stays boolean) OWNER TO frontdesk_owner;

--
-- Name: visitor_identify(text, text, text, text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_identify(visitor text, proven text, identifier text, name text, email text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
	PERFORM visitor_prove(visitor, proven, proven, identifier, name, email);
	PERFORM customer_lead(proven, identifier);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_identify(visitor text, proven text, identifier text, name text, email text) OWNER TO frontdesk_owner;

--
-- Name: visitor_known(text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_known(asker text, identifier text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
	known text;
BEGIN
	SELECT v.visitor_id INTO known FROM visitors v
	WHERE v.is_verified AND v.identifier = visitor_known.identifier;
	IF known IS NULL AND starts_with(asker, 'c-') THEN
		SELECT v.merged_into INTO known FROM visitors v WHERE v.visitor_id = asker;
	END IF;
	RETURN coalesce(known, asker);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_known(asker text, identifier text) OWNER TO frontdesk_owner;

--
-- Name: visitor_merge(text, text, text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_merge(visitor text, customer text, name text, email text) RETURNS uuid[]
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
	v visitors;
	moved uuid[];
BEGIN
	SELECT * INTO v FROM visitors o WHERE o.visitor_id = visitor AND NOT o.is_verified
		AND NOT starts_with(o.visitor_id, 'c-') FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN '{}';
	END IF;
	PERFORM FROM chat_sessions s WHERE s.visitor_id = visitor
		OR (s.visitor_id = customer AND s.status <> 'ended')
	ORDER BY s.id FOR NO KEY UPDATE;
	moved := coalesce((SELECT array_agg(s.id) FROM chat_sessions s WHERE s.visitor_id = visitor), '{}');
	IF v.merged_into IS NOT NULL AND moved = '{}' THEN
		RETURN moved;
	END IF;
	WITH finished AS (
		UPDATE chat_sessions s SET status = 'ended', ended_by = 'system',
			ended_at = greatest(clock_timestamp(), s.last_message_at),
			duration_seconds = extract(epoch FROM now() - s.started_at)::integer,
			queue_position = NULL, transferred_to = NULL
		WHERE s.visitor_id = visitor AND s.status <> 'ended' AND EXISTS (
			SELECT FROM chat_sessions o WHERE o.visitor_id = customer AND o.status <> 'ended')
		RETURNING s.id
	)
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'system', 'identified', 'session.end', f.id FROM finished f;
	UPDATE chat_sessions s SET visitor_id = customer, visitor_verified = true,
		visitor_name = coalesce(visitor_merge.name, s.visitor_name),
		visitor_email = coalesce(visitor_merge.email, s.visitor_email)
	WHERE s.visitor_id = visitor;
	UPDATE conversations c SET visitor_id = customer WHERE c.visitor_id = visitor;
	UPDATE visitors o SET merged_into = customer, identifier = NULL, name = NULL, email = NULL
	WHERE o.visitor_id = visitor;
	UPDATE visitors c SET name = coalesce(c.name, v.name), email = coalesce(c.email, v.email)
	WHERE c.visitor_id = customer;
	PERFORM visitor_attributes_merge(visitor, customer);
	PERFORM visitor_events_merge(visitor, customer);
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('visitor', visitor, 'visitor.identify', customer);
	RETURN moved;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_merge(visitor text, customer text, name text, email text) OWNER TO frontdesk_owner;

--
-- Name: visitor_prove(text, text, text, text, text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_prove(visitor text, proven text, former text, identifier text, name text, email text) RETURNS TABLE(customer text, gave_way text, session_ids uuid[])
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
	told_most CONSTANT bigint := 20;
	changed uuid[];
	attributes_at timestamptz;
	events_at timestamptz;
BEGIN
	PERFORM visitor_prove_lock(visitor, proven, former, visitor_prove.identifier);
	SELECT h.customer, h.gave_way INTO customer, gave_way
	FROM customer_hold(proven, former, identifier, name, email) h;
	changed := visitor_merge(visitor, customer, name, email);
	attributes_at := visitor_attributes_time(customer);
	events_at := visitor_events_time(customer);
	WITH named AS (
		UPDATE chat_sessions s SET visitor_name = coalesce(visitor_prove.name, s.visitor_name),
			visitor_email = coalesce(visitor_prove.email, s.visitor_email),
			visitor_attributes_at = attributes_at, visitor_events_at = events_at
		WHERE s.visitor_id = customer AND s.status <> 'ended' AND (gave_way IS NOT NULL
			OR s.visitor_attributes_at IS DISTINCT FROM attributes_at
			OR s.visitor_events_at IS DISTINCT FROM events_at
			OR s.visitor_name IS DISTINCT FROM coalesce(visitor_prove.name, s.visitor_name)
			OR s.visitor_email IS DISTINCT FROM coalesce(visitor_prove.email, s.visitor_email))
		RETURNING s.id
	)
	SELECT changed || array_agg(n.id) INTO changed FROM named n;
	session_ids := ARRAY(SELECT s.id FROM chat_sessions s WHERE s.id = ANY (changed)
		ORDER BY s.status = 'ended', s.started_at DESC LIMIT told_most);
	RETURN NEXT;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_prove(visitor text, proven text, former text, identifier text, name text, email text) OWNER TO frontdesk_owner;

--
-- Name: visitor_prove_lock(text, text, text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_prove_lock(visitor text, proven text, former text, identifier text) RETURNS void
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
	customer CONSTANT text := customer_find(proven, visitor_prove_lock.identifier);
	is_renamed CONSTANT boolean := customer_gives_way(customer, former, proven);
	is_merged boolean;
BEGIN
	PERFORM FROM visitors o WHERE o.visitor_id = visitor AND NOT starts_with(o.visitor_id, 'c-')
	FOR NO KEY UPDATE;
	is_merged := FOUND;
	IF is_renamed THEN
		PERFORM FROM chat_sessions s
		WHERE s.visitor_id = ANY (ARRAY[customer, CASE WHEN is_merged THEN visitor END])
		ORDER BY s.id FOR NO KEY UPDATE;
	ELSIF is_merged THEN
		PERFORM FROM chat_sessions s WHERE s.visitor_id = visitor
			OR (s.visitor_id = customer AND s.status <> 'ended')
		ORDER BY s.id FOR NO KEY UPDATE;
	END IF;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_prove_lock(visitor text, proven text, former text, identifier text) OWNER TO frontdesk_owner;

--
-- Name: visitor_token_check(bytea, timestamp with time zone); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_token_check(hash bytea, new_end timestamp with time zone) RETURNS TABLE(visitor_id text, expires_at timestamp with time zone)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
DECLARE
	last_used timestamptz;
	renewed timestamptz;
BEGIN
	SELECT t.visitor_id, t.expires_at, t.last_used_at INTO visitor_id, expires_at, last_used
	FROM visitor_tokens t WHERE t.token_hash = hash AND t.expires_at > now();
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF last_used < now() - interval '1 day' THEN -- of two that ask at once, one renews it
		UPDATE visitor_tokens t SET last_used_at = now(), expires_at = new_end
		WHERE t.token_hash = hash AND t.expires_at > now()
			AND t.last_used_at < now() - interval '1 day'
		RETURNING t.expires_at INTO renewed;
		expires_at := coalesce(renewed, expires_at);
	END IF;
	RETURN NEXT;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_token_check(hash bytea, new_end timestamp with time zone) OWNER TO frontdesk_owner;

--
-- Name: visitor_token_lead(); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_token_lead() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
	NEW.visitor_id := visitor_known(NEW.visitor_id, NULL);
	RETURN NEW;
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_token_lead() OWNER TO frontdesk_owner;

--
-- Name: visitor_was(text, text); Type: FUNCTION; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_was(sender text, asker text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
	RETURN sender = asker OR EXISTS (SELECT FROM visitors v
		WHERE v.visitor_id = sender AND v.merged_into = asker);
END $$;


ALTER FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_was(sender text, asker text) OWNER TO frontdesk_owner;

--
-- Name: dead_letters; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.dead_letters (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    message_id uuid NOT NULL,
    sender_type character varying(20) NOT NULL,
    sender_id character varying(100) NOT NULL,
    content bytea NOT NULL,
    fingerprint bytea NOT NULL,
    message_created_at timestamp with time zone NOT NULL,
    sqlstate text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE control.dead_letters OWNER TO frontdesk_owner;

--
-- Name: imported_people; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.imported_people (
    user_id uuid NOT NULL,
    tenant_id uuid NOT NULL
);


ALTER TABLE control.imported_people OWNER TO frontdesk_owner;

--
-- Name: installation; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.installation (
    id integer DEFAULT 1 NOT NULL,
    restores integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT installation_id_check CHECK ((id = 1))
);


ALTER TABLE control.installation OWNER TO frontdesk_owner;

--
-- Name: jobs; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.jobs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    tenant_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    subject_id uuid,
    state text NOT NULL,
    step integer DEFAULT 0 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    wakes_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    fence bigint DEFAULT 0 NOT NULL,
    period_seconds integer,
    failure text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT jobs_kind_check CHECK (((kind <> ''::text) AND (octet_length(kind) <= 60))),
    CONSTRAINT jobs_period_seconds_check CHECK ((period_seconds > 0)),
    CONSTRAINT jobs_state_check CHECK ((state = ANY (ARRAY['later'::text, 'due'::text, 'taken'::text, 'dead'::text])))
)
WITH (autovacuum_vacuum_threshold='1000', autovacuum_vacuum_scale_factor='0.02');


ALTER TABLE control.jobs OWNER TO frontdesk_owner;

--
-- Name: memberships; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.memberships (
    user_id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    role character varying(20) NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT memberships_role_check CHECK (((role)::text = ANY ((ARRAY['agent'::character varying, 'supervisor'::character varying, 'admin'::character varying])::text[])))
);


ALTER TABLE control.memberships OWNER TO frontdesk_owner;

--
-- Name: migrations; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.migrations (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE control.migrations OWNER TO frontdesk_owner;

--
-- Name: programs; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.programs (
    version text NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE control.programs OWNER TO frontdesk_owner;

--
-- Name: refused_origins; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.refused_origins (
    tenant_id uuid NOT NULL,
    origin text NOT NULL,
    count bigint DEFAULT 1 NOT NULL,
    last_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT refused_origins_origin_check CHECK ((octet_length(origin) <= 300))
);


ALTER TABLE control.refused_origins OWNER TO frontdesk_owner;

--
-- Name: session_counters; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.session_counters (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    last_seq bigint DEFAULT 0 NOT NULL,
    CONSTRAINT session_counters_last_seq_check CHECK ((last_seq >= 0))
)
WITH (fillfactor='60', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_scale_factor='0.02');


ALTER TABLE control.session_counters OWNER TO frontdesk_owner;

--
-- Name: sign_ins; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.sign_ins (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    user_agent character varying(100)
);


ALTER TABLE control.sign_ins OWNER TO frontdesk_owner;

--
-- Name: tenant_imports; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.tenant_imports (
    tenant_id uuid NOT NULL,
    file_id uuid NOT NULL,
    pieces bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE control.tenant_imports OWNER TO frontdesk_owner;

--
-- Name: tenant_keys; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.tenant_keys (
    tenant_id uuid NOT NULL,
    key_id uuid NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


ALTER TABLE control.tenant_keys OWNER TO frontdesk_owner;

--
-- Name: tenant_migrations; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.tenant_migrations (
    tenant_id uuid NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE control.tenant_migrations OWNER TO frontdesk_owner;

--
-- Name: tenant_versions; Type: TABLE; Schema: control; Owner: frontdesk_owner
--

CREATE TABLE control.tenant_versions (
    tenant_id uuid NOT NULL,
    version text NOT NULL,
    previous text,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE control.tenant_versions OWNER TO frontdesk_owner;

--
-- Name: tenants; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.tenants (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name character varying(255) NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    status character varying(20) DEFAULT 'active'::character varying NOT NULL,
    origins text[] DEFAULT '{}'::text[] NOT NULL,
    identity_secret bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    kept_parameters text[] DEFAULT '{}'::text[] NOT NULL,
    token_keys bytea,
    CONSTRAINT tenants_name_check CHECK (((name)::text <> ''::text)),
    CONSTRAINT tenants_status_check CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'suspended'::character varying, 'moving'::character varying, 'importing'::character varying])::text[])))
);


ALTER TABLE public.tenants OWNER TO frontdesk_owner;

--
-- Name: valid_sign_ins; Type: VIEW; Schema: control; Owner: frontdesk_owner
--

CREATE VIEW control.valid_sign_ins AS
 SELECT s.id,
    s.token_hash,
    s.user_id,
    s.tenant_id,
    m.agent_id,
    (m.role)::text AS role,
    s.created_at,
    s.last_seen_at,
    s.expires_at,
    s.user_agent
   FROM ((control.sign_ins s
     JOIN control.memberships m ON (((m.user_id = s.user_id) AND (m.tenant_id = s.tenant_id))))
     JOIN public.tenants t ON ((t.id = s.tenant_id)))
  WHERE ((s.expires_at > now()) AND m.is_active AND ((t.status)::text = ANY ((ARRAY['active'::character varying, 'moving'::character varying])::text[])));


ALTER TABLE control.valid_sign_ins OWNER TO frontdesk_owner;

--
-- Name: users; Type: TABLE; Schema: public; Owner: frontdesk_owner
--

CREATE TABLE public.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    password_hash text NOT NULL,
    password_changed_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_email_check CHECK (((email)::text = lower(((email)::text COLLATE "C")))),
    CONSTRAINT users_name_check CHECK (((name)::text <> ''::text))
);


ALTER TABLE public.users OWNER TO frontdesk_owner;

--
-- Name: audit_log; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.audit_log (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    actor_type character varying(20) NOT NULL,
    actor_id character varying(100),
    action character varying(100) NOT NULL,
    target_id character varying(100),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_log_actor_type_check CHECK (((actor_type)::text = ANY ((ARRAY['visitor'::character varying, 'agent'::character varying, 'operator'::character varying, 'system'::character varying])::text[]))),
    CONSTRAINT audit_log_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
)
WITH (autovacuum_vacuum_insert_threshold='1000', autovacuum_vacuum_insert_scale_factor='0.02', autovacuum_freeze_min_age='0');


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.audit_log OWNER TO frontdesk_owner;

--
-- Name: chat_notes; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_notes (
    id uuid NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    session_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    to_agent_id uuid,
    content bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT chat_notes_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
);
ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_notes ALTER COLUMN content SET STORAGE EXTERNAL;


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_notes OWNER TO frontdesk_owner;

--
-- Name: chat_sessions_abandoned; Type: VIEW; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE VIEW tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_abandoned AS
 SELECT s.id,
    s.assigned_agent_id
   FROM (tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions s
     JOIN tenant_141f6a56502b40caaec51328bc2219a2.support_agents a ON ((a.id = s.assigned_agent_id)))
  WHERE (((s.status)::text = 'active'::text) AND tenant_141f6a56502b40caaec51328bc2219a2.agent_has_vanished(a.*) AND (COALESCE(s.assigned_at, s.started_at) < (now() - '00:01:00'::interval)));


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_abandoned OWNER TO frontdesk_owner;

--
-- Name: chat_widget_config; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_widget_config (
    id integer DEFAULT 1 NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    primary_color character varying(7) DEFAULT '#374d42'::character varying NOT NULL,
    secondary_color character varying(7) DEFAULT '#3d3d3d'::character varying NOT NULL,
    header_text character varying(255) DEFAULT 'Chat with us'::character varying NOT NULL,
    greeting_message text DEFAULT 'Hi! How can we help you today?'::text NOT NULL,
    "position" character varying(20) DEFAULT 'bottom-right'::character varying NOT NULL,
    offset_x integer DEFAULT 20 NOT NULL,
    offset_y integer DEFAULT 20 NOT NULL,
    auto_open_delay_seconds integer,
    show_agent_typing boolean DEFAULT true NOT NULL,
    show_read_receipts boolean DEFAULT true NOT NULL,
    business_hours_enabled boolean DEFAULT false NOT NULL,
    business_hours jsonb DEFAULT '{"fri": {"end": "17:00", "start": "09:00"}, "mon": {"end": "17:00", "start": "09:00"}, "thu": {"end": "17:00", "start": "09:00"}, "tue": {"end": "17:00", "start": "09:00"}, "wed": {"end": "17:00", "start": "09:00"}}'::jsonb NOT NULL,
    offline_message text DEFAULT 'We''re currently offline. Leave a message!'::text NOT NULL,
    file_upload_enabled boolean DEFAULT true NOT NULL,
    max_file_size_mb integer DEFAULT 10 NOT NULL,
    allowed_file_types text[] DEFAULT '{image/*,application/pdf}'::text[] NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    color_scheme character varying(10) DEFAULT 'page'::character varying NOT NULL,
    CONSTRAINT chat_widget_config_color_scheme_check CHECK (((color_scheme)::text = ANY ((ARRAY['page'::character varying, 'light'::character varying, 'dark'::character varying])::text[]))),
    CONSTRAINT chat_widget_config_id_check CHECK ((id = 1)),
    CONSTRAINT chat_widget_config_max_file_size_mb_check CHECK (((max_file_size_mb >= 1) AND (max_file_size_mb <= 100))),
    CONSTRAINT chat_widget_config_position_check CHECK ((("position")::text = ANY ((ARRAY['bottom-right'::character varying, 'bottom-left'::character varying])::text[]))),
    CONSTRAINT chat_widget_config_primary_color_check CHECK (((primary_color)::text ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT chat_widget_config_secondary_color_check CHECK (((secondary_color)::text ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT chat_widget_config_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
);


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_widget_config OWNER TO frontdesk_owner;

--
-- Name: conversations; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.conversations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    visitor_id character varying(100) NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT conversations_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
);


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.conversations OWNER TO frontdesk_owner;

--
-- Name: idempotency_keys; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.idempotency_keys (
    key_hash bytea NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    body_hash bytea NOT NULL,
    claimed_at timestamp with time zone DEFAULT now() NOT NULL,
    status integer,
    answer bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_check CHECK (((status IS NULL) = (answer IS NULL))),
    CONSTRAINT idempotency_keys_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
)
WITH (autovacuum_vacuum_threshold='500', autovacuum_vacuum_scale_factor='0.05');


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.idempotency_keys OWNER TO frontdesk_owner;

--
-- Name: leases; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.leases (
    name character varying(50) NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    holder uuid,
    ends_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT leases_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
);


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.leases OWNER TO frontdesk_owner;

--
-- Name: session_keys; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.session_keys (
    session_id uuid NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT session_keys_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
);


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.session_keys OWNER TO frontdesk_owner;

--
-- Name: visitor_attributes; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes (
    visitor_id character varying(100) NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    said jsonb DEFAULT '{}'::jsonb NOT NULL,
    vouched jsonb DEFAULT '{}'::jsonb NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT visitor_attributes_check CHECK (((octet_length((said)::text) + octet_length((vouched)::text)) <= 65536)),
    CONSTRAINT visitor_attributes_said_check CHECK ((jsonb_typeof(said) = 'object'::text)),
    CONSTRAINT visitor_attributes_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid)),
    CONSTRAINT visitor_attributes_vouched_check CHECK ((jsonb_typeof(vouched) = 'object'::text))
);


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes OWNER TO frontdesk_owner;

--
-- Name: visitor_events; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitor_events (
    visitor_id character varying(100) NOT NULL,
    id uuid NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    name character varying(64) NOT NULL,
    properties jsonb DEFAULT '{}'::jsonb NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT visitor_events_properties_check CHECK ((jsonb_typeof(properties) = 'object'::text)),
    CONSTRAINT visitor_events_properties_check1 CHECK ((octet_length((properties)::text) <= 16384)),
    CONSTRAINT visitor_events_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
)
WITH (autovacuum_vacuum_threshold='500', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_threshold='500', autovacuum_analyze_scale_factor='0.02');


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitor_events OWNER TO frontdesk_owner;

--
-- Name: visitor_tokens; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitor_tokens (
    token_hash bytea NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    visitor_id character varying(100) NOT NULL,
    origin text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT visitor_tokens_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
);


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitor_tokens OWNER TO frontdesk_owner;

--
-- Name: visitors; Type: TABLE; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitors (
    visitor_id character varying(100) NOT NULL,
    tenant_id uuid DEFAULT '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid NOT NULL,
    identifier character varying(255),
    is_verified boolean DEFAULT false NOT NULL,
    name character varying(255),
    email character varying(255),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    merged_into character varying(100),
    CONSTRAINT visitors_check CHECK (((identifier IS NOT NULL) OR (NOT is_verified))),
    CONSTRAINT visitors_merged_check CHECK (((merged_into IS NULL) OR ((NOT is_verified) AND (identifier IS NULL) AND (name IS NULL) AND (email IS NULL)))),
    CONSTRAINT visitors_tenant_id_check CHECK ((tenant_id = '141f6a56-502b-40ca-aec5-1328bc2219a2'::uuid))
);


ALTER TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitors OWNER TO frontdesk_owner;

--
-- Name: dead_letters dead_letters_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.dead_letters
    ADD CONSTRAINT dead_letters_pkey PRIMARY KEY (id);


--
-- Name: dead_letters dead_letters_tenant_id_message_id_key; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.dead_letters
    ADD CONSTRAINT dead_letters_tenant_id_message_id_key UNIQUE (tenant_id, message_id);


--
-- Name: imported_people imported_people_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.imported_people
    ADD CONSTRAINT imported_people_pkey PRIMARY KEY (user_id);


--
-- Name: installation installation_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (id);


--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);


--
-- Name: memberships memberships_agent_id_key; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.memberships
    ADD CONSTRAINT memberships_agent_id_key UNIQUE (agent_id);


--
-- Name: memberships memberships_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (user_id, tenant_id);


--
-- Name: migrations migrations_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (number);


--
-- Name: programs programs_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.programs
    ADD CONSTRAINT programs_pkey PRIMARY KEY (version);


--
-- Name: refused_origins refused_origins_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.refused_origins
    ADD CONSTRAINT refused_origins_pkey PRIMARY KEY (tenant_id, origin);


--
-- Name: session_counters session_counters_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.session_counters
    ADD CONSTRAINT session_counters_pkey PRIMARY KEY (tenant_id, session_id);


--
-- Name: sign_ins sign_ins_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.sign_ins
    ADD CONSTRAINT sign_ins_pkey PRIMARY KEY (id);


--
-- Name: sign_ins sign_ins_token_hash_key; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.sign_ins
    ADD CONSTRAINT sign_ins_token_hash_key UNIQUE (token_hash);


--
-- Name: tenant_imports tenant_imports_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.tenant_imports
    ADD CONSTRAINT tenant_imports_pkey PRIMARY KEY (tenant_id);


--
-- Name: tenant_keys tenant_keys_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.tenant_keys
    ADD CONSTRAINT tenant_keys_pkey PRIMARY KEY (tenant_id, key_id);


--
-- Name: tenant_migrations tenant_migrations_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.tenant_migrations
    ADD CONSTRAINT tenant_migrations_pkey PRIMARY KEY (tenant_id, number);


--
-- Name: tenant_versions tenant_versions_pkey; Type: CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.tenant_versions
    ADD CONSTRAINT tenant_versions_pkey PRIMARY KEY (tenant_id);


--
-- Name: tenants tenants_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);


--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: frontdesk_owner
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);


--
-- Name: chat_messages chat_messages_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_messages
    ADD CONSTRAINT chat_messages_pkey PRIMARY KEY (id);


--
-- Name: chat_messages chat_messages_session_id_seq_key; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_messages
    ADD CONSTRAINT chat_messages_session_id_seq_key UNIQUE (session_id, seq);


--
-- Name: chat_notes chat_notes_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_notes
    ADD CONSTRAINT chat_notes_pkey PRIMARY KEY (id);


--
-- Name: chat_sessions chat_sessions_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions
    ADD CONSTRAINT chat_sessions_pkey PRIMARY KEY (id);


--
-- Name: chat_settings chat_settings_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_settings
    ADD CONSTRAINT chat_settings_pkey PRIMARY KEY (id);


--
-- Name: chat_widget_config chat_widget_config_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_widget_config
    ADD CONSTRAINT chat_widget_config_pkey PRIMARY KEY (id);


--
-- Name: conversations conversations_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);


--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (key_hash);


--
-- Name: leases leases_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (name);


--
-- Name: session_keys session_keys_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.session_keys
    ADD CONSTRAINT session_keys_pkey PRIMARY KEY (session_id);


--
-- Name: support_agents support_agents_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.support_agents
    ADD CONSTRAINT support_agents_pkey PRIMARY KEY (id);


--
-- Name: support_agents support_agents_user_id_key; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.support_agents
    ADD CONSTRAINT support_agents_user_id_key UNIQUE (user_id);


--
-- Name: visitor_attributes visitor_attributes_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes
    ADD CONSTRAINT visitor_attributes_pkey PRIMARY KEY (visitor_id);


--
-- Name: visitor_events visitor_events_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.visitor_events
    ADD CONSTRAINT visitor_events_pkey PRIMARY KEY (visitor_id, id);


--
-- Name: visitor_tokens visitor_tokens_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.visitor_tokens
    ADD CONSTRAINT visitor_tokens_pkey PRIMARY KEY (token_hash);


--
-- Name: visitors visitors_pkey; Type: CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.visitors
    ADD CONSTRAINT visitors_pkey PRIMARY KEY (visitor_id);


--
-- Name: imported_people_tenant_id_idx; Type: INDEX; Schema: control; Owner: frontdesk_owner
--

CREATE INDEX imported_people_tenant_id_idx ON control.imported_people USING btree (tenant_id);


--
-- Name: jobs_dead_idx; Type: INDEX; Schema: control; Owner: frontdesk_owner
--

CREATE INDEX jobs_dead_idx ON control.jobs USING btree (kind) WHERE (state = 'dead'::text);


--
-- Name: jobs_due_idx; Type: INDEX; Schema: control; Owner: frontdesk_owner
--

CREATE INDEX jobs_due_idx ON control.jobs USING btree (owner_id, kind, run_at, id) WHERE (state = 'due'::text);


--
-- Name: jobs_period_idx; Type: INDEX; Schema: control; Owner: frontdesk_owner
--

CREATE UNIQUE INDEX jobs_period_idx ON control.jobs USING btree (kind, owner_id) WHERE (period_seconds IS NOT NULL);


--
-- Name: jobs_taken_idx; Type: INDEX; Schema: control; Owner: frontdesk_owner
--

CREATE INDEX jobs_taken_idx ON control.jobs USING btree (owner_id, kind) WHERE (state = 'taken'::text);


--
-- Name: jobs_wakes_at_idx; Type: INDEX; Schema: control; Owner: frontdesk_owner
--

CREATE INDEX jobs_wakes_at_idx ON control.jobs USING btree (wakes_at) WHERE (state = ANY (ARRAY['later'::text, 'taken'::text]));


--
-- Name: memberships_tenant_id_idx; Type: INDEX; Schema: control; Owner: frontdesk_owner
--

CREATE INDEX memberships_tenant_id_idx ON control.memberships USING btree (tenant_id);


--
-- Name: sign_ins_expires_at_idx; Type: INDEX; Schema: control; Owner: frontdesk_owner
--

CREATE INDEX sign_ins_expires_at_idx ON control.sign_ins USING btree (expires_at);


--
-- Name: sign_ins_user_id_idx; Type: INDEX; Schema: control; Owner: frontdesk_owner
--

CREATE INDEX sign_ins_user_id_idx ON control.sign_ins USING btree (user_id);


--
-- Name: audit_log_created_at_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX audit_log_created_at_idx ON tenant_141f6a56502b40caaec51328bc2219a2.audit_log USING btree (created_at DESC, id DESC);


--
-- Name: chat_notes_session_id_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_notes_session_id_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_notes USING btree (session_id, created_at DESC, id DESC);


--
-- Name: chat_sessions_active_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_sessions_active_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree (assigned_agent_id, started_at DESC, id DESC) WHERE ((status)::text = 'active'::text);


--
-- Name: chat_sessions_agent_ended_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_sessions_agent_ended_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree (assigned_agent_id, ended_at DESC, id DESC) WHERE ((status)::text = 'ended'::text);


--
-- Name: chat_sessions_answered_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_sessions_answered_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree (first_response_at DESC) INCLUDE (wait_time_seconds) WHERE (first_response_at IS NOT NULL);


--
-- Name: chat_sessions_assigned_agent_id_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_sessions_assigned_agent_id_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree (assigned_agent_id);


--
-- Name: chat_sessions_conversation_id_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_sessions_conversation_id_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree (conversation_id);


--
-- Name: chat_sessions_ended_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_sessions_ended_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree (ended_at DESC, id DESC) WHERE ((status)::text = 'ended'::text);


--
-- Name: chat_sessions_open_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE UNIQUE INDEX chat_sessions_open_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree (visitor_id) WHERE ((status)::text <> 'ended'::text);


--
-- Name: chat_sessions_queue_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_sessions_queue_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree ((((status)::text = 'waiting'::text)), started_at, id) WHERE ((status)::text = ANY ((ARRAY['waiting'::character varying, 'transferred'::character varying])::text[]));


--
-- Name: chat_sessions_transferred_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_sessions_transferred_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree (transferred_to) WHERE ((status)::text = 'transferred'::text);


--
-- Name: chat_sessions_visitor_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX chat_sessions_visitor_idx ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions USING btree (visitor_id, started_at DESC, id DESC);


--
-- Name: conversations_visitor_id_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX conversations_visitor_id_idx ON tenant_141f6a56502b40caaec51328bc2219a2.conversations USING btree (visitor_id);


--
-- Name: idempotency_keys_created_at_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX idempotency_keys_created_at_idx ON tenant_141f6a56502b40caaec51328bc2219a2.idempotency_keys USING btree (created_at);


--
-- Name: visitor_events_happened_at_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX visitor_events_happened_at_idx ON tenant_141f6a56502b40caaec51328bc2219a2.visitor_events USING btree (happened_at);


--
-- Name: visitor_tokens_expires_at_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX visitor_tokens_expires_at_idx ON tenant_141f6a56502b40caaec51328bc2219a2.visitor_tokens USING btree (expires_at);


--
-- Name: visitor_tokens_visitor_id_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX visitor_tokens_visitor_id_idx ON tenant_141f6a56502b40caaec51328bc2219a2.visitor_tokens USING btree (visitor_id);


--
-- Name: visitors_identifier_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE UNIQUE INDEX visitors_identifier_idx ON tenant_141f6a56502b40caaec51328bc2219a2.visitors USING btree (identifier) WHERE is_verified;


--
-- Name: visitors_merged_into_idx; Type: INDEX; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE INDEX visitors_merged_into_idx ON tenant_141f6a56502b40caaec51328bc2219a2.visitors USING btree (merged_into) WHERE (merged_into IS NOT NULL);


--
-- Name: memberships sign_ins_end; Type: TRIGGER; Schema: control; Owner: frontdesk_owner
--

CREATE TRIGGER sign_ins_end AFTER UPDATE OF role, is_active ON control.memberships FOR EACH ROW WHEN ((((old.role)::text <> (new.role)::text) OR (NOT new.is_active))) EXECUTE FUNCTION control.sign_ins_end_with_membership();


--
-- Name: chat_sessions chat_sessions_assigned; Type: TRIGGER; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TRIGGER chat_sessions_assigned BEFORE UPDATE OF assigned_agent_id ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions FOR EACH ROW WHEN ((new.assigned_agent_id IS DISTINCT FROM old.assigned_agent_id)) EXECUTE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_note_assigned();


--
-- Name: chat_sessions chat_sessions_counter; Type: TRIGGER; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TRIGGER chat_sessions_counter AFTER INSERT OR DELETE ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions FOR EACH ROW EXECUTE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_count();


--
-- Name: chat_sessions chat_sessions_version; Type: TRIGGER; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TRIGGER chat_sessions_version BEFORE UPDATE ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions FOR EACH ROW WHEN (((new.version = old.version) AND (NOT (new.visitor_seen_at IS DISTINCT FROM old.visitor_seen_at)) AND (NOT (new.visitor_workers IS DISTINCT FROM old.visitor_workers)) AND (NOT (new.presence_at IS DISTINCT FROM old.presence_at)))) EXECUTE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_raise_version();


--
-- Name: chat_sessions chat_sessions_whereabouts; Type: TRIGGER; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TRIGGER chat_sessions_whereabouts BEFORE UPDATE OF status ON tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions FOR EACH ROW WHEN ((((new.status)::text = 'ended'::text) AND ((old.status)::text <> 'ended'::text))) EXECUTE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_forget_whereabouts();


--
-- Name: visitor_tokens visitor_tokens_lead; Type: TRIGGER; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

CREATE TRIGGER visitor_tokens_lead BEFORE INSERT ON tenant_141f6a56502b40caaec51328bc2219a2.visitor_tokens FOR EACH ROW WHEN (starts_with((new.visitor_id)::text, 'c-'::text)) EXECUTE FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_token_lead();


--
-- Name: imported_people imported_people_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.imported_people
    ADD CONSTRAINT imported_people_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES control.tenant_imports(tenant_id) ON DELETE CASCADE;


--
-- Name: imported_people imported_people_user_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.imported_people
    ADD CONSTRAINT imported_people_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: jobs jobs_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.jobs
    ADD CONSTRAINT jobs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: memberships memberships_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.memberships
    ADD CONSTRAINT memberships_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: memberships memberships_user_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.memberships
    ADD CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: refused_origins refused_origins_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.refused_origins
    ADD CONSTRAINT refused_origins_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: session_counters session_counters_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.session_counters
    ADD CONSTRAINT session_counters_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: sign_ins sign_ins_user_id_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.sign_ins
    ADD CONSTRAINT sign_ins_user_id_tenant_id_fkey FOREIGN KEY (user_id, tenant_id) REFERENCES control.memberships(user_id, tenant_id) ON DELETE CASCADE;


--
-- Name: tenant_imports tenant_imports_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.tenant_imports
    ADD CONSTRAINT tenant_imports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: tenant_keys tenant_keys_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.tenant_keys
    ADD CONSTRAINT tenant_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: tenant_migrations tenant_migrations_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.tenant_migrations
    ADD CONSTRAINT tenant_migrations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: tenant_versions tenant_versions_tenant_id_fkey; Type: FK CONSTRAINT; Schema: control; Owner: frontdesk_owner
--

ALTER TABLE ONLY control.tenant_versions
    ADD CONSTRAINT tenant_versions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: chat_messages chat_messages_session_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_messages
    ADD CONSTRAINT chat_messages_session_id_fkey FOREIGN KEY (session_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions(id) ON DELETE CASCADE;


--
-- Name: chat_notes chat_notes_agent_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_notes
    ADD CONSTRAINT chat_notes_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.support_agents(id);


--
-- Name: chat_notes chat_notes_session_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_notes
    ADD CONSTRAINT chat_notes_session_id_fkey FOREIGN KEY (session_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions(id) ON DELETE CASCADE;


--
-- Name: chat_notes chat_notes_to_agent_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_notes
    ADD CONSTRAINT chat_notes_to_agent_id_fkey FOREIGN KEY (to_agent_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.support_agents(id);


--
-- Name: chat_sessions chat_sessions_assigned_agent_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions
    ADD CONSTRAINT chat_sessions_assigned_agent_id_fkey FOREIGN KEY (assigned_agent_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.support_agents(id);


--
-- Name: chat_sessions chat_sessions_conversation_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions
    ADD CONSTRAINT chat_sessions_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.conversations(id) ON DELETE CASCADE;


--
-- Name: chat_sessions chat_sessions_transferred_by_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions
    ADD CONSTRAINT chat_sessions_transferred_by_fkey FOREIGN KEY (transferred_by) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.support_agents(id);


--
-- Name: chat_sessions chat_sessions_transferred_to_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions
    ADD CONSTRAINT chat_sessions_transferred_to_fkey FOREIGN KEY (transferred_to) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.support_agents(id);


--
-- Name: chat_sessions chat_sessions_visitor_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions
    ADD CONSTRAINT chat_sessions_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.visitors(visitor_id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: conversations conversations_visitor_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.conversations
    ADD CONSTRAINT conversations_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.visitors(visitor_id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: session_keys session_keys_session_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.session_keys
    ADD CONSTRAINT session_keys_session_id_fkey FOREIGN KEY (session_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions(id) ON DELETE CASCADE;


--
-- Name: support_agents support_agents_user_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.support_agents
    ADD CONSTRAINT support_agents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: visitor_attributes visitor_attributes_visitor_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes
    ADD CONSTRAINT visitor_attributes_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.visitors(visitor_id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: visitor_events visitor_events_visitor_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.visitor_events
    ADD CONSTRAINT visitor_events_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.visitors(visitor_id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: visitor_tokens visitor_tokens_visitor_id_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.visitor_tokens
    ADD CONSTRAINT visitor_tokens_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.visitors(visitor_id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: visitors visitors_merged_into_fkey; Type: FK CONSTRAINT; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER TABLE ONLY tenant_141f6a56502b40caaec51328bc2219a2.visitors
    ADD CONSTRAINT visitors_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES tenant_141f6a56502b40caaec51328bc2219a2.visitors(visitor_id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: SCHEMA control; Type: ACL; Schema: -; Owner: frontdesk_owner
--

GRANT USAGE ON SCHEMA control TO frontdesk_gateway;
GRANT USAGE ON SCHEMA control TO frontdesk_tenant;


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO frontdesk_owner;


--
-- Name: SCHEMA tenant_141f6a56502b40caaec51328bc2219a2; Type: ACL; Schema: -; Owner: frontdesk_owner
--

GRANT USAGE ON SCHEMA tenant_141f6a56502b40caaec51328bc2219a2 TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION assert_scope(role text, path text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.assert_scope(role text, path text) FROM PUBLIC;
GRANT ALL ON FUNCTION control.assert_scope(role text, path text) TO frontdesk_gateway;
GRANT ALL ON FUNCTION control.assert_scope(role text, path text) TO frontdesk_tenant;


--
-- Name: FUNCTION counter_drop(session_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.counter_drop(session_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.counter_drop(session_id uuid) TO frontdesk_tenant;


--
-- Name: FUNCTION counter_make(session_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.counter_make(session_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.counter_make(session_id uuid) TO frontdesk_tenant;


--
-- Name: FUNCTION counters_advance(session_ids uuid[], last_seqs bigint[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.counters_advance(session_ids uuid[], last_seqs bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.counters_advance(session_ids uuid[], last_seqs bigint[]) TO frontdesk_tenant;


--
-- Name: FUNCTION counters_lock(session_ids uuid[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.counters_lock(session_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.counters_lock(session_ids uuid[]) TO frontdesk_tenant;


--
-- Name: FUNCTION counters_read(session_ids uuid[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.counters_read(session_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.counters_read(session_ids uuid[]) TO frontdesk_tenant;


--
-- Name: FUNCTION dead_letter_put(tenant_id uuid, session_id uuid, message_id uuid, sender_type text, sender_id text, content bytea, fingerprint bytea, created_at timestamp with time zone, sqlstate text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.dead_letter_put(tenant_id uuid, session_id uuid, message_id uuid, sender_type text, sender_id text, content bytea, fingerprint bytea, created_at timestamp with time zone, sqlstate text) FROM PUBLIC;
GRANT ALL ON FUNCTION control.dead_letter_put(tenant_id uuid, session_id uuid, message_id uuid, sender_type text, sender_id text, content bytea, fingerprint bytea, created_at timestamp with time zone, sqlstate text) TO frontdesk_gateway;


--
-- Name: FUNCTION epoch(); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.epoch() FROM PUBLIC;
GRANT ALL ON FUNCTION control.epoch() TO frontdesk_gateway;
GRANT ALL ON FUNCTION control.epoch() TO frontdesk_tenant;


--
-- Name: FUNCTION job_advance(job_id uuid, fence bigint, lease_seconds integer); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.job_advance(job_id uuid, fence bigint, lease_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION control.job_advance(job_id uuid, fence bigint, lease_seconds integer) TO frontdesk_gateway;
GRANT ALL ON FUNCTION control.job_advance(job_id uuid, fence bigint, lease_seconds integer) TO frontdesk_tenant;


--
-- Name: FUNCTION job_enqueue(kind text, subject_id uuid, run_at timestamp with time zone); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.job_enqueue(kind text, subject_id uuid, run_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION control.job_enqueue(kind text, subject_id uuid, run_at timestamp with time zone) TO frontdesk_tenant;


--
-- Name: FUNCTION job_finish(job_id uuid, fence bigint); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.job_finish(job_id uuid, fence bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION control.job_finish(job_id uuid, fence bigint) TO frontdesk_gateway;
GRANT ALL ON FUNCTION control.job_finish(job_id uuid, fence bigint) TO frontdesk_tenant;


--
-- Name: FUNCTION job_let_go(job_id uuid, attempts_most bigint, delay interval, failure text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.job_let_go(job_id uuid, attempts_most bigint, delay interval, failure text) FROM PUBLIC;


--
-- Name: FUNCTION job_next_at(run_at timestamp with time zone, period_seconds integer); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.job_next_at(run_at timestamp with time zone, period_seconds integer) FROM PUBLIC;


--
-- Name: FUNCTION jobs_claim(kinds text[], caps integer[], lease_seconds integer[], attempts integer[], after_id uuid, after_kind text, most bigint); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.jobs_claim(kinds text[], caps integer[], lease_seconds integer[], attempts integer[], after_id uuid, after_kind text, most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION control.jobs_claim(kinds text[], caps integer[], lease_seconds integer[], attempts integer[], after_id uuid, after_kind text, most bigint) TO frontdesk_gateway;


--
-- Name: FUNCTION jobs_count(); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.jobs_count() FROM PUBLIC;
GRANT ALL ON FUNCTION control.jobs_count() TO frontdesk_gateway;


--
-- Name: FUNCTION jobs_ensure(kinds text[], periods integer[], are_tenants boolean[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.jobs_ensure(kinds text[], periods integer[], are_tenants boolean[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.jobs_ensure(kinds text[], periods integer[], are_tenants boolean[]) TO frontdesk_gateway;


--
-- Name: FUNCTION jobs_failed(job_id uuid, fence bigint, attempts_most bigint, delay_ms bigint, failure text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.jobs_failed(job_id uuid, fence bigint, attempts_most bigint, delay_ms bigint, failure text) FROM PUBLIC;
GRANT ALL ON FUNCTION control.jobs_failed(job_id uuid, fence bigint, attempts_most bigint, delay_ms bigint, failure text) TO frontdesk_gateway;


--
-- Name: FUNCTION jobs_put_back(job_id uuid, fence bigint, delay_ms bigint); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.jobs_put_back(job_id uuid, fence bigint, delay_ms bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION control.jobs_put_back(job_id uuid, fence bigint, delay_ms bigint) TO frontdesk_gateway;


--
-- Name: FUNCTION jobs_wake(kinds text[], attempts integer[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.jobs_wake(kinds text[], attempts integer[]) FROM PUBLIC;


--
-- Name: FUNCTION lock_counters(tenant_ids uuid[], session_ids uuid[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.lock_counters(tenant_ids uuid[], session_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.lock_counters(tenant_ids uuid[], session_ids uuid[]) TO frontdesk_gateway;


--
-- Name: FUNCTION refused_origin_note(tenant_id uuid, origin text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.refused_origin_note(tenant_id uuid, origin text) FROM PUBLIC;
GRANT ALL ON FUNCTION control.refused_origin_note(tenant_id uuid, origin text) TO frontdesk_gateway;


--
-- Name: FUNCTION scope_tenant_id(); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.scope_tenant_id() FROM PUBLIC;
GRANT ALL ON FUNCTION control.scope_tenant_id() TO frontdesk_tenant;


--
-- Name: FUNCTION scope_tenant_name(); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.scope_tenant_name() FROM PUBLIC;
GRANT ALL ON FUNCTION control.scope_tenant_name() TO frontdesk_tenant;


--
-- Name: FUNCTION scope_user(user_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.scope_user(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.scope_user(user_id uuid) TO frontdesk_tenant;


--
-- Name: FUNCTION session_head(session_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.session_head(session_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.session_head(session_id uuid) TO frontdesk_tenant;


--
-- Name: FUNCTION session_heads(session_ids uuid[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.session_heads(session_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.session_heads(session_ids uuid[]) TO frontdesk_tenant;


--
-- Name: FUNCTION session_heads(tenant_ids text[], session_ids text[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.session_heads(tenant_ids text[], session_ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.session_heads(tenant_ids text[], session_ids text[]) TO frontdesk_gateway;


--
-- Name: FUNCTION sign_in_check(token_hash bytea); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sign_in_check(token_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION control.sign_in_check(token_hash bytea) TO frontdesk_gateway;


--
-- Name: FUNCTION sign_in_end(sign_in_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sign_in_end(sign_in_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.sign_in_end(sign_in_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION sign_in_renew(sign_in_id uuid, expires_at timestamp with time zone); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sign_in_renew(sign_in_id uuid, expires_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION control.sign_in_renew(sign_in_id uuid, expires_at timestamp with time zone) TO frontdesk_gateway;


--
-- Name: FUNCTION sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid, expires_at timestamp with time zone, user_agent text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid, expires_at timestamp with time zone, user_agent text) FROM PUBLIC;


--
-- Name: FUNCTION sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid, expires_at timestamp with time zone, user_agent text, password_hash text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid, expires_at timestamp with time zone, user_agent text, password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid, expires_at timestamp with time zone, user_agent text, password_hash text) TO frontdesk_gateway;


--
-- Name: FUNCTION sign_ins_end(user_id uuid, except_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sign_ins_end(user_id uuid, except_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.sign_ins_end(user_id uuid, except_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION sign_ins_end_with_membership(); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sign_ins_end_with_membership() FROM PUBLIC;


--
-- Name: FUNCTION sign_ins_gone(ids text[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sign_ins_gone(ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.sign_ins_gone(ids text[]) TO frontdesk_gateway;


--
-- Name: FUNCTION sockets_gone(groups text[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sockets_gone(groups text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.sockets_gone(groups text[]) TO frontdesk_gateway;


--
-- Name: FUNCTION sockets_leaving(groups text[]); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.sockets_leaving(groups text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION control.sockets_leaving(groups text[]) TO frontdesk_gateway;


--
-- Name: FUNCTION tenant_after(after_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.tenant_after(after_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.tenant_after(after_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION tenant_is_known(tenant_id uuid, version text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.tenant_is_known(tenant_id uuid, version text) FROM PUBLIC;
GRANT ALL ON FUNCTION control.tenant_is_known(tenant_id uuid, version text) TO frontdesk_gateway;


--
-- Name: FUNCTION tenant_kept_parameters(tenant_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.tenant_kept_parameters(tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.tenant_kept_parameters(tenant_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION tenant_key_list(tenant_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.tenant_key_list(tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.tenant_key_list(tenant_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION tenant_load(tenant_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.tenant_load(tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.tenant_load(tenant_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION tenant_move(tenant_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.tenant_move(tenant_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.tenant_move(tenant_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION tenants_unknown(version text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.tenants_unknown(version text) FROM PUBLIC;
GRANT ALL ON FUNCTION control.tenants_unknown(version text) TO frontdesk_gateway;


--
-- Name: FUNCTION upkeep(); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.upkeep() FROM PUBLIC;
GRANT ALL ON FUNCTION control.upkeep() TO frontdesk_gateway;


--
-- Name: FUNCTION user_by_email(email text); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.user_by_email(email text) FROM PUBLIC;
GRANT ALL ON FUNCTION control.user_by_email(email text) TO frontdesk_gateway;


--
-- Name: FUNCTION user_get(user_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.user_get(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.user_get(user_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION user_set_password(user_id uuid, password_hash text, except_sign_in_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.user_set_password(user_id uuid, password_hash text, except_sign_in_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.user_set_password(user_id uuid, password_hash text, except_sign_in_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION user_tenants(user_id uuid); Type: ACL; Schema: control; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION control.user_tenants(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION control.user_tenants(user_id uuid) TO frontdesk_gateway;


--
-- Name: FUNCTION agent_choose_status(agent uuid, choice text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_choose_status(agent uuid, choice text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_choose_status(agent uuid, choice text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE support_agents; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.support_agents TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION agent_has_vanished(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_has_vanished(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_has_vanished(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION agent_json(agent uuid, reader text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_json(agent uuid, reader text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_json(agent uuid, reader text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION agent_json_of(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents, reader text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_json_of(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents, reader text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_json_of(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents, reader text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION agent_name(sender text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_name(sender text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_name(sender text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION agent_of(sender_type text, sender text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_of(sender_type text, sender text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_of(sender_type text, sender text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION agent_status(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_status(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agent_status(a tenant_141f6a56502b40caaec51328bc2219a2.support_agents) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION agents_leave(agents uuid[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agents_leave(agents uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agents_leave(agents uuid[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION agents_note(here uuid[], gone uuid[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agents_note(here uuid[], gone uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.agents_note(here uuid[], gone uuid[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_abandoned_end(worker uuid, most bigint, stays boolean); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_abandoned_end(worker uuid, most bigint, stays boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_abandoned_end(worker uuid, most bigint, stays boolean) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_agent_refusal(agent uuid, session uuid, is_own boolean); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_agent_refusal(agent uuid, session uuid, is_own boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_agent_refusal(agent uuid, session uuid, is_own boolean) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_agents_online(); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_agents_online() FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_agents_online() TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE chat_sessions; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_end_reason(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_end_reason(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_end_reason(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_expected_wait(place bigint, agents bigint, usual double precision); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_expected_wait(place bigint, agents bigint, usual double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_expected_wait(place bigint, agents bigint, usual double precision) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_kept_for(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_kept_for(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_kept_for(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE chat_messages; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_messages TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_message_head(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_head(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_head(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_message_json(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_json(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_json(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_message_json_of(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint, sender text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_json_of(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint, sender text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_message_json_of(m tenant_141f6a56502b40caaec51328bc2219a2.chat_messages, visitor_read bigint, agent_read bigint, sender text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_messages_after(session uuid, after_seq bigint, most bigint, bytes_most bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_after(session uuid, after_seq bigint, most bigint, bytes_most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_after(session uuid, after_seq bigint, most bigint, bytes_most bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_messages_before(session uuid, before_seq bigint, most bigint, bytes_most bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_before(session uuid, before_seq bigint, most bigint, bytes_most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_before(session uuid, before_seq bigint, most bigint, bytes_most bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_messages_store(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], may_be_known boolean); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_store(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], may_be_known boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_messages_store(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], may_be_known boolean) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_presence_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_presence_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_presence_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_queue_ids(most bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_queue_ids(most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_queue_ids(most bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_queue_place(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_queue_place(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_queue_place(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_receipts_raise(session_ids uuid[], sides text[], delivered bigint[], seen bigint[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_receipts_raise(session_ids uuid[], sides text[], delivered bigint[], seen bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_receipts_raise(session_ids uuid[], sides text[], delivered bigint[], seen bigint[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_resume(session uuid, after_seq bigint, history text, most bigint, bytes_most bigint, known_place bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_resume(session uuid, after_seq bigint, history text, most bigint, bytes_most bigint, known_place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_resume(session uuid, after_seq bigint, history text, most bigint, bytes_most bigint, known_place bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_assign(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_assign(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_assign(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, stays boolean); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, stays boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, stays boolean) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, known_waiting bigint, stays boolean); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, known_waiting bigint, stays boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_begin(asker text, former text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea, known_waiting bigint, stays boolean) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_count(); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_count() FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_count() TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_digests(ids uuid[], places text[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_digests(ids uuid[], places text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_digests(ids uuid[], places text[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_end(session uuid, actor_type text, actor text, is_supervisor boolean, from_statuses text[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_end(session uuid, actor_type text, actor text, is_supervisor boolean, from_statuses text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_end(session uuid, actor_type text, actor text, is_supervisor boolean, from_statuses text[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_forget_whereabouts(); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_forget_whereabouts() FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_forget_whereabouts() TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_hand_over(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_hand_over(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_hand_over(session uuid, agent uuid, actor uuid, is_supervisor boolean, from_statuses text[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE chat_settings; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_settings TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_is_abandoned(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, allowed tenant_141f6a56502b40caaec51328bc2219a2.chat_settings); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_is_abandoned(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, allowed tenant_141f6a56502b40caaec51328bc2219a2.chat_settings) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_is_abandoned(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, allowed tenant_141f6a56502b40caaec51328bc2219a2.chat_settings) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, place bigint, agents bigint, usual double precision); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, place bigint, agents bigint, usual double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, place bigint, agents bigint, usual double precision) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_json_for_agents(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json_for_agents(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json_for_agents(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_json_of(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, place bigint, agents bigint, usual double precision, head bigint, unread bigint, agent jsonb); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json_of(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, place bigint, agents bigint, usual double precision, head bigint, unread bigint, agent jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_json_of(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, place bigint, agents bigint, usual double precision, head bigint, unread bigint, agent jsonb) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_note_assigned(); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_note_assigned() FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_note_assigned() TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_raise_version(); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_raise_version() FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_raise_version() TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_start(visitor text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_start(visitor text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_start(visitor text, identifier text, name text, email text, page text, referrer text, new_id uuid, wrapped bytea) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_session_views(session uuid, known_place bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_views(session uuid, known_place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_session_views(session uuid, known_place bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_sessions_abandon(worker uuid, most bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_abandon(worker uuid, most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_abandon(worker uuid, most bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_sessions_end(sessions uuid[], actor text, is_supervisor boolean, from_statuses text[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_end(sessions uuid[], actor text, is_supervisor boolean, from_statuses text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_end(sessions uuid[], actor text, is_supervisor boolean, from_statuses text[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_sessions_erase(sessions uuid[], actor_type text, actor text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_erase(sessions uuid[], actor_type text, actor text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_erase(sessions uuid[], actor_type text, actor text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_sessions_release(); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_release() FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_release() TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_sessions_requeue(agents uuid[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_requeue(agents uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_requeue(agents uuid[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_store_add(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], held uuid[], heads bigint[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_store_add(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], held uuid[], heads bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_store_add(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[], held uuid[], heads bigint[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_store_rows(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_store_rows(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_store_rows(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamp with time zone[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_time(at timestamp with time zone); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_time(at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_time(at timestamp with time zone) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_unread_count(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, head bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_unread_count(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, head bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_unread_count(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions, reader text, head bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_usual_wait(); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_usual_wait() FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_usual_wait() TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_visitor_is_here(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitor_is_here(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitor_is_here(s tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_visitors_lapse(most bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitors_lapse(most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitors_lapse(most bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION chat_visitors_tell(worker uuid, sessions uuid[], words text[], pages text[]); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitors_tell(worker uuid, sessions uuid[], words text[], pages text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.chat_visitors_tell(worker uuid, sessions uuid[], words text[], pages text[]) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION customer_find(proven text, identifier text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_find(proven text, identifier text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_find(proven text, identifier text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION customer_gives_way(customer text, former text, proven text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_gives_way(customer text, former text, proven text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_gives_way(customer text, former text, proven text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION customer_hold(proven text, former text, identifier text, name text, email text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_hold(proven text, former text, identifier text, name text, email text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_hold(proven text, former text, identifier text, name text, email text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION customer_lead(given text, identifier text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_lead(given text, identifier text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.customer_lead(given text, identifier text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION lease_take(work text, worker uuid, term interval); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.lease_take(work text, worker uuid, term interval) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.lease_take(work text, worker uuid, term interval) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION list_cursor(at timestamp with time zone, id uuid); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor(at timestamp with time zone, id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor(at timestamp with time zone, id uuid) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION list_cursor_at(place text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor_at(place text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor_at(place text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION list_cursor_id(place text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor_id(place text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_cursor_id(place text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION list_page(items jsonb[], cursors text[], most bigint); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_page(items jsonb[], cursors text[], most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.list_page(items jsonb[], cursors text[], most bigint) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_attributes_fit(said jsonb); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_fit(said jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_fit(said jsonb) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_attributes_merge(visitor text, customer text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_merge(visitor text, customer text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_merge(visitor text, customer text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_attributes_note(visitor text, said jsonb, identifier text, vouched jsonb); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_note(visitor text, said jsonb, identifier text, vouched jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_note(visitor text, said jsonb, identifier text, vouched jsonb) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_attributes_time(visitor text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_time(visitor text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes_time(visitor text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_events_merge(visitor text, customer text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_merge(visitor text, customer text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_merge(visitor text, customer text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_events_note(visitor text, told jsonb); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_note(visitor text, told jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_note(visitor text, told jsonb) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_events_time(visitor text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_time(visitor text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_time(visitor text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_events_trim(visitor text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_trim(visitor text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_events_trim(visitor text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_hold(asker text, name text, email text, stays boolean); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_hold(asker text, name text, email text, stays boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_hold(asker text, name text, email text, stays boolean) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_identify(visitor text, proven text, identifier text, name text, email text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_identify(visitor text, proven text, identifier text, name text, email text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_identify(visitor text, proven text, identifier text, name text, email text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_known(asker text, identifier text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_known(asker text, identifier text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_known(asker text, identifier text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_merge(visitor text, customer text, name text, email text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_merge(visitor text, customer text, name text, email text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_merge(visitor text, customer text, name text, email text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_prove(visitor text, proven text, former text, identifier text, name text, email text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_prove(visitor text, proven text, former text, identifier text, name text, email text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_prove(visitor text, proven text, former text, identifier text, name text, email text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_prove_lock(visitor text, proven text, former text, identifier text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_prove_lock(visitor text, proven text, former text, identifier text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_prove_lock(visitor text, proven text, former text, identifier text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_token_check(hash bytea, new_end timestamp with time zone); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_token_check(hash bytea, new_end timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_token_check(hash bytea, new_end timestamp with time zone) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_token_lead(); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_token_lead() FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_token_lead() TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: FUNCTION visitor_was(sender text, asker text); Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

REVOKE ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_was(sender text, asker text) FROM PUBLIC;
GRANT ALL ON FUNCTION tenant_141f6a56502b40caaec51328bc2219a2.visitor_was(sender text, asker text) TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE audit_log; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.audit_log TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE chat_notes; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_notes TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE chat_sessions_abandoned; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_sessions_abandoned TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE chat_widget_config; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.chat_widget_config TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE conversations; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.conversations TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.idempotency_keys TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE leases; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.leases TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE session_keys; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.session_keys TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE visitor_attributes; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitor_attributes TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE visitor_events; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitor_events TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE visitor_tokens; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitor_tokens TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: TABLE visitors; Type: ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tenant_141f6a56502b40caaec51328bc2219a2.visitors TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: DEFAULT PRIVILEGES FOR SEQUENCES; Type: DEFAULT ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE frontdesk_owner IN SCHEMA tenant_141f6a56502b40caaec51328bc2219a2 GRANT USAGE ON SEQUENCES  TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE frontdesk_owner IN SCHEMA tenant_141f6a56502b40caaec51328bc2219a2 GRANT ALL ON FUNCTIONS  TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: tenant_141f6a56502b40caaec51328bc2219a2; Owner: frontdesk_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE frontdesk_owner IN SCHEMA tenant_141f6a56502b40caaec51328bc2219a2 GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO tenant_141f6a56502b40caaec51328bc2219a2;


--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: frontdesk_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE frontdesk_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;


--
-- PostgreSQL database dump complete
--


--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Data for Name: installation; Type: TABLE DATA; Schema: control; Owner: frontdesk_owner
--

INSERT INTO control.installation (id, restores, created_at) VALUES (1, 0, '2026-11-30 17:26:37.765523+00');


--
-- Data for Name: migrations; Type: TABLE DATA; Schema: control; Owner: frontdesk_owner
--

INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (1, '001_control', '1e324d0af37e3da420b321d2c9e928ac471c32fd637f79c32ffb7d02237a33c0', '2026-11-30 17:26:37.765523+00');
INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (2, '002_emails', '891daeb5701b7b285f49f10d0fd706a9b9cc8141d7ca87ab84a34708cb680021', '2026-11-30 17:26:37.853682+00');
INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (3, '003_kept_parameters', 'a3ede4878ccb79e1239931e92b87040746e3e94187762b1c6d8ac2650e9e1c56', '2026-11-30 17:26:37.857741+00');
INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (4, '004_autovacuum', 'df527ba94e01a4446dfecc931b61cb1de752f8d8000517330fa9cf930cb9fe28', '2026-11-30 17:26:37.858221+00');
INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (5, '005_tenant_versions', 'a2fc95484688acc240c3853bfaae0b00ab0fbc522d2b24c41083c019a7be6432', '2026-11-30 17:26:37.861139+00');
INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (6, '006_moves', '5562673c9879bccdc9aaa281756f0b767602b04e0d29336ccb10b5aba5d8d77c', '2026-11-30 17:26:37.864363+00');
INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (7, '007_imported_people', '8c0063a1454e5ed2781defcb3c4256e05f0d9d3caf02af7d3a262b39c7499212', '2026-11-30 17:26:37.868876+00');
INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (8, '008_programs', 'da114112049675440e421ff8988ff53b692424f4b7442e8d8d922e4450163045', '2026-11-30 17:26:37.871277+00');
INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (9, '009_jobs', '603b0eb65c1ef8ec4c6670452dc6fb5223253ac0e11b373d84387b194f91f2cd', '2026-11-30 17:26:37.876624+00');
INSERT INTO control.migrations (number, name, checksum, applied_at) VALUES (0, 'functions', 'cede53fa7a9e5c3b635331c121eeb8b0f3e714d91a725744fb8ac64a305ce8ad', '2026-11-30 17:26:37.88951+00');


--
-- Data for Name: tenants; Type: TABLE DATA; Schema: public; Owner: frontdesk_owner
--

INSERT INTO public.tenants (id, name, time_zone, status, origins, identity_secret, created_at, updated_at, kept_parameters, token_keys) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 'Released', 'Europe/Berlin', 'active', '{http://shop.example}', NULL, '2026-11-30 17:26:37.977309+00', '2026-11-30 17:26:37.977309+00', '{}', NULL);


--
-- Data for Name: tenant_migrations; Type: TABLE DATA; Schema: control; Owner: frontdesk_owner
--

INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 1, '001_tenant', '3813a029eb5daf85f710af396dfbb42fd402d88e7c7283cebfde6278131aa12c', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 2, '002_addresses', 'cd5aa340e2b13acb9a837077c4621bbfc03f6f7c8f238ea8c1c768a1f6884601', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 3, '003_session_version', '20b8a43f693f3f1cfd43bf5ee437673443049f2717bab455c4d7c7f8a6ceb627', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 4, '004_abandoned', '947d2b43c6cfcbf7dd81e4078c8c9aa2d9b75f54bfd7e1b29dd029a7b0a5f20b', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 5, '005_waiting_most', 'ec4c5fa760df9314d624edbe867080251828e3aec2cc1ab8cdae5f237d28252c', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 6, '006_autovacuum', 'dfca89a566471835a3a23ccf2ede03b476a1201d089d953c284f9df4e3b24a49', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 7, '007_agents_ended_sessions', '5e35dc8d128c95f22ec19ebb0fb5ec414efd22ea81a17eb7281531f6aa6687f2', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 8, '008_active_sessions', 'c3d615d72ecbbfbd01d603983539b8a7da20b407caeb1c375fee17c94dd27678', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 9, '009_transferred_sessions', '01631d465f2d6bc1e6bdc587ce779275944f36c65c36e66ff7233a13741e1cff', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 10, '010_sessions_by_status', '96a4a68b6b55c581e58ac50c7c54e40f0d0d4cbc3af9315f54282f87a1504e51', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 11, '011_merged_visitors', '8d199145949dd1444bfb4dd4f125d08c6b81d154eaa99ac36ae7ebfdd83b5994', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 12, '012_merged_visitors_index', '5d558568160dcc8df7dcd8c81503442ec45da0237b5245aec84090e18c2eaaae', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 13, '013_names_left_behind', '1aad477d56c089970216d8040cac0acb02b8c679993f0825bdeacf4f10299eaa', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 14, '014_color_scheme', '4c518cfb74e73ef9ab61b9eb0117f5a71051cedcbe2885cc3a9864ff10e4a3dd', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 15, '015_visitor_attributes', '9af9183743958dc530a32dfe37ebb355c9a72389f278f128720171a3ced521db', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 16, '016_whereabouts', 'ac2759762d26972efb62294a627e1a5489f891e5fdd328c826a074d3ee7ca15d', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 17, '017_notes', '38304ad7b3e950af4d9f51d83a16762e1c4e6f3596d0fc95d2bd395227e10829', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 18, '018_visitor_events', '9621c1fd73c584b33da21cee100b0cf61bbc0b947ccff29aade38abf110b8dba', '2026-11-30 17:26:37.977309+00');
INSERT INTO control.tenant_migrations (tenant_id, number, name, checksum, applied_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 0, 'functions', '6567fc5ecfce72f867104c6369521f7c73296105b2382cc9517f380fc61be216', '2026-11-30 17:26:37.977309+00');


--
-- Data for Name: tenant_versions; Type: TABLE DATA; Schema: control; Owner: frontdesk_owner
--

INSERT INTO control.tenant_versions (tenant_id, version, previous, changed_at) VALUES ('141f6a56-502b-40ca-aec5-1328bc2219a2', 'd869569b3efe6962be09e58a233c7a882e4fbfaf1a137e2e6ae093eb0541933b', NULL, '2026-11-30 17:26:37.977309+00');


--
-- PostgreSQL database dump complete
--


