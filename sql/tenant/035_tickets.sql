-- Tickets: what somebody wants until it is done, whichever way they came. What is said in one is sealed under the
-- ticket's own key; its subject and who asks stay plain, for lists are searched by them.

-- Numbers by which people name tickets: one that was given is never given again.
CREATE SEQUENCE ticket_numbers AS bigint;
GRANT USAGE ON SEQUENCE ticket_numbers TO :tenant_role;

CREATE TABLE ticket_settings (
	id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	unanswered_becomes_ticket boolean NOT NULL DEFAULT false, -- a chat that ends and that nobody answered
	close_after_days integer CHECK (close_after_days BETWEEN 1 AND 365), -- what is resolved; NULL: never
	updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO ticket_settings DEFAULT VALUES;
REVOKE INSERT, DELETE ON ticket_settings FROM :tenant_role;

CREATE TABLE support_tickets (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	number bigint NOT NULL DEFAULT nextval('ticket_numbers') UNIQUE,
	subject varchar(255) NOT NULL CHECK (subject <> ''),
	status varchar(20) NOT NULL DEFAULT 'open'
		CHECK (status IN ('open', 'pending', 'snoozed', 'resolved', 'closed')),
	snoozed_until timestamptz,
	priority varchar(20) NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
	channel varchar(20) NOT NULL CHECK (channel IN ('chat', 'email', 'form', 'agent', 'api')),
	visitor_id varchar(100) REFERENCES visitors ON DELETE SET NULL ON UPDATE CASCADE,
	requester_name varchar(255),
	requester_email varchar(254),
	conversation_id uuid REFERENCES conversations ON DELETE SET NULL,
	session_id uuid REFERENCES chat_sessions ON DELETE SET NULL, -- the chat that it was made of
	assigned_agent_id uuid REFERENCES support_agents,
	team_id uuid REFERENCES teams ON DELETE SET NULL,
	tags text[] NOT NULL DEFAULT '{}',
	fields jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(fields) = 'object'), -- by the keys of ticket_fields
	merged_into uuid REFERENCES support_tickets, -- one that is merged into none itself
	version bigint NOT NULL DEFAULT 1, -- of what is changed; a comment alone raises none
	resolution_number integer NOT NULL DEFAULT 0, -- how often it was resolved
	resolved_at timestamptz, -- while it is resolved or closed
	resolved_by uuid REFERENCES support_agents, -- NULL: by a rule
	first_response_at timestamptz, -- the first public comment of an agent
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	-- Its order among others, and what it is searched by.
	urgency smallint NOT NULL GENERATED ALWAYS AS (CASE priority
		WHEN 'urgent' THEN 4 WHEN 'high' THEN 3 WHEN 'normal' THEN 2 ELSE 1 END) STORED,
	words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, translate(subject || ' '
		|| coalesce(requester_name, '') || ' ' || coalesce(requester_email, ''), '@.-_+/:''', '        '))
		|| array_to_tsvector(ARRAY[coalesce(nullif(lower(requester_email), ''), '-')])) STORED,
	CHECK ((status = 'snoozed') = (snoozed_until IS NOT NULL)),
	CHECK ((status IN ('resolved', 'closed')) = (resolved_at IS NOT NULL)),
	CHECK (merged_into IS NULL OR (status = 'closed' AND merged_into <> id))
) WITH (fillfactor = 80, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.02);
-- Of a session there is one.
CREATE UNIQUE INDEX support_tickets_session_id_key ON support_tickets (session_id) WHERE session_id IS NOT NULL;
-- Lists go through one status after the other, each in its order: what is closed is most, and never in the way.
CREATE INDEX support_tickets_updated_idx ON support_tickets (status, updated_at, id);
CREATE INDEX support_tickets_created_idx ON support_tickets (status, created_at, id);
CREATE INDEX support_tickets_urgency_idx ON support_tickets (status, urgency, updated_at, id);
CREATE INDEX support_tickets_number_idx ON support_tickets (status, number, id);
CREATE INDEX support_tickets_agent_idx ON support_tickets (assigned_agent_id, status, updated_at, id);
CREATE INDEX support_tickets_team_idx ON support_tickets (team_id, status, updated_at, id);
CREATE INDEX support_tickets_channel_idx ON support_tickets (channel, status, updated_at, id);
CREATE INDEX support_tickets_tags_idx ON support_tickets USING gin (tags);
CREATE INDEX support_tickets_words_idx ON support_tickets USING gin (words);
CREATE INDEX support_tickets_visitor_idx ON support_tickets (visitor_id) WHERE visitor_id IS NOT NULL;
CREATE INDEX support_tickets_conversation_idx ON support_tickets (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX support_tickets_merged_idx ON support_tickets (merged_into) WHERE merged_into IS NOT NULL;
-- What rules look for.
CREATE INDEX support_tickets_snoozed_idx ON support_tickets (snoozed_until) WHERE status = 'snoozed';
CREATE INDEX support_tickets_resolved_idx ON support_tickets (resolved_at) WHERE status = 'resolved';

-- Deleting the row erases what was said in the ticket, here and in every old backup.
CREATE TABLE ticket_keys (
	ticket_id uuid PRIMARY KEY REFERENCES support_tickets ON DELETE CASCADE,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	wrapped bytea NOT NULL, -- under one of the tenant's keys
	created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ticket_comments (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- the client's, as a rule
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	ticket_id uuid NOT NULL REFERENCES support_tickets ON DELETE CASCADE,
	author_type varchar(20) NOT NULL CHECK (author_type IN ('agent', 'visitor', 'system')),
	author_id varchar(100),
	is_public boolean NOT NULL, -- the requester may read it
	content bytea NOT NULL, -- sealed
	fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 16),
	created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.02,
	autovacuum_freeze_min_age = 0);
ALTER TABLE ticket_comments ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX ticket_comments_ticket_id_idx ON ticket_comments (ticket_id, created_at, id);

-- What became of a ticket, and by whom; no content. Rows are added and never changed.
CREATE TABLE ticket_history (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	ticket_id uuid NOT NULL REFERENCES support_tickets ON DELETE CASCADE,
	actor_type varchar(20) NOT NULL CHECK (actor_type IN ('agent', 'visitor', 'system')),
	actor_id varchar(100),
	version bigint NOT NULL, -- that came of it
	changes jsonb NOT NULL, -- {"status": ["open", "resolved"]}; of texts that name somebody, only that they changed
	created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.02,
	autovacuum_freeze_min_age = 0);
CREATE INDEX ticket_history_ticket_id_idx ON ticket_history (ticket_id, created_at, id);
REVOKE UPDATE ON ticket_history FROM :tenant_role;

-- What a tenant notes of its tickets beside the usual.
CREATE TABLE ticket_fields (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	key varchar(40) NOT NULL UNIQUE CHECK (key ~ '^[a-z][a-z0-9_]*$'),
	label varchar(100) NOT NULL CHECK (label <> ''),
	kind varchar(20) NOT NULL CHECK (kind IN ('text', 'number', 'choice', 'checkbox', 'date')),
	choices text[] NOT NULL DEFAULT '{}',
	is_required boolean NOT NULL DEFAULT false, -- before it is resolved
	position integer NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK ((kind = 'choice') = (choices <> '{}'))
);

-- Saved filters of the list: an agent's own, or everybody's.
CREATE TABLE ticket_views (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	agent_id uuid REFERENCES support_agents ON DELETE CASCADE, -- NULL: everybody's
	name varchar(100) NOT NULL CHECK (name <> ''),
	filter jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(filter) = 'object'),
	position integer NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ticket_views_agent_id_idx ON ticket_views (agent_id);

-- Tags that tickets have had: what is proposed to who types one.
CREATE TABLE ticket_tags (
	name text PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK (octet_length(name) <= 200)
);
CREATE INDEX ticket_tags_prefix_idx ON ticket_tags (name text_pattern_ops);
