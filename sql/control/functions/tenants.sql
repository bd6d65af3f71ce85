-- Who the tenants are, and what they lose while people are connected.

CREATE OR REPLACE FUNCTION control.tenant_load(tenant_id uuid)
RETURNS TABLE (name text, time_zone text, origins text[], is_active boolean,
	identity_secret bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.name::text, t.time_zone, t.origins, t.status = 'active', t.identity_secret
	FROM public.tenants t WHERE t.id = tenant_load.tenant_id
$$;

-- The parameters that are kept of the queries of its pages' addresses.
CREATE OR REPLACE FUNCTION control.tenant_kept_parameters(tenant_id uuid) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.kept_parameters FROM public.tenants t WHERE t.id = tenant_kept_parameters.tenant_id
$$;

-- Whether it is on its way to another installation; and the keys, sealed, under which others hashed its
-- visitors' tokens before it came here.
CREATE OR REPLACE FUNCTION control.tenant_move(tenant_id uuid)
RETURNS TABLE (is_moving boolean, token_keys bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.status = 'moving', t.token_keys FROM public.tenants t WHERE t.id = tenant_move.tenant_id
$$;

-- The tenant whose id is between these; NULL when there is none.
CREATE OR REPLACE FUNCTION control.tenant_between(first_id uuid, last_id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.id FROM public.tenants t WHERE t.id BETWEEN first_id AND last_id ORDER BY t.id LIMIT 1
$$;

-- The tenant's wrapped keys, oldest first: the last one wraps new session keys.
CREATE OR REPLACE FUNCTION control.tenant_key_list(tenant_id uuid)
RETURNS TABLE (key_id uuid, wrapped bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT k.key_id, k.wrapped FROM control.tenant_keys k
	WHERE k.tenant_id = tenant_key_list.tenant_id ORDER BY k.created_at, k.key_id
$$;

-- The active tenant whose turn is after this one's, round and round; NULL when there is none.
CREATE OR REPLACE FUNCTION control.tenant_after(after_id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.id FROM public.tenants t WHERE t.status = 'active'
	ORDER BY t.id <= tenant_after.after_id, t.id LIMIT 1;
$$;

-- Which sockets have lost what let them in: their tenant, or the origin that their page is of. Each of
-- these is a tenant's UUID and, for a visitor's sockets, behind a space the mark of an origin: the first
-- eight bytes of its SHA-256 in hex. Answers the ones whose tenant is not active any more, or has taken
-- the origin from its list.
CREATE OR REPLACE FUNCTION control.sockets_gone(groups text[]) RETURNS TABLE (name text, is_active boolean)
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

-- The same, with the reason for the goodbye: 'drain' where the tenant moves to another installation, and
-- who is sent away is to come back; 'origin', or 'signed_out'.
CREATE OR REPLACE FUNCTION control.sockets_leaving(groups text[]) RETURNS TABLE (name text, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT g.name, CASE WHEN g.is_active THEN 'origin'
		WHEN EXISTS (SELECT FROM public.tenants t WHERE t.status = 'moving'
			AND t.id = split_part(g.name, ' ', 1)::uuid) THEN 'drain'
		ELSE 'signed_out' END
	FROM control.sockets_gone(groups) g;
END $$;

-- Remembers an origin that was refused; the 20 newest of a tenant are kept.
CREATE OR REPLACE FUNCTION control.refused_origin_note(tenant_id uuid, origin text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.refused_origins r
	WHERE r.tenant_id = refused_origin_note.tenant_id
		AND r.origin <> refused_origin_note.origin
		AND r.origin NOT IN (SELECT k.origin FROM control.refused_origins k
			WHERE k.tenant_id = refused_origin_note.tenant_id
			ORDER BY k.last_at DESC LIMIT 19);
	INSERT INTO control.refused_origins AS r (tenant_id, origin)
	SELECT t.id, refused_origin_note.origin FROM public.tenants t
	WHERE t.id = refused_origin_note.tenant_id AND octet_length(refused_origin_note.origin) <= 300
	ON CONFLICT ON CONSTRAINT refused_origins_pkey
	DO UPDATE SET count = r.count + 1, last_at = now();
$$;

GRANT EXECUTE ON FUNCTION control.tenant_load(uuid), control.tenant_kept_parameters(uuid),
	control.tenant_key_list(uuid), control.tenant_after(uuid), control.sockets_gone(text[]),
	control.sockets_leaving(text[]), control.tenant_move(uuid), control.refused_origin_note(uuid, text),
	control.tenant_between(uuid, uuid) TO frontdesk_gateway;
