-- Which tenants' schemas the programs of a version know: those that were brought to it last, or that were
-- at it before, while its programs make room for those of the next.

CREATE OR REPLACE FUNCTION control.tenant_is_known(tenant_id uuid, version text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM control.tenant_versions v
		WHERE v.tenant_id = tenant_is_known.tenant_id
			AND tenant_is_known.version IN (v.version, v.previous));
END $$;

-- How many tenants' schemas they do not know. Whoever asks is at work, and noted; that nobody waits for
-- another's note, one who is stuck in its middle included, matters more than the second it says.
CREATE OR REPLACE FUNCTION control.tenants_unknown(version text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

GRANT EXECUTE ON FUNCTION control.tenant_is_known(uuid, text), control.tenants_unknown(text)
	TO frontdesk_gateway;
