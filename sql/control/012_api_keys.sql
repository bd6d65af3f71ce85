-- What merchants' servers show: a key opens the routes of its scopes, for one tenant. Those that were revoked stay, for
-- who reads the audit log.
CREATE TABLE control.api_keys (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL REFERENCES public.tenants ON DELETE CASCADE,
	key_hash bytea NOT NULL UNIQUE, -- keyed
	name varchar(100) NOT NULL CHECK (name <> ''),
	scopes text[] NOT NULL CHECK (scopes <> '{}'),
	made_by uuid NOT NULL, -- the tenant's agent
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz, -- NULL: never
	last_used_at timestamptz, -- to ten minutes
	revoked_at timestamptz
);
CREATE INDEX api_keys_tenant_id_idx ON control.api_keys (tenant_id, created_at DESC, id DESC);
