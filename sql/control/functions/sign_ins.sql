-- Sign-ins: begun with the password that was compared, renewed by use, and ended with what they rested
-- on, whoever changed it.

-- The sign-ins that hold: not expired, of an active member of an active tenant, or of one that moves to
-- another installation: until it is gone its agents are to wait, and not to sign in. Not for the
-- gateway: the functions below read it.
CREATE OR REPLACE VIEW control.valid_sign_ins AS
	SELECT s.id, s.token_hash, s.user_id, s.tenant_id, m.agent_id, m.role::text AS role,
		s.created_at, s.last_seen_at, s.expires_at, s.user_agent
	FROM control.sign_ins s
	JOIN control.memberships m ON m.user_id = s.user_id AND m.tenant_id = s.tenant_id
	JOIN public.tenants t ON t.id = s.tenant_id
	WHERE s.expires_at > now() AND m.is_active AND t.status IN ('active', 'moving');

-- Begins a sign-in; no row when the person may not sign in to that tenant. A person's newest 50
-- are kept. Not for the gateway, which shows the password that it compared.
CREATE OR REPLACE FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid,
	expires_at timestamptz, user_agent text)
RETURNS TABLE (sign_in_id uuid, agent_id uuid, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	DELETE FROM control.sign_ins s
	WHERE s.user_id = sign_in_start.user_id
		AND s.id NOT IN (SELECT v.id FROM control.valid_sign_ins v
			WHERE v.user_id = sign_in_start.user_id ORDER BY v.last_seen_at DESC LIMIT 49);
	RETURN QUERY WITH member AS (
		SELECT u.tenant_id, u.agent_id, u.role
		FROM control.user_tenants(sign_in_start.user_id) u
		WHERE u.tenant_id = sign_in_start.tenant_id
	), started AS (
		INSERT INTO control.sign_ins (token_hash, user_id, tenant_id, expires_at, user_agent)
		SELECT sign_in_start.token_hash, sign_in_start.user_id, m.tenant_id,
			sign_in_start.expires_at, left(sign_in_start.user_agent, 100)
		FROM member m RETURNING id
	)
	SELECT s.id, m.agent_id, m.role FROM started s CROSS JOIN member m;
END $$;

-- Begins a sign-in with the password that was compared, or not at all: comparing takes a while, and
-- the password may be changed meanwhile, which ends the sign-ins that are there.
CREATE OR REPLACE FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid,
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

-- Whose cookie this is; no row when it holds no more. Notes the visit at most once a minute.
CREATE OR REPLACE FUNCTION control.sign_in_check(token_hash bytea)
RETURNS TABLE (sign_in_id uuid, user_id uuid, tenant_id uuid, agent_id uuid, role text,
	expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	UPDATE control.sign_ins s SET last_seen_at = now()
	WHERE s.token_hash = sign_in_check.token_hash
		AND s.last_seen_at < now() - interval '1 minute';
	RETURN QUERY SELECT v.id, v.user_id, v.tenant_id, v.agent_id, v.role, v.expires_at
	FROM control.valid_sign_ins v WHERE v.token_hash = sign_in_check.token_hash;
END $$;

CREATE OR REPLACE FUNCTION control.sign_in_renew(sign_in_id uuid, expires_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE control.sign_ins s SET expires_at = sign_in_renew.expires_at
	WHERE s.id = sign_in_renew.sign_in_id AND s.expires_at > now()
		AND s.expires_at < sign_in_renew.expires_at
$$;

-- Of these sign-ins (texts of UUIDs), the ones that hold no more. The gateway asks every few
-- seconds for its open sockets and closes theirs: signed out, disabled, role or password changed.
CREATE OR REPLACE FUNCTION control.sign_ins_gone(ids text[]) RETURNS TABLE (sign_in_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT asked.id::uuid FROM unnest(ids) AS asked (id)
	WHERE NOT EXISTS (SELECT FROM control.valid_sign_ins v WHERE v.id = asked.id::uuid)
$$;

CREATE OR REPLACE FUNCTION control.sign_in_end(sign_in_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.sign_ins WHERE id = sign_in_end.sign_in_id
$$;

-- Ends a person's sign-ins in every tenant, but one where given.
CREATE OR REPLACE FUNCTION control.sign_ins_end(user_id uuid, except_id uuid DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.sign_ins s
	WHERE s.user_id = sign_ins_end.user_id AND s.id IS DISTINCT FROM sign_ins_end.except_id
$$;

-- Changes a password and ends the person's sign-ins, but the one given.
CREATE OR REPLACE FUNCTION control.user_set_password(user_id uuid, password_hash text,
	except_sign_in_id uuid DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE public.users u
	SET password_hash = user_set_password.password_hash, password_changed_at = now()
	WHERE u.id = user_set_password.user_id;
	SELECT control.sign_ins_end(user_set_password.user_id, user_set_password.except_sign_in_id);
$$;

GRANT EXECUTE ON FUNCTION
	control.sign_in_start(bytea, uuid, uuid, timestamptz, text, text), control.sign_in_check(bytea),
	control.sign_in_renew(uuid, timestamptz), control.sign_ins_gone(text[]),
	control.sign_in_end(uuid), control.sign_ins_end(uuid, uuid),
	control.user_set_password(uuid, text, uuid) TO frontdesk_gateway;

-- Another role, or none: the sign-in that was begun under the old one is over.
CREATE OR REPLACE FUNCTION control.sign_ins_end_with_membership() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM control.sign_ins s WHERE s.user_id = NEW.user_id AND s.tenant_id = NEW.tenant_id;
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER sign_ins_end AFTER UPDATE OF role, is_active ON control.memberships
	FOR EACH ROW WHEN (OLD.role <> NEW.role OR NOT NEW.is_active)
	EXECUTE FUNCTION control.sign_ins_end_with_membership();
