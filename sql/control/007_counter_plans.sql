-- The functions that the writer calls for each batch, with plans that last: an SQL function that is
-- not inlined (SECURITY DEFINER never is) is planned anew at each call, which cost more than its work.

CREATE OR REPLACE FUNCTION control.counters_read(session_ids uuid[])
RETURNS TABLE (session_id uuid, last_seq bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN QUERY SELECT c.session_id, c.last_seq FROM control.session_counters c
	WHERE c.tenant_id = tenant AND c.session_id = ANY (session_ids);
END $$;

CREATE OR REPLACE FUNCTION control.counters_advance(session_ids uuid[], last_seqs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	UPDATE control.session_counters c SET last_seq = n.last_seq
	FROM unnest(session_ids, last_seqs) AS n (session_id, last_seq)
	WHERE c.tenant_id = tenant AND c.session_id = n.session_id
		AND c.session_id = ANY (session_ids) -- for the index, however many the tenant has
		AND c.last_seq < n.last_seq;
END $$;
