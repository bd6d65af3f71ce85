-- A sign-in begins with the password that was compared, or not at all: comparing takes a while, and
-- the password may be changed meanwhile, which ends the sign-ins that are there.

CREATE FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid,
	expires_at timestamptz, user_agent text, password_hash text)
RETURNS TABLE (sign_in_id uuid, agent_id uuid, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	-- Shared until the end: a change waits for this sign-in, and then ends it.
	PERFORM FROM public.users u WHERE u.id = sign_in_start.user_id
		AND u.password_hash = sign_in_start.password_hash FOR SHARE;
	IF FOUND THEN
		RETURN QUERY SELECT s.* FROM control.sign_in_start(sign_in_start.token_hash,
			sign_in_start.user_id, sign_in_start.tenant_id, sign_in_start.expires_at,
			sign_in_start.user_agent) s;
	END IF;
END $$;
REVOKE EXECUTE ON FUNCTION control.sign_in_start(bytea, uuid, uuid, timestamptz, text)
	FROM frontdesk_gateway;
GRANT EXECUTE ON FUNCTION control.sign_in_start(bytea, uuid, uuid, timestamptz, text, text)
	TO frontdesk_gateway;
