-- One tenant's schema. Runs as frontdesk_owner with search_path = the tenant's schema; migrate puts
-- the tenant's id, quoted, where :tenant_id stands. New tables and functions are the tenant role's
-- to use by default (SELECT, INSERT, UPDATE, DELETE; EXECUTE): take away what it must not. Functions
-- stand in functions/, and what each column has to do with a person in personal.
-- Every table carries the tenant's id as a constant: a row that belongs elsewhere cannot get in.

CREATE TABLE support_agents (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	user_id uuid NOT NULL UNIQUE REFERENCES public.users,
	name varchar(255) NOT NULL,
	email varchar(255) NOT NULL,
	role varchar(20) NOT NULL DEFAULT 'agent' CHECK (role IN ('agent', 'supervisor', 'admin')),
	status varchar(20) NOT NULL DEFAULT 'offline' -- what they chose; agent_status() says what holds
		CHECK (status IN ('online', 'away', 'offline')),
	status_at timestamptz NOT NULL DEFAULT now(),
	seen_at timestamptz, -- when a worker last held a console of theirs; written every 20 s
	noted_at timestamptz, -- the same, but seen_at goes back when they go: offline at once
	max_chats integer NOT NULL DEFAULT 5 CHECK (max_chats BETWEEN 1 AND 100),
	is_active boolean NOT NULL DEFAULT true,
	created_at timestamptz NOT NULL DEFAULT now()
);

-- Somebody who writes to the tenant: a browser, or a customer whom the merchant vouched for.
CREATE TABLE visitors (
	visitor_id varchar(100) PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	identifier varchar(255), -- the merchant's own name for the customer
	is_verified boolean NOT NULL DEFAULT false,
	name varchar(255),
	email varchar(255),
	created_at timestamptz NOT NULL DEFAULT now(),
	last_seen_at timestamptz NOT NULL DEFAULT now(),
	CHECK (identifier IS NOT NULL OR NOT is_verified)
);
-- Anybody can claim an identifier; only one visitor can have proved it.
CREATE UNIQUE INDEX visitors_identifier_idx ON visitors (identifier) WHERE is_verified;

CREATE TABLE visitor_tokens (
	token_hash bytea PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	visitor_id varchar(100) NOT NULL REFERENCES visitors ON DELETE CASCADE ON UPDATE CASCADE,
	origin text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	last_used_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL
);
CREATE INDEX visitor_tokens_visitor_id_idx ON visitor_tokens (visitor_id);
CREATE INDEX visitor_tokens_expires_at_idx ON visitor_tokens (expires_at);

-- What holds a visitor's sessions together over time, and later their tickets.
CREATE TABLE conversations (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	visitor_id varchar(100) NOT NULL REFERENCES visitors ON DELETE CASCADE ON UPDATE CASCADE,
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX conversations_visitor_id_idx ON conversations (visitor_id);

-- Receipts (…_seq: the highest contiguous seq that a side holds, or has read) change often and are
-- not indexed; the fill factor leaves room to update in place.
CREATE TABLE chat_sessions (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	conversation_id uuid REFERENCES conversations ON DELETE CASCADE,
	visitor_id varchar(100) NOT NULL REFERENCES visitors ON DELETE CASCADE ON UPDATE CASCADE,
	visitor_name varchar(255),
	visitor_email varchar(255),
	visitor_verified boolean NOT NULL DEFAULT false,
	page_url text,
	referrer_url text,
	status varchar(20) NOT NULL DEFAULT 'waiting'
		CHECK (status IN ('waiting', 'active', 'ended', 'transferred')),
	assigned_agent_id uuid REFERENCES support_agents,
	assigned_at timestamptz, -- who gets a session while they are away has not vanished yet
	queue_position integer, -- on entry into the queue; NULL out of it
	started_at timestamptz NOT NULL DEFAULT now(),
	ended_at timestamptz,
	ended_by varchar(20) CHECK (ended_by IN ('visitor', 'agent', 'system')),
	wait_time_seconds integer,
	duration_seconds integer,
	first_response_at timestamptz,
	transferred_to uuid REFERENCES support_agents, -- NULL while transferred: anybody's
	transferred_by uuid REFERENCES support_agents,
	transferred_at timestamptz,
	last_message_at timestamptz,
	visitor_delivered_seq bigint NOT NULL DEFAULT 0,
	visitor_read_seq bigint NOT NULL DEFAULT 0,
	agent_delivered_seq bigint NOT NULL DEFAULT 0,
	agent_read_seq bigint NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK ((status = 'ended') = (ended_at IS NOT NULL)),
	CHECK (visitor_read_seq <= visitor_delivered_seq AND agent_read_seq <= agent_delivered_seq)
) WITH (fillfactor = 80);
CREATE INDEX chat_sessions_status_idx ON chat_sessions (status);
CREATE INDEX chat_sessions_assigned_agent_id_idx ON chat_sessions (assigned_agent_id);
CREATE INDEX chat_sessions_conversation_id_idx ON chat_sessions (conversation_id);
-- The queue: who was transferred, then who waits, each oldest first.
CREATE INDEX chat_sessions_queue_idx ON chat_sessions ((status = 'waiting'), started_at, id)
	WHERE status IN ('waiting', 'transferred');
CREATE INDEX chat_sessions_ended_idx ON chat_sessions (ended_at DESC, id DESC)
	WHERE status = 'ended';
CREATE INDEX chat_sessions_visitor_idx ON chat_sessions (visitor_id, started_at DESC, id DESC);
-- Of two starts at once, one wins.
CREATE UNIQUE INDEX chat_sessions_open_idx ON chat_sessions (visitor_id) WHERE status <> 'ended';
-- The recent waits, for the expected one.
CREATE INDEX chat_sessions_answered_idx ON chat_sessions (first_response_at DESC)
	INCLUDE (wait_time_seconds) WHERE first_response_at IS NOT NULL;

-- Deleting the row erases the session's content, here and in every old backup.
CREATE TABLE session_keys (
	session_id uuid PRIMARY KEY REFERENCES chat_sessions ON DELETE CASCADE,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	wrapped bytea NOT NULL, -- under one of the tenant's keys
	created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE chat_messages (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- the client's, as a rule
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	session_id uuid NOT NULL REFERENCES chat_sessions ON DELETE CASCADE,
	seq bigint NOT NULL CHECK (seq > 0), -- contiguous in the session, from 1
	sender_id varchar(100) NOT NULL,
	sender_type varchar(20) NOT NULL CHECK (sender_type IN ('visitor', 'agent', 'bot')),
	content bytea NOT NULL, -- sealed
	fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 16),
	attachments text[] NOT NULL DEFAULT '{}',
	is_read boolean NOT NULL DEFAULT false,
	late boolean NOT NULL DEFAULT false, -- stored more than 30 s after created_at
	created_at timestamptz NOT NULL DEFAULT now(),
	-- The index on session_id, and the order of paging.
	UNIQUE (session_id, seq)
);
-- Sealed bytes do not compress.
ALTER TABLE chat_messages ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE chat_widget_config (
	id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	primary_color varchar(7) NOT NULL DEFAULT '#374d42' CHECK (primary_color ~ '^#[0-9a-f]{6}$'),
	secondary_color varchar(7) NOT NULL DEFAULT '#3d3d3d'
		CHECK (secondary_color ~ '^#[0-9a-f]{6}$'),
	header_text varchar(255) NOT NULL DEFAULT 'Chat with us',
	greeting_message text NOT NULL DEFAULT 'Hi! How can we help you today?',
	position varchar(20) NOT NULL DEFAULT 'bottom-right'
		CHECK (position IN ('bottom-right', 'bottom-left')),
	offset_x integer NOT NULL DEFAULT 20,
	offset_y integer NOT NULL DEFAULT 20,
	auto_open_delay_seconds integer, -- NULL: never
	show_agent_typing boolean NOT NULL DEFAULT true,
	show_read_receipts boolean NOT NULL DEFAULT true,
	business_hours_enabled boolean NOT NULL DEFAULT false,
	business_hours jsonb NOT NULL DEFAULT '{"mon": {"start": "09:00", "end": "17:00"},
		"tue": {"start": "09:00", "end": "17:00"}, "wed": {"start": "09:00", "end": "17:00"},
		"thu": {"start": "09:00", "end": "17:00"}, "fri": {"start": "09:00", "end": "17:00"}}',
	offline_message text NOT NULL DEFAULT 'We''re currently offline. Leave a message!',
	file_upload_enabled boolean NOT NULL DEFAULT true,
	max_file_size_mb integer NOT NULL DEFAULT 10 CHECK (max_file_size_mb BETWEEN 1 AND 100),
	allowed_file_types text[] NOT NULL DEFAULT '{image/*,application/pdf}',
	updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO chat_widget_config DEFAULT VALUES;
REVOKE INSERT, DELETE ON chat_widget_config FROM :tenant_role;

-- The first answer to each POST that creates something, for 24 hours. A row without an answer is a
-- claim: somebody works on it, or died doing so.
CREATE TABLE idempotency_keys (
	key_hash bytea PRIMARY KEY, -- of the key, its caller and the route
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	body_hash bytea NOT NULL,
	claimed_at timestamptz NOT NULL DEFAULT now(),
	status integer, -- of HTTP
	answer bytea,   -- JSON, sealed under the tenant's key
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK ((status IS NULL) = (answer IS NULL))
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

-- Who did what to what; no content. Rows are added and never changed.
CREATE TABLE audit_log (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	actor_type varchar(20) NOT NULL CHECK (actor_type IN ('visitor', 'agent', 'operator', 'system')),
	actor_id varchar(100),
	action varchar(100) NOT NULL, -- noun.verb: session.assign
	target_id varchar(100),
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_created_at_idx ON audit_log (created_at DESC, id DESC);
REVOKE UPDATE, DELETE ON audit_log FROM :tenant_role;
