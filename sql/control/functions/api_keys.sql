-- Keys of merchants' servers.

-- Whose key this is, and its scopes, with a space between; no row when it opens nothing any more. Notes its use
-- at most once in ten minutes.
CREATE OR REPLACE FUNCTION control.api_key_check(key_hash bytea)
RETURNS TABLE (key_id uuid, tenant_id uuid, scopes text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	UPDATE control.api_keys k SET last_used_at = now()
	WHERE k.key_hash = api_key_check.key_hash AND k.revoked_at IS NULL
		AND (k.last_used_at IS NULL OR k.last_used_at < now() - interval '10 minutes');
	RETURN QUERY SELECT k.id, k.tenant_id, array_to_string(k.scopes, ' ')
	FROM control.api_keys k JOIN public.tenants t ON t.id = k.tenant_id
	WHERE k.key_hash = api_key_check.key_hash AND k.revoked_at IS NULL
		AND (k.expires_at IS NULL OR k.expires_at > now()) AND t.status = 'active';
END $$;

-- The keys of the scope's tenant, those that open something first, the newest first.
CREATE OR REPLACE FUNCTION control.scope_api_keys()
RETURNS TABLE (id uuid, name text, scopes text[], made_by uuid, created_at timestamptz,
	expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT k.id, k.name::text, k.scopes, k.made_by, k.created_at, k.expires_at, k.last_used_at, k.revoked_at
	FROM control.api_keys k WHERE k.tenant_id = control.scope_tenant_id()
	ORDER BY k.revoked_at IS NOT NULL, k.created_at DESC, k.id DESC LIMIT 200
$$;

-- Makes a key for the scope's tenant; NULL where it has 100 that were not revoked. The tenant is locked, so that
-- of two at once the second one counts the first.
CREATE OR REPLACE FUNCTION control.scope_api_key_make(key_hash bytea, name text, scopes text[], made_by uuid,
	expires_at timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	made uuid;
BEGIN
	PERFORM FROM public.tenants t WHERE t.id = control.scope_tenant_id() FOR NO KEY UPDATE;
	INSERT INTO control.api_keys AS k (tenant_id, key_hash, name, scopes, made_by, expires_at)
	SELECT control.scope_tenant_id(), scope_api_key_make.key_hash, scope_api_key_make.name,
		scope_api_key_make.scopes, scope_api_key_make.made_by, scope_api_key_make.expires_at
	WHERE (SELECT count(*) FROM control.api_keys o
		WHERE o.tenant_id = control.scope_tenant_id() AND o.revoked_at IS NULL) < 100
	RETURNING k.id INTO made;
	RETURN made;
END $$;

-- Revokes a key of the scope's tenant; false where it has none of that id that was not revoked.
CREATE OR REPLACE FUNCTION control.scope_api_key_revoke(id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE control.api_keys k SET revoked_at = now()
	WHERE k.id = scope_api_key_revoke.id AND k.tenant_id = control.scope_tenant_id()
		AND k.revoked_at IS NULL;
	RETURN FOUND;
END $$;

GRANT EXECUTE ON FUNCTION control.api_key_check(bytea) TO frontdesk_gateway;
GRANT EXECUTE ON FUNCTION control.scope_api_keys(),
	control.scope_api_key_make(bytea, text, text[], uuid, timestamptz),
	control.scope_api_key_revoke(uuid) TO frontdesk_tenant;
