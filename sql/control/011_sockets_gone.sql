-- Which sockets have lost what let them in while their people were connected: their tenant, or the
-- origin that their page is of.

-- Each of these is a tenant's UUID and, for a visitor's sockets, behind a space the mark of an origin:
-- the first eight bytes of its SHA-256 in hex. Answers the ones whose tenant is not active any more, or
-- has taken the origin from its list.
CREATE FUNCTION control.sockets_gone(groups text[]) RETURNS TABLE (name text, is_active boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT asked.name, t.id IS NOT NULL
	FROM (SELECT g.name, split_part(g.name, ' ', 1)::uuid AS tenant_id, split_part(g.name, ' ', 2) AS mark
		FROM unnest(groups) AS g (name)) asked
	LEFT JOIN public.tenants t ON t.id = asked.tenant_id AND t.status = 'active'
	WHERE t.id IS NULL OR asked.mark <> '' AND NOT EXISTS (
		SELECT FROM unnest(t.origins) AS o (origin)
		WHERE left(encode(sha256(convert_to(o.origin, 'UTF8')), 'hex'), 16) = asked.mark);
END $$;
GRANT EXECUTE ON FUNCTION control.sockets_gone(text[]) TO frontdesk_gateway;
