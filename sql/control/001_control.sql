-- What belongs to no tenant: the tenants, the people, sign-in, keys, dead letters.
-- Runs as frontdesk_owner. The gateway's login gets no right on any table here, only EXECUTE on
-- the functions below; each is SECURITY DEFINER with a search_path of its own. Tenant roles are
-- members of frontdesk_tenant and get less still: what names their own tenant.

CREATE SCHEMA IF NOT EXISTS control;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA control TO frontdesk_gateway, frontdesk_tenant;

-- Which migrations have run, here and in each tenant's schema.
CREATE TABLE control.migrations (
	number integer PRIMARY KEY,
	name text NOT NULL,
	checksum text NOT NULL, -- SHA-256 of the text, hex
	applied_at timestamptz NOT NULL DEFAULT now()
);

-- One row. A restore from a dump raises `restores`: the history that clients counted in is gone.
CREATE TABLE control.installation (
	id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	restores integer NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO control.installation DEFAULT VALUES;

CREATE TABLE public.tenants (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	name varchar(255) NOT NULL CHECK (name <> ''),
	time_zone text NOT NULL DEFAULT 'UTC',
	status varchar(20) NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
	origins text[] NOT NULL DEFAULT '{}', -- as browsers send them: https://shop.example
	identity_secret bytea, -- what identifierHash is computed with; sealed under the tenant's key
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE control.tenant_migrations (
	tenant_id uuid NOT NULL REFERENCES public.tenants ON DELETE CASCADE,
	number integer NOT NULL,
	name text NOT NULL,
	checksum text NOT NULL,
	applied_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (tenant_id, number)
);

CREATE TABLE control.tenant_keys (
	tenant_id uuid NOT NULL REFERENCES public.tenants ON DELETE CASCADE,
	key_id uuid NOT NULL,
	wrapped bytea NOT NULL, -- under a master key
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (tenant_id, key_id)
);

-- One person, one e-mail, one password, whatever the number of tenants they work for.
CREATE TABLE public.users (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	email varchar(255) NOT NULL UNIQUE CHECK (email = lower(email)),
	name varchar(255) NOT NULL CHECK (name <> ''),
	password_hash text NOT NULL, -- Argon2id, with its parameters
	password_changed_at timestamptz NOT NULL DEFAULT now(),
	created_at timestamptz NOT NULL DEFAULT now()
);

-- Who works for whom, so that sign-in need not look into the tenants' schemas.
CREATE TABLE control.memberships (
	user_id uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
	tenant_id uuid NOT NULL REFERENCES public.tenants ON DELETE CASCADE,
	agent_id uuid NOT NULL UNIQUE, -- the tenant's support_agents row
	role varchar(20) NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
	is_active boolean NOT NULL DEFAULT true,
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (user_id, tenant_id)
);
CREATE INDEX memberships_tenant_id_idx ON control.memberships (tenant_id);

-- What an agent's cookie names. The role is the membership's, read at every check.
CREATE TABLE control.sign_ins (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	token_hash bytea NOT NULL UNIQUE,
	user_id uuid NOT NULL,
	tenant_id uuid NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	last_seen_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	user_agent varchar(100), -- the browser's family, never the whole header
	FOREIGN KEY (user_id, tenant_id) REFERENCES control.memberships ON DELETE CASCADE
);
CREATE INDEX sign_ins_user_id_idx ON control.sign_ins (user_id);

-- Messages that PostgreSQL would not take, sealed as they were accepted.
CREATE TABLE control.dead_letters (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL,
	session_id uuid NOT NULL,
	message_id uuid NOT NULL,
	sender_type varchar(20) NOT NULL,
	sender_id varchar(100) NOT NULL,
	content bytea NOT NULL,
	fingerprint bytea NOT NULL,
	message_created_at timestamptz NOT NULL,
	sqlstate text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE (tenant_id, message_id)
);

-- Pages that tried to embed a tenant's widget and were not allowed: what doctor reports.
CREATE TABLE control.refused_origins (
	tenant_id uuid NOT NULL REFERENCES public.tenants ON DELETE CASCADE,
	origin text NOT NULL CHECK (octet_length(origin) <= 300),
	count bigint NOT NULL DEFAULT 1,
	last_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (tenant_id, origin)
);

-- --- the scope ---------------------------------------------------------------------------------

-- Raises insufficient_privilege unless the transaction is in exactly this scope. A missing schema
-- in search_path is accepted silently, hence current_schema(); it runs with the caller's rights
-- and path, since those are what it asks about.
CREATE FUNCTION control.assert_scope(role text, path text) RETURNS void
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
CREATE FUNCTION control.scope_tenant_id() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT CASE WHEN current_setting('role') ~ '^tenant_[0-9a-f]{32}$'
		THEN substr(current_setting('role'), 8)::uuid END
$$;

CREATE FUNCTION control.scope_tenant_name() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT name FROM public.tenants WHERE id = control.scope_tenant_id()
$$;

CREATE FUNCTION control.scope_time_zone() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT time_zone FROM public.tenants WHERE id = control.scope_tenant_id()
$$;

-- A person who works for the scope's tenant: {id, email, name}. NULL for anybody else.
CREATE FUNCTION control.scope_user(user_id uuid) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT json_build_object('id', u.id, 'email', u.email, 'name', u.name)
	FROM public.users u
	JOIN control.memberships m ON m.user_id = u.id AND m.tenant_id = control.scope_tenant_id()
	WHERE u.id = scope_user.user_id
$$;

-- The name of this history of the database. Positions that were counted in another one mean
-- nothing here: clients reload.
CREATE FUNCTION control.epoch() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT concat_ws('-', (SELECT system_identifier FROM pg_control_system()),
		substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), restores)
	FROM control.installation
$$;

-- --- tenants -----------------------------------------------------------------------------------

CREATE FUNCTION control.tenant_load(tenant_id uuid)
RETURNS TABLE (name text, time_zone text, origins text[], is_active boolean,
	identity_secret bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.name::text, t.time_zone, t.origins, t.status = 'active', t.identity_secret
	FROM public.tenants t WHERE t.id = tenant_load.tenant_id
$$;

-- The tenant's wrapped keys, oldest first: the last one wraps new session keys.
CREATE FUNCTION control.tenant_key_list(tenant_id uuid)
RETURNS TABLE (key_id uuid, wrapped bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT k.key_id, k.wrapped FROM control.tenant_keys k
	WHERE k.tenant_id = tenant_key_list.tenant_id ORDER BY k.created_at, k.key_id
$$;

-- Remembers an origin that was refused; the 20 newest of a tenant are kept.
CREATE FUNCTION control.refused_origin_note(tenant_id uuid, origin text) RETURNS void
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

CREATE FUNCTION control.dead_letter_put(tenant_id uuid, session_id uuid, message_id uuid,
	sender_type text, sender_id text, content bytea, fingerprint bytea, created_at timestamptz,
	sqlstate text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	INSERT INTO control.dead_letters (tenant_id, session_id, message_id, sender_type, sender_id,
		content, fingerprint, message_created_at, sqlstate)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT ON CONSTRAINT dead_letters_tenant_id_message_id_key DO NOTHING
$$;

-- --- people and sign-in ------------------------------------------------------------------------

CREATE FUNCTION control.user_by_email(email text)
RETURNS TABLE (user_id uuid, name text, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT u.id, u.name::text, u.password_hash FROM public.users u
	WHERE u.email = lower(user_by_email.email)
$$;

CREATE FUNCTION control.user_get(user_id uuid)
RETURNS TABLE (email text, name text, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT u.email::text, u.name::text, u.password_hash FROM public.users u
	WHERE u.id = user_get.user_id
$$;

-- The tenants a person may sign in to, by name.
CREATE FUNCTION control.user_tenants(user_id uuid)
RETURNS TABLE (tenant_id uuid, tenant_name text, agent_id uuid, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.id, t.name::text, m.agent_id, m.role::text
	FROM control.memberships m JOIN public.tenants t ON t.id = m.tenant_id
	WHERE m.user_id = user_tenants.user_id AND m.is_active AND t.status = 'active'
	ORDER BY t.name, t.id
$$;

-- The sign-ins that hold: not expired, of an active member of an active tenant. Not for the
-- gateway: the functions below read it.
CREATE VIEW control.valid_sign_ins AS
	SELECT s.id, s.token_hash, s.user_id, s.tenant_id, m.agent_id, m.role::text AS role,
		s.created_at, s.last_seen_at, s.expires_at, s.user_agent
	FROM control.sign_ins s
	JOIN control.memberships m ON m.user_id = s.user_id AND m.tenant_id = s.tenant_id
	JOIN public.tenants t ON t.id = s.tenant_id
	WHERE s.expires_at > now() AND m.is_active AND t.status = 'active';

-- Begins a sign-in; no row when the person may not sign in to that tenant. A person's newest 50
-- are kept.
CREATE FUNCTION control.sign_in_start(token_hash bytea, user_id uuid, tenant_id uuid,
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

-- Whose cookie this is; no row when it holds no more. Notes the visit at most once a minute.
CREATE FUNCTION control.sign_in_check(token_hash bytea)
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

-- Of these sign-ins (texts of UUIDs), the ones that hold no more. The gateway asks every few
-- seconds for its open sockets and closes theirs: signed out, disabled, role or password changed.
CREATE FUNCTION control.sign_ins_gone(ids text[]) RETURNS TABLE (sign_in_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT asked.id::uuid FROM unnest(ids) AS asked (id)
	WHERE NOT EXISTS (SELECT FROM control.valid_sign_ins v WHERE v.id = asked.id::uuid)
$$;

CREATE FUNCTION control.sign_in_end(sign_in_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.sign_ins WHERE id = sign_in_end.sign_in_id
$$;

-- Ends a person's sign-ins in every tenant, but one where given.
CREATE FUNCTION control.sign_ins_end(user_id uuid, except_id uuid DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.sign_ins s
	WHERE s.user_id = sign_ins_end.user_id AND s.id IS DISTINCT FROM sign_ins_end.except_id
$$;

-- Changes a password and ends the person's sign-ins, but the one given.
CREATE FUNCTION control.user_set_password(user_id uuid, password_hash text,
	except_sign_in_id uuid DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE public.users u
	SET password_hash = user_set_password.password_hash, password_changed_at = now()
	WHERE u.id = user_set_password.user_id;
	SELECT control.sign_ins_end(user_set_password.user_id, user_set_password.except_sign_in_id);
$$;

-- --- rights ------------------------------------------------------------------------------------

GRANT EXECUTE ON FUNCTION control.assert_scope(text, text), control.scope_tenant_id(),
	control.scope_tenant_name(), control.scope_time_zone(), control.scope_user(uuid),
	control.epoch() TO frontdesk_tenant;
GRANT EXECUTE ON FUNCTION control.assert_scope(text, text), control.epoch(),
	control.tenant_load(uuid), control.tenant_key_list(uuid),
	control.refused_origin_note(uuid, text),
	control.dead_letter_put(uuid, uuid, uuid, text, text, bytea, bytea, timestamptz, text),
	control.user_by_email(text), control.user_get(uuid), control.user_tenants(uuid),
	control.sign_in_start(bytea, uuid, uuid, timestamptz, text), control.sign_in_check(bytea),
	control.sign_ins_gone(text[]), control.sign_in_end(uuid), control.sign_ins_end(uuid, uuid),
	control.user_set_password(uuid, text, uuid) TO frontdesk_gateway;
