-- Signing in in one step, or in two where the person has a second factor.

-- Lets a sign-in wait for a code, five minutes and five tries: until when; NULL where the person has no second
-- factor, or may not sign in there. The newest 20 of a person are kept, and of those that a tenant's provider
-- vouches for, who is nobody to the person's other tenants, 20 of that tenant. Not for the gateway.
CREATE OR REPLACE FUNCTION control.pending_sign_in_add(pending_hash bytea, user_id uuid, tenant_id uuid,
	by_provider boolean) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	until timestamptz;
BEGIN
	DELETE FROM control.pending_sign_ins p
	WHERE p.token_hash IN (SELECT o.token_hash FROM control.pending_sign_ins o
		WHERE o.user_id = pending_sign_in_add.user_id AND o.by_provider = pending_sign_in_add.by_provider
			AND (NOT o.by_provider OR o.tenant_id = pending_sign_in_add.tenant_id)
		ORDER BY o.expires_at DESC OFFSET 19);
	INSERT INTO control.pending_sign_ins AS p (token_hash, user_id, tenant_id, expires_at, by_provider)
	SELECT pending_sign_in_add.pending_hash, f.user_id, t.tenant_id, now() + interval '5 minutes',
		pending_sign_in_add.by_provider
	FROM control.user_tenants(pending_sign_in_add.user_id) t
	JOIN control.second_factors f ON f.user_id = pending_sign_in_add.user_id AND f.is_on
	WHERE t.tenant_id = pending_sign_in_add.tenant_id
	RETURNING p.expires_at INTO until;
	RETURN until;
END $$;

-- Begins a sign-in with the password that was compared, or lets it wait for a code: then the ids are NULL. No row
-- when the person may not sign in there, or not by a password, or has another one by now.
CREATE OR REPLACE FUNCTION control.sign_in_begin(token_hash bytea, pending_hash bytea, user_id uuid,
	tenant_id uuid, expires_at timestamptz, user_agent text, password_hash text)
RETURNS TABLE (sign_in_id uuid, agent_id uuid, pending_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	until timestamptz;
BEGIN
	RETURN QUERY SELECT s.sign_in_id, s.agent_id, NULL::timestamptz
	FROM control.sign_in_start(sign_in_begin.token_hash, sign_in_begin.user_id, sign_in_begin.tenant_id,
		sign_in_begin.expires_at, sign_in_begin.user_agent, sign_in_begin.password_hash) s;
	IF FOUND THEN
		RETURN;
	END IF;
	PERFORM FROM public.users u WHERE u.id = sign_in_begin.user_id
		AND u.password_hash = sign_in_begin.password_hash FOR SHARE;
	IF NOT FOUND OR control.sign_in_provider_wanted(sign_in_begin.user_id, sign_in_begin.tenant_id) IS NOT NULL THEN
		RETURN;
	END IF;
	until := control.pending_sign_in_add(sign_in_begin.pending_hash, sign_in_begin.user_id,
		sign_in_begin.tenant_id, false);
	RETURN QUERY SELECT NULL::uuid, NULL::uuid, until WHERE until IS NOT NULL;
END $$;

-- Who waits for a code: the person and their address, in the form that is compared, for which tenant, and whether
-- its provider vouches for them. No row when it is too late, or too many were tried.
CREATE OR REPLACE FUNCTION control.pending_sign_in_get(pending_hash bytea)
RETURNS TABLE (user_id uuid, email text, tenant_id uuid, by_provider boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT u.id, u.email::text, p.tenant_id, p.by_provider
	FROM control.pending_sign_ins p JOIN public.users u ON u.id = p.user_id
	WHERE p.token_hash = pending_sign_in_get.pending_hash AND p.expires_at > now() AND p.tries < 5
$$;

-- Counts a try before it is made, and answers what its code is compared with.
CREATE OR REPLACE FUNCTION control.pending_sign_in_try(pending_hash bytea)
RETURNS TABLE (secret bytea, last_step bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE control.pending_sign_ins p SET tries = p.tries + 1
	FROM control.second_factors f
	WHERE p.token_hash = pending_sign_in_try.pending_hash AND p.expires_at > now() AND p.tries < 5
		AND f.user_id = p.user_id
	RETURNING f.secret, f.last_step
$$;

-- Begins the sign-in that waited, by a code or a recovery code, as second_factor_use takes them. No row when it
-- was used before.
CREATE OR REPLACE FUNCTION control.sign_in_complete(pending_hash bytea, token_hash bytea,
	expires_at timestamptz, user_agent text, step bigint, code_hashes text[])
RETURNS TABLE (sign_in_id uuid, agent_id uuid, user_id uuid, tenant_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	pending control.pending_sign_ins;
BEGIN
	SELECT p.* INTO pending FROM control.pending_sign_ins p
	WHERE p.token_hash = sign_in_complete.pending_hash AND p.expires_at > now() FOR UPDATE;
	IF NOT FOUND OR NOT control.second_factor_use(pending.user_id, sign_in_complete.step,
		sign_in_complete.code_hashes)
	THEN
		RETURN;
	END IF;
	DELETE FROM control.pending_sign_ins p WHERE p.token_hash = sign_in_complete.pending_hash;
	RETURN QUERY SELECT s.sign_in_id, s.agent_id, pending.user_id, pending.tenant_id
	FROM control.sign_in_start_by(sign_in_complete.token_hash, pending.user_id, pending.tenant_id,
		sign_in_complete.expires_at, sign_in_complete.user_agent, pending.by_provider, false) s;
END $$;

GRANT EXECUTE ON FUNCTION control.sign_in_begin(bytea, bytea, uuid, uuid, timestamptz, text, text),
	control.pending_sign_in_get(bytea), control.pending_sign_in_try(bytea),
	control.sign_in_complete(bytea, bytea, timestamptz, text, bigint, text[]) TO frontdesk_gateway;

-- What waits rests on the password that was compared.
CREATE OR REPLACE FUNCTION control.pending_sign_ins_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM control.pending_sign_ins p WHERE p.user_id = NEW.id;
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER pending_sign_ins_end AFTER UPDATE OF password_hash ON public.users
	FOR EACH ROW EXECUTE FUNCTION control.pending_sign_ins_end();
