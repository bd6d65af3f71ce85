-- Which tenants have been suspended or deleted while people were connected.

-- Of these tenants (texts of UUIDs), the ones that are not active any more.
CREATE FUNCTION control.tenants_gone(ids text[]) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT asked.id::uuid FROM unnest(ids) AS asked (id)
	WHERE NOT EXISTS (SELECT FROM public.tenants t
		WHERE t.id = asked.id::uuid AND t.status = 'active')
$$;
GRANT EXECUTE ON FUNCTION control.tenants_gone(text[]) TO frontdesk_gateway;
