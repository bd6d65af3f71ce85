-- Sessions that nobody is in any more end by themselves.

-- What the tenant's desk allows itself. NULL: no limit.
CREATE TABLE chat_settings (
	id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	away_minutes integer DEFAULT 30 -- that a session waits whose visitor is away
		CHECK (away_minutes BETWEEN 1 AND 525600),
	silent_minutes integer DEFAULT 1440 -- that an active session is silent on both sides
		CHECK (silent_minutes BETWEEN 1 AND 525600),
	updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO chat_settings DEFAULT VALUES;
REVOKE INSERT, UPDATE, DELETE ON chat_settings FROM :tenant_role;

ALTER TABLE chat_sessions ADD COLUMN visitor_seen_at timestamptz
	DEFAULT now(); -- while it waits, every 20 s
ALTER TABLE chat_sessions ADD COLUMN end_reason varchar(20) -- where it ended by itself
	CHECK (end_reason IN ('visitor_away', 'silent'));

-- Work that one worker at a time does for the tenant: whose it is, and until when.
CREATE TABLE leases (
	name varchar(50) PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	holder uuid,
	ends_at timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO leases (name) VALUES ('abandoned');
REVOKE INSERT, DELETE ON leases FROM :tenant_role;
