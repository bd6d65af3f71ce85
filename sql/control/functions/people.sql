-- People, and the tenants that they work for.

-- The address is in the form that is compared: PostgreSQL folds nothing. Letters that only it folds
-- (the Kelvin sign is a k) would be ways round the throttle, which goes by the address.
CREATE OR REPLACE FUNCTION control.user_by_email(email text)
RETURNS TABLE (user_id uuid, name text, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT u.id, u.name::text, u.password_hash FROM public.users u
	WHERE u.email = user_by_email.email
$$;

CREATE OR REPLACE FUNCTION control.user_get(user_id uuid)
RETURNS TABLE (email text, name text, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT u.email::text, u.name::text, u.password_hash FROM public.users u
	WHERE u.id = user_get.user_id
$$;

-- The tenants a person may sign in to, by name.
CREATE OR REPLACE FUNCTION control.user_tenants(user_id uuid)
RETURNS TABLE (tenant_id uuid, tenant_name text, agent_id uuid, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.id, t.name::text, m.agent_id, m.role::text
	FROM control.memberships m JOIN public.tenants t ON t.id = m.tenant_id
	WHERE m.user_id = user_tenants.user_id AND m.is_active AND t.status = 'active'
	ORDER BY t.name, t.id
$$;

-- What somebody may do at the scope's tenant, as its support_agents has it; the trigger of sign_ins.sql ends
-- their sign-ins there where that is less, or other.
CREATE OR REPLACE FUNCTION control.membership_change(agent_id uuid, role text, is_active boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE control.memberships m
	SET role = membership_change.role, is_active = membership_change.is_active
	WHERE m.agent_id = membership_change.agent_id AND m.tenant_id = control.scope_tenant_id()
		AND (m.role, m.is_active) IS DISTINCT FROM (membership_change.role, membership_change.is_active)
$$;
GRANT EXECUTE ON FUNCTION control.membership_change(uuid, text, boolean) TO frontdesk_tenant;

GRANT EXECUTE ON FUNCTION control.user_by_email(text), control.user_get(uuid),
	control.user_tenants(uuid) TO frontdesk_gateway;
