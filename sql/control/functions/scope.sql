-- The scope of a tenant: its role and its schema's path, taken for one transaction. What nearly every
-- statement asks is plpgsql, whose plans last: an SQL function under SECURITY DEFINER is never put into
-- the statement that calls it, and planned anew at each call.

-- Raises insufficient_privilege unless the transaction is in exactly this scope. A missing schema
-- in search_path is accepted silently, hence current_schema(); it runs with the caller's rights
-- and path, since those are what it asks about.
CREATE OR REPLACE FUNCTION control.assert_scope(role text, path text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	IF pg_catalog.current_setting('role') IS DISTINCT FROM assert_scope.role
		OR pg_catalog.current_setting('search_path') IS DISTINCT FROM assert_scope.path
		OR pg_catalog.current_schema() IS DISTINCT FROM assert_scope.path::name
		OR current_user IS DISTINCT FROM assert_scope.role::name
	THEN
		RAISE insufficient_privilege USING MESSAGE = 'the scope was not entered';
	END IF;
END $$;

-- The tenant whose role the transaction has taken; NULL outside a scope. Holds inside SECURITY
-- DEFINER functions too: they change current_user, not the setting.
CREATE OR REPLACE FUNCTION control.scope_tenant_id() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN CASE WHEN current_setting('role') ~ '^tenant_[0-9a-f]{32}$'
		THEN substr(current_setting('role'), 8)::uuid END;
END $$;

CREATE OR REPLACE FUNCTION control.scope_tenant_name() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT name FROM public.tenants WHERE id = control.scope_tenant_id()
$$;

-- A person who works for the scope's tenant: {id, email, name}. NULL for anybody else.
CREATE OR REPLACE FUNCTION control.scope_user(user_id uuid) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT json_build_object('id', u.id, 'email', u.email, 'name', u.name)
	FROM public.users u
	JOIN control.memberships m ON m.user_id = u.id AND m.tenant_id = control.scope_tenant_id()
	WHERE u.id = scope_user.user_id
$$;

GRANT EXECUTE ON FUNCTION control.assert_scope(text, text) TO frontdesk_gateway, frontdesk_tenant;
GRANT EXECUTE ON FUNCTION control.scope_tenant_id(), control.scope_tenant_name(),
	control.scope_user(uuid) TO frontdesk_tenant;
