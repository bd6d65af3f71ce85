-- What belongs to no tenant: the tenants, the people, sign-in, keys, dead letters.
-- Runs as frontdesk_owner. The gateway's login gets no right on any table here, only EXECUTE on
-- functions (functions/), each SECURITY DEFINER with a search_path of its own. Tenant roles are
-- members of frontdesk_tenant and get less still: what names their own tenant.

CREATE SCHEMA IF NOT EXISTS control;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA control TO frontdesk_gateway, frontdesk_tenant;

-- Which migrations have run, here and in each tenant's schema. Number 0 is no migration but the
-- schema's functions, as they were last made.
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
CREATE INDEX sign_ins_expires_at_idx ON control.sign_ins (expires_at);

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

-- The counters that number each session's messages, of all tenants in one table: whoever locks
-- several takes them in one order (tenant, session), so that writers never wait in a ring.
CREATE TABLE control.session_counters (
	tenant_id uuid NOT NULL REFERENCES public.tenants ON DELETE CASCADE,
	session_id uuid NOT NULL,
	last_seq bigint NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
	PRIMARY KEY (tenant_id, session_id)
) WITH (fillfactor = 60); -- updated in place, over and over
