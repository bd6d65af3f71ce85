-- The counters that number each session's messages, of all tenants in one table: whoever locks
-- several takes them in one order (tenant, session), so that writers never wait in a ring. The
-- functions for tenants derive the tenant from the role.

CREATE TABLE control.session_counters (
	tenant_id uuid NOT NULL REFERENCES public.tenants ON DELETE CASCADE,
	session_id uuid NOT NULL,
	last_seq bigint NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
	PRIMARY KEY (tenant_id, session_id)
) WITH (fillfactor = 60); -- updated in place, over and over

-- Locks the counters of a batch until the transaction ends. Sessions without one are passed over:
-- they have been erased.
CREATE FUNCTION control.lock_counters(tenant_ids uuid[], session_ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM FROM control.session_counters c
	WHERE (c.tenant_id, c.session_id) IN (SELECT * FROM unnest(tenant_ids, session_ids))
	ORDER BY c.tenant_id, c.session_id FOR UPDATE;
END $$;

-- The newest seq of sessions of several tenants (texts of UUIDs).
CREATE FUNCTION control.session_heads(tenant_ids text[], session_ids text[])
RETURNS TABLE (tenant_id uuid, session_id uuid, last_seq bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT c.tenant_id, c.session_id, c.last_seq
	FROM unnest(session_heads.tenant_ids::uuid[], session_heads.session_ids::uuid[])
		AS asked (tenant_id, session_id)
	JOIN control.session_counters c USING (tenant_id, session_id)
$$;

CREATE FUNCTION control.session_head(session_id uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT coalesce((SELECT c.last_seq FROM control.session_counters c
		WHERE c.tenant_id = control.scope_tenant_id()
			AND c.session_id = session_head.session_id), 0)
$$;

CREATE FUNCTION control.counter_make(session_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	INSERT INTO control.session_counters (tenant_id, session_id)
	VALUES (control.scope_tenant_id(), counter_make.session_id)
$$;

CREATE FUNCTION control.counter_drop(session_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.session_counters c
	WHERE c.tenant_id = control.scope_tenant_id() AND c.session_id = counter_drop.session_id
$$;

-- Volatile, so that it sees what a lock was waited for.
CREATE FUNCTION control.counters_read(session_ids uuid[])
RETURNS TABLE (session_id uuid, last_seq bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT c.session_id, c.last_seq FROM control.session_counters c
	WHERE c.tenant_id = control.scope_tenant_id() AND c.session_id = ANY (session_ids)
$$;

CREATE FUNCTION control.counters_advance(session_ids uuid[], last_seqs bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE control.session_counters c SET last_seq = n.last_seq
	FROM unnest(session_ids, last_seqs) AS n (session_id, last_seq)
	WHERE c.tenant_id = control.scope_tenant_id() AND c.session_id = n.session_id
		AND c.session_id = ANY (session_ids) -- for the index, however many the tenant has
		AND c.last_seq < n.last_seq
$$;

GRANT EXECUTE ON FUNCTION control.lock_counters(uuid[], uuid[]),
	control.session_heads(text[], text[]) TO frontdesk_gateway;
GRANT EXECUTE ON FUNCTION control.session_head(uuid), control.counter_make(uuid),
	control.counter_drop(uuid), control.counters_read(uuid[]),
	control.counters_advance(uuid[], bigint[]) TO frontdesk_tenant;
