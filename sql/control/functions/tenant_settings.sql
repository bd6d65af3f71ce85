-- What the admins of the scope's tenant see of its row, and change.

CREATE OR REPLACE FUNCTION control.scope_tenant_settings() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT jsonb_build_object('name', t.name, 'timeZone', t.time_zone,
		'keptParameters', to_jsonb(t.kept_parameters))
	FROM public.tenants t WHERE t.id = control.scope_tenant_id()
$$;

-- Of two who change the tenant at once the second goes on when the first is through.
CREATE OR REPLACE FUNCTION control.scope_tenant_lock() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM FROM public.tenants t WHERE t.id = control.scope_tenant_id() FOR NO KEY UPDATE;
END $$;

-- Writes the members that are given.
CREATE OR REPLACE FUNCTION control.scope_tenant_settings_set(changes jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE public.tenants t SET name = coalesce(changes ->> 'name', t.name),
		time_zone = coalesce(changes ->> 'timeZone', t.time_zone),
		kept_parameters = CASE WHEN changes ? 'keptParameters' THEN ARRAY(
			SELECT DISTINCT p.name FROM jsonb_array_elements_text(changes -> 'keptParameters') AS p (name)
			ORDER BY p.name) ELSE t.kept_parameters END,
		updated_at = now()
	WHERE t.id = control.scope_tenant_id();
END $$;

GRANT EXECUTE ON FUNCTION control.scope_tenant_settings(), control.scope_tenant_lock(),
	control.scope_tenant_settings_set(jsonb) TO frontdesk_tenant;
