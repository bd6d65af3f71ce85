-- Which tenants' schemas the programs of a version know: those that were brought to it last, or that were
-- at it before, while its programs make room for those of the next.

CREATE OR REPLACE FUNCTION control.tenant_is_known(tenant_id uuid, version text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM control.tenant_versions v
		WHERE v.tenant_id = tenant_is_known.tenant_id
			AND tenant_is_known.version IN (v.version, v.previous));
END $$;

-- How many tenants' schemas they do not know.
CREATE OR REPLACE FUNCTION control.tenants_unknown(version text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT count(*) FROM public.tenants t LEFT JOIN control.tenant_versions v ON v.tenant_id = t.id
	WHERE (tenants_unknown.version IN (v.version, v.previous)) IS NOT TRUE
$$;

GRANT EXECUTE ON FUNCTION control.tenant_is_known(uuid, text), control.tenants_unknown(text)
	TO frontdesk_gateway;
