-- The origins on which the widget of the scope's tenant may stand, as its admins see and change them.

CREATE OR REPLACE FUNCTION control.scope_origins() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.origins FROM public.tenants t WHERE t.id = control.scope_tenant_id()
$$;

-- Pages of these tried to show it and might not, in the last 30 days: [{origin, count, lastAt}], newest first.
CREATE OR REPLACE FUNCTION control.scope_refused_origins()
RETURNS TABLE (origin text, count bigint, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT r.origin, r.count, r.last_at FROM control.refused_origins r
	JOIN public.tenants t ON t.id = r.tenant_id
	WHERE t.id = control.scope_tenant_id() AND r.origin <> ALL (t.origins)
		AND r.last_at > now() - interval '30 days'
	ORDER BY r.last_at DESC
$$;

-- Says 'done', 'there' of one that is on the list, or 'full'.
CREATE OR REPLACE FUNCTION control.scope_origin_add(origin text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	origins_most CONSTANT integer := 100;
	held text[];
BEGIN
	SELECT t.origins INTO held FROM public.tenants t WHERE t.id = control.scope_tenant_id()
	FOR NO KEY UPDATE;
	IF scope_origin_add.origin = ANY (held) THEN
		RETURN 'there';
	ELSIF cardinality(held) >= origins_most THEN
		RETURN 'full';
	END IF;
	UPDATE public.tenants t SET updated_at = now(), origins = ARRAY(
		SELECT o FROM unnest(held || scope_origin_add.origin) AS o ORDER BY o)
	WHERE t.id = control.scope_tenant_id();
	DELETE FROM control.refused_origins r
	WHERE r.tenant_id = control.scope_tenant_id() AND r.origin = scope_origin_add.origin;
	RETURN 'done';
END $$;

-- Whether it was on the list.
CREATE OR REPLACE FUNCTION control.scope_origin_remove(origin text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE public.tenants t SET origins = array_remove(t.origins, scope_origin_remove.origin),
		updated_at = now()
	WHERE t.id = control.scope_tenant_id() AND scope_origin_remove.origin = ANY (t.origins);
	RETURN FOUND;
END $$;

GRANT EXECUTE ON FUNCTION control.scope_origins(), control.scope_refused_origins(),
	control.scope_origin_add(text), control.scope_origin_remove(text) TO frontdesk_tenant;
