-- Sign-ins: begun with the password that was compared, renewed by use, and ended with what they rested
-- on, whoever changed it.

-- The sign-ins that hold: not expired, of an active member of an active tenant, or of one that moves to
-- another installation: until it is gone its agents are to wait, and not to sign in. Who must enrol may set
-- up a second factor, which the tenant wants of their role, and nothing else; a provider that has asked for two
-- steps has done what is wanted. Not for the gateway: the functions below read it.
CREATE OR REPLACE VIEW control.valid_sign_ins AS
	SELECT s.id, s.token_hash, s.user_id, s.tenant_id, m.agent_id, m.role::text AS role,
		s.created_at, s.last_seen_at, s.expires_at, s.user_agent,
		m.role::text = ANY (t.second_factor_roles) AND NOT s.is_two_step AND NOT EXISTS (
			SELECT FROM control.second_factors f WHERE f.user_id = s.user_id AND f.is_on) AS must_enrol,
		s.by_provider
	FROM control.sign_ins s
	JOIN control.memberships m ON m.user_id = s.user_id AND m.tenant_id = s.tenant_id
	JOIN public.tenants t ON t.id = s.tenant_id
	WHERE s.expires_at > now() AND m.is_active AND t.status IN ('active', 'moving');

-- Begins a sign-in, by the tenant's provider or not; no row when the person may not sign in to that tenant. A
-- person's newest 50 are kept, and of those that a tenant's provider vouches for 50 of that tenant: whoever runs it
-- signs nobody out elsewhere. Not for the gateway, which shows what it rests on.
CREATE OR REPLACE FUNCTION control.sign_in_start_by(token_hash bytea, user_id uuid, tenant_id uuid,
	expires_at timestamptz, user_agent text, by_provider boolean, is_two_step boolean)
RETURNS TABLE (sign_in_id uuid, agent_id uuid, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	DELETE FROM control.sign_ins s
	WHERE s.user_id = sign_in_start_by.user_id AND s.by_provider = sign_in_start_by.by_provider
		AND (NOT s.by_provider OR s.tenant_id = sign_in_start_by.tenant_id)
		AND s.id NOT IN (SELECT v.id FROM control.valid_sign_ins v
			WHERE v.user_id = sign_in_start_by.user_id AND v.by_provider = sign_in_start_by.by_provider
				AND (NOT v.by_provider OR v.tenant_id = sign_in_start_by.tenant_id)
			ORDER BY v.last_seen_at DESC LIMIT 49);
	RETURN QUERY WITH member AS (
		SELECT u.tenant_id, u.agent_id, u.role
		FROM control.user_tenants(sign_in_start_by.user_id) u
		WHERE u.tenant_id = sign_in_start_by.tenant_id
	), started AS (
		INSERT INTO control.sign_ins (token_hash, user_id, tenant_id, expires_at, user_agent, by_provider,
			is_two_step)
		SELECT sign_in_start_by.token_hash, sign_in_start_by.user_id, m.tenant_id,
			sign_in_start_by.expires_at, left(sign_in_start_by.user_agent, 100),
			sign_in_start_by.by_provider, sign_in_start_by.is_two_step
		FROM member m RETURNING id
	)
	SELECT s.id, m.agent_id, m.role FROM started s CROSS JOIN member m;
END $$;

-- Begins a sign-in with the password that was compared, or not at all: comparing takes a while, and
-- the password may be changed meanwhile, which ends the sign-ins that are there. Who has a second factor
-- signs in in two steps (sign_in_begin), and not by this, nor whoever must come by the tenant's provider.
CREATE OR REPLACE FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid,
	expires_at timestamptz, user_agent text, password_hash text)
RETURNS TABLE (sign_in_id uuid, agent_id uuid, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	-- Shared until the end: a change waits for this sign-in, and then ends it.
	PERFORM FROM public.users u WHERE u.id = sign_in_start.user_id
		AND u.password_hash = sign_in_start.password_hash FOR SHARE;
	IF FOUND AND NOT EXISTS (SELECT FROM control.second_factors f
		WHERE f.user_id = sign_in_start.user_id AND f.is_on)
		AND control.sign_in_provider_wanted(sign_in_start.user_id, sign_in_start.tenant_id) IS NULL
	THEN
		RETURN QUERY SELECT s.* FROM control.sign_in_start_by(sign_in_start.token_hash,
			sign_in_start.user_id, sign_in_start.tenant_id, sign_in_start.expires_at,
			sign_in_start.user_agent, false, false) s;
	END IF;
END $$;

-- Whether the scope's tenant wants a second factor of who has this sign-in, which they do not have.
CREATE OR REPLACE FUNCTION control.scope_sign_in_must_enrol(sign_in_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN EXISTS (SELECT FROM control.valid_sign_ins v WHERE v.id = scope_sign_in_must_enrol.sign_in_id
		AND v.tenant_id = control.scope_tenant_id() AND v.must_enrol);
END $$;
GRANT EXECUTE ON FUNCTION control.scope_sign_in_must_enrol(uuid) TO frontdesk_tenant;

-- Whose cookie this is; no row when it holds no more. Notes the visit at most once a minute.
CREATE OR REPLACE FUNCTION control.sign_in_find(token_hash bytea)
RETURNS TABLE (sign_in_id uuid, user_id uuid, tenant_id uuid, agent_id uuid, role text,
	expires_at timestamptz, must_enrol boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	UPDATE control.sign_ins s SET last_seen_at = now()
	WHERE s.token_hash = sign_in_find.token_hash
		AND s.last_seen_at < now() - interval '1 minute';
	RETURN QUERY SELECT v.id, v.user_id, v.tenant_id, v.agent_id, v.role, v.expires_at, v.must_enrol
	FROM control.valid_sign_ins v WHERE v.token_hash = sign_in_find.token_hash;
END $$;

-- The same for programs of the version before, to which whoever must enrol has not signed in.
CREATE OR REPLACE FUNCTION control.sign_in_check(token_hash bytea)
RETURNS TABLE (sign_in_id uuid, user_id uuid, tenant_id uuid, agent_id uuid, role text,
	expires_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT f.sign_in_id, f.user_id, f.tenant_id, f.agent_id, f.role, f.expires_at
	FROM control.sign_in_find(sign_in_check.token_hash) f WHERE NOT f.must_enrol
$$;

CREATE OR REPLACE FUNCTION control.sign_in_renew(sign_in_id uuid, expires_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE control.sign_ins s SET expires_at = sign_in_renew.expires_at
	WHERE s.id = sign_in_renew.sign_in_id AND s.expires_at > now()
		AND s.expires_at < sign_in_renew.expires_at
$$;

-- Of these sign-ins (texts of UUIDs), the ones that hold no more, or whose owner must enrol. The gateway asks
-- every few seconds for its open sockets and closes theirs: signed out, disabled, role or password changed.
CREATE OR REPLACE FUNCTION control.sign_ins_gone(ids text[]) RETURNS TABLE (sign_in_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY SELECT asked.id::uuid FROM unnest(ids) AS asked (id)
	WHERE NOT EXISTS (SELECT FROM control.valid_sign_ins v
		WHERE v.id = asked.id::uuid AND NOT v.must_enrol);
END $$;

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

-- Changes a password and ends the person's sign-ins, but the one given: where there is one they changed it
-- themselves, and that is noted; the operator notes what he does.
CREATE OR REPLACE FUNCTION control.user_set_password(user_id uuid, password_hash text,
	except_sign_in_id uuid DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE public.users u
	SET password_hash = user_set_password.password_hash, password_changed_at = now()
	WHERE u.id = user_set_password.user_id;
	SELECT control.audit_note_own(user_set_password.user_id, 'agent.password')
	WHERE user_set_password.except_sign_in_id IS NOT NULL;
	SELECT control.sign_ins_end(user_set_password.user_id, user_set_password.except_sign_in_id);
$$;

-- The same of whoever has shown that they have the address, or of whom the operator says so. What somebody set up as a
-- second factor who had not shown it goes. Not for the gateway.
CREATE OR REPLACE FUNCTION control.user_prove(user_id uuid, password_hash text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	DELETE FROM control.second_factors f USING public.users u
	WHERE u.id = user_prove.user_id AND u.proven_at IS NULL AND f.user_id = u.id;
	UPDATE public.users u SET proven_at = now() WHERE u.id = user_prove.user_id AND u.proven_at IS NULL;
	PERFORM control.user_set_password(user_prove.user_id, user_prove.password_hash);
END $$;

GRANT EXECUTE ON FUNCTION
	control.sign_in_start(bytea, uuid, uuid, timestamptz, text, text), control.sign_in_check(bytea),
	control.sign_in_find(bytea),
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
