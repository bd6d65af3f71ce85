-- counters_advance compared every counter of a batch with every other: planned for ten sessions, it ran
-- a nested loop over hundreds, which took a third of the time that PostgreSQL gave to a batch. Joined
-- by hash, or merged, the work grows with the batch alone.
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
