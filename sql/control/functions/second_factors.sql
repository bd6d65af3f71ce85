-- A person's second factor. It is changed in the scope of the tenant that they have signed in to, whose
-- audit log hears of it, and only for who works there.

-- No row when they have begun none.
CREATE OR REPLACE FUNCTION control.second_factor_get(user_id uuid)
RETURNS TABLE (secret bytea, is_on boolean, last_step bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT f.secret, f.is_on, f.last_step FROM control.second_factors f
	WHERE f.user_id = second_factor_get.user_id
$$;

-- Uses up a code, named by its step, or a recovery code, by what it is hashed to under one of the master
-- keys, in hex. False where it, or a later one, was used before.
CREATE OR REPLACE FUNCTION control.second_factor_use(user_id uuid, step bigint, code_hashes text[])
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF step IS NULL THEN
		DELETE FROM control.recovery_codes r WHERE r.user_id = second_factor_use.user_id
			AND encode(r.code_hash, 'hex') = ANY (second_factor_use.code_hashes);
	ELSE
		UPDATE control.second_factors f SET last_step = second_factor_use.step
		WHERE f.user_id = second_factor_use.user_id AND f.is_on
			AND f.last_step < second_factor_use.step;
	END IF;
	RETURN FOUND;
END $$;

-- Whether somebody works for the scope's tenant.
CREATE OR REPLACE FUNCTION control.scope_has_user(user_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT EXISTS (SELECT FROM control.memberships m
		WHERE m.user_id = scope_has_user.user_id AND m.tenant_id = control.scope_tenant_id())
$$;

-- Whether somebody who works for the scope's tenant has one.
CREATE OR REPLACE FUNCTION control.scope_has_second_factor(user_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN control.scope_has_user(scope_has_second_factor.user_id) AND EXISTS (
		SELECT FROM control.second_factors f WHERE f.user_id = scope_has_second_factor.user_id AND f.is_on);
END $$;

-- How it stands with somebody who works for the scope's tenant; no row of anybody else.
CREATE OR REPLACE FUNCTION control.scope_second_factor(user_id uuid)
RETURNS TABLE (is_on boolean, on_since timestamptz, recovery_codes bigint, is_required boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT coalesce(f.is_on, false), f.on_since,
		(SELECT count(*) FROM control.recovery_codes r WHERE r.user_id = m.user_id),
		m.role::text = ANY (t.second_factor_roles)
	FROM control.memberships m JOIN public.tenants t ON t.id = m.tenant_id
	LEFT JOIN control.second_factors f ON f.user_id = m.user_id
	WHERE m.user_id = scope_second_factor.user_id AND t.id = control.scope_tenant_id()
$$;

-- Keeps the secret of one that is to be, in the place of one that was begun before. False where one is on.
CREATE OR REPLACE FUNCTION control.scope_second_factor_begin(user_id uuid, secret bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO control.second_factors AS f (user_id, secret)
	SELECT scope_second_factor_begin.user_id, scope_second_factor_begin.secret
	WHERE control.scope_has_user(scope_second_factor_begin.user_id)
	ON CONFLICT ON CONSTRAINT second_factors_pkey
	DO UPDATE SET secret = excluded.secret, created_at = now() WHERE NOT f.is_on;
	RETURN FOUND;
END $$;

-- Puts these recovery codes in the place of all others.
CREATE OR REPLACE FUNCTION control.recovery_codes_put(user_id uuid, code_hashes text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.recovery_codes r WHERE r.user_id = recovery_codes_put.user_id;
	INSERT INTO control.recovery_codes (user_id, code_hash)
	SELECT recovery_codes_put.user_id, decode(h.hash, 'hex')
	FROM unnest(recovery_codes_put.code_hashes) AS h (hash);
$$;

-- Turns it on by a code of the secret that was begun, and ends the person's other sign-ins, which were begun
-- without. The person is locked first: a sign-in under way has begun before this, or asks for a code.
CREATE OR REPLACE FUNCTION control.scope_second_factor_confirm(user_id uuid, sign_in_id uuid, secret bytea,
	step bigint, code_hashes text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM FROM public.users u WHERE u.id = scope_second_factor_confirm.user_id FOR NO KEY UPDATE;
	UPDATE control.second_factors f
	SET is_on = true, on_since = now(), last_step = scope_second_factor_confirm.step
	WHERE f.user_id = scope_second_factor_confirm.user_id AND NOT f.is_on
		AND f.secret = scope_second_factor_confirm.secret AND control.scope_has_user(f.user_id);
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM control.recovery_codes_put(scope_second_factor_confirm.user_id,
		scope_second_factor_confirm.code_hashes);
	PERFORM control.sign_ins_end(scope_second_factor_confirm.user_id,
		scope_second_factor_confirm.sign_in_id);
	RETURN true;
END $$;

-- Makes recovery codes anew, by a code.
CREATE OR REPLACE FUNCTION control.scope_recovery_codes_make(user_id uuid, step bigint, code_hashes text[])
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF step IS NULL OR NOT control.scope_has_user(scope_recovery_codes_make.user_id)
		OR NOT control.second_factor_use(scope_recovery_codes_make.user_id, step, NULL)
	THEN
		RETURN false;
	END IF;
	PERFORM control.recovery_codes_put(scope_recovery_codes_make.user_id,
		scope_recovery_codes_make.code_hashes);
	RETURN true;
END $$;

-- Turns it off, by a code or a recovery code.
CREATE OR REPLACE FUNCTION control.scope_second_factor_off(user_id uuid, step bigint, code_hashes text[])
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT control.scope_has_user(scope_second_factor_off.user_id)
		OR NOT control.second_factor_use(scope_second_factor_off.user_id, step, code_hashes)
	THEN
		RETURN false;
	END IF;
	DELETE FROM control.second_factors f WHERE f.user_id = scope_second_factor_off.user_id;
	RETURN true;
END $$;

-- Takes away that of somebody who has lost it, and ends their sign-ins: 'done', or why not. Of who works for
-- other tenants as well it is the operator's to take: the admin of one has no say in how the others are
-- entered.
CREATE OR REPLACE FUNCTION control.scope_second_factor_reset(user_id uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT control.scope_has_user(scope_second_factor_reset.user_id) THEN
		RETURN 'absent';
	ELSIF EXISTS (SELECT FROM control.memberships m WHERE m.user_id = scope_second_factor_reset.user_id
		AND m.tenant_id <> control.scope_tenant_id())
	THEN
		RETURN 'elsewhere';
	END IF;
	DELETE FROM control.second_factors f WHERE f.user_id = scope_second_factor_reset.user_id;
	IF NOT FOUND THEN
		RETURN 'off';
	END IF;
	PERFORM control.sign_ins_end(scope_second_factor_reset.user_id);
	RETURN 'done';
END $$;

-- Of which roles the scope's tenant wants one, and what it is to be from now on.
CREATE OR REPLACE FUNCTION control.scope_second_factor_roles() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.second_factor_roles FROM public.tenants t WHERE t.id = control.scope_tenant_id()
$$;

CREATE OR REPLACE FUNCTION control.scope_second_factor_roles_set(roles text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE public.tenants t SET second_factor_roles = scope_second_factor_roles_set.roles, updated_at = now()
	WHERE t.id = control.scope_tenant_id()
		AND t.second_factor_roles <> scope_second_factor_roles_set.roles;
	RETURN FOUND;
END $$;

GRANT EXECUTE ON FUNCTION control.second_factor_get(uuid) TO frontdesk_gateway;
GRANT EXECUTE ON FUNCTION control.scope_has_second_factor(uuid), control.scope_second_factor(uuid),
	control.scope_second_factor_begin(uuid, bytea),
	control.scope_second_factor_confirm(uuid, uuid, bytea, bigint, text[]),
	control.scope_recovery_codes_make(uuid, bigint, text[]),
	control.scope_second_factor_off(uuid, bigint, text[]), control.scope_second_factor_reset(uuid),
	control.scope_second_factor_roles(), control.scope_second_factor_roles_set(text[])
	TO frontdesk_tenant;
