-- Whom the tenant has told what happens: servers of the merchant's, and what they were told. The body of what they
-- were told is not kept: it is made anew from the rows that a delivery names.
CREATE TABLE webhook_endpoints (
	id uuid PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	url text NOT NULL CHECK (octet_length(url) <= 2048),
	description varchar(255) NOT NULL DEFAULT '',
	events text[] NOT NULL,
	secret bytea NOT NULL, -- what it is signed with; sealed under the tenant's key
	former_secret bytea, -- the one before, which signs beside it until then; sealed as the secret was
	former_until timestamptz,
	state varchar(20) NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
	disabled_at timestamptz,
	is_given_up boolean NOT NULL DEFAULT false, -- disabled since it failed for a day
	failing_since timestamptz, -- the first failure since something was delivered last
	failures integer NOT NULL DEFAULT 0, -- since then
	held_until timestamptz, -- where there were some: until then nobody tries
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	CHECK ((state = 'disabled') = (disabled_at IS NOT NULL)),
	CHECK ((former_secret IS NULL) = (former_until IS NULL))
);
-- Asked at every message whether there is anybody to be told.
CREATE INDEX webhook_endpoints_active_idx ON webhook_endpoints (id) WHERE state = 'active';

-- An endpoint that is deleted leaves its deliveries behind, which nobody finds any more and which end as all do:
-- who stores messages need not lock it.
CREATE TABLE webhook_deliveries (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	endpoint_id uuid NOT NULL,
	event varchar(40) NOT NULL,
	session_id uuid NOT NULL REFERENCES chat_sessions ON DELETE CASCADE,
	message_id uuid,
	state varchar(20) NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
	attempts integer NOT NULL DEFAULT 0,
	last_status integer, -- of HTTP; NULL: there was no answer, and `failure` says why
	failure text CHECK (octet_length(failure) <= 500),
	duration_ms integer,
	next_at timestamptz, -- of another try
	since timestamptz NOT NULL DEFAULT now(), -- for a day from here on
	attempted_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX webhook_deliveries_endpoint_idx ON webhook_deliveries (endpoint_id, created_at DESC, id DESC);
CREATE INDEX webhook_deliveries_session_idx ON webhook_deliveries (session_id);
CREATE INDEX webhook_deliveries_created_at_idx ON webhook_deliveries (created_at);
