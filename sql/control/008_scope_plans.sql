-- What nearly every statement of a tenant asks, with plans that last: an SQL function under SECURITY
-- DEFINER is planned anew at each call.

CREATE OR REPLACE FUNCTION control.scope_tenant_id() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN CASE WHEN current_setting('role') ~ '^tenant_[0-9a-f]{32}$'
		THEN substr(current_setting('role'), 8)::uuid END;
END $$;

CREATE OR REPLACE FUNCTION control.session_head(session_id uuid) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
	tenant uuid := control.scope_tenant_id();
BEGIN
	RETURN coalesce((SELECT c.last_seq FROM control.session_counters c
		WHERE c.tenant_id = tenant AND c.session_id = session_head.session_id), 0);
END $$;
