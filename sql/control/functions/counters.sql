-- The counters that number each session's messages. The functions for tenants derive the tenant from
-- the role. Those that the writer calls for each batch are plpgsql, whose plans last: an SQL function
-- that is not inlined (SECURITY DEFINER never is) is planned anew at each call, which cost more than its
-- work.

-- Locks the counters of a batch until the transaction ends. Sessions without one are passed over:
-- they have been erased.
CREATE OR REPLACE FUNCTION control.lock_counters(tenant_ids uuid[], session_ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM FROM control.session_counters c
	WHERE (c.tenant_id, c.session_id) IN (SELECT * FROM unnest(tenant_ids, session_ids))
	ORDER BY c.tenant_id, c.session_id FOR UPDATE;
END $$;

-- The newest seq of sessions of several tenants (texts of UUIDs).
CREATE OR REPLACE FUNCTION control.session_heads(tenant_ids text[], session_ids text[])
RETURNS TABLE (tenant_id uuid, session_id uuid, last_seq bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT c.tenant_id, c.session_id, c.last_seq
	FROM unnest(session_heads.tenant_ids::uuid[], session_heads.session_ids::uuid[])
		AS asked (tenant_id, session_id)
	JOIN control.session_counters c USING (tenant_id, session_id)
$$;

CREATE OR REPLACE FUNCTION control.session_head(session_id uuid) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN coalesce((SELECT c.last_seq FROM control.session_counters c
		WHERE c.tenant_id = tenant AND c.session_id = session_head.session_id), 0);
END $$;

-- The same of several, those that have been erased left out.
CREATE OR REPLACE FUNCTION control.session_heads(session_ids uuid[])
RETURNS TABLE (session_id uuid, last_seq bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN QUERY SELECT c.session_id, c.last_seq FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = ANY (session_ids);
END $$;

CREATE OR REPLACE FUNCTION control.counter_make(session_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO control.session_counters (tenant_id, session_id)
	VALUES (control.scope_tenant_id(), counter_make.session_id);
END $$;

-- Locks the counters of the scope's sessions, in the order of lock_counters, until the transaction ends:
-- for who is about to lock the sessions themselves, to delete them.
CREATE OR REPLACE FUNCTION control.counters_lock(session_ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	PERFORM FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = ANY (session_ids)
	ORDER BY c.session_id FOR UPDATE;
END $$;

-- The session's row is locked by now. Who did not lock the counter before does not wait for it, but
-- fails: the writer may hold it, and wait for that row.
CREATE OR REPLACE FUNCTION control.counter_drop(session_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	PERFORM FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = counter_drop.session_id FOR UPDATE NOWAIT;
	DELETE FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = counter_drop.session_id;
END $$;

-- Volatile, so that it sees what a lock was waited for.
CREATE OR REPLACE FUNCTION control.counters_read(session_ids uuid[])
RETURNS TABLE (session_id uuid, last_seq bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN QUERY SELECT c.session_id, c.last_seq FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = ANY (session_ids);
END $$;

-- Joined by hash, or merged, the work grows with the batch alone: planned for ten sessions, a nested
-- loop compared every counter of a batch of hundreds with every other.
CREATE OR REPLACE FUNCTION control.counters_advance(session_ids uuid[], last_seqs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	UPDATE control.session_counters c SET last_seq = n.last_seq
	FROM unnest(session_ids, last_seqs) AS n (session_id, last_seq)
	WHERE c.tenant_id = tenant AND c.session_id = n.session_id
		AND c.session_id = ANY (session_ids) -- for the index, however many the tenant has
		AND c.last_seq < n.last_seq;
END $$;

GRANT EXECUTE ON FUNCTION control.lock_counters(uuid[], uuid[]),
	control.session_heads(text[], text[]) TO frontdesk_gateway;
GRANT EXECUTE ON FUNCTION control.session_head(uuid), control.session_heads(uuid[]),
	control.counter_make(uuid), control.counter_drop(uuid), control.counters_lock(uuid[]),
	control.counters_read(uuid[]), control.counters_advance(uuid[], bigint[]) TO frontdesk_tenant;
