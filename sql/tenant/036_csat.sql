-- Where a short message reaches whoever asks.
ALTER TABLE support_tickets ADD COLUMN requester_phone varchar(16); -- E.164

-- Satisfaction surveys: whether whoever wrote is asked how it was, and what they said. A resolution has one survey,
-- and a chat has one. What they wrote is sealed under the tenant's key.
CREATE TABLE csat_settings (
	id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	is_enabled boolean NOT NULL DEFAULT false,
	delay_minutes integer NOT NULL DEFAULT 60 CHECK (delay_minutes BETWEEN 0 AND 43200),
	channel varchar(20) NOT NULL DEFAULT 'email' CHECK (channel IN ('email', 'sms', 'in_app')),
	expiry_days integer NOT NULL DEFAULT 7 CHECK (expiry_days BETWEEN 1 AND 90),
	cooldown_days integer NOT NULL DEFAULT 30 CHECK (cooldown_days BETWEEN 0 AND 365), -- of a customer; 0: none
	reminder_days integer CHECK (reminder_days BETWEEN 1 AND 89), -- NULL: nobody is reminded
	asks_by_rule boolean NOT NULL DEFAULT false, -- where a rule has resolved, or ended the chat
	asks_in_chat boolean NOT NULL DEFAULT true, -- in the chat's window when it ends
	scale varchar(10) NOT NULL DEFAULT 'stars' CHECK (scale IN ('stars', 'faces')),
	texts jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(texts) = 'object'), -- {"en": {"question", "thanks"}}
	low_mails boolean NOT NULL DEFAULT true, -- a rating of 1 or 2 is told to admins
	low_opens_ticket boolean NOT NULL DEFAULT false,
	updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO csat_settings DEFAULT VALUES;
REVOKE INSERT, DELETE ON csat_settings FROM :tenant_role;

-- A survey is made when its ticket is resolved, with whom it concerns at that moment, and sent later or cancelled. Its
-- days are those of the tenant's time zone at that time: metrics count by them, whatever the zone is later. A team has
-- no reference: one that is no more keeps what it was credited with.
CREATE TABLE csat_surveys (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	ticket_id uuid REFERENCES support_tickets ON DELETE SET NULL,
	resolution_number integer, -- of that ticket
	session_id uuid REFERENCES chat_sessions ON DELETE SET NULL, -- in whose window it is shown
	conversation_id uuid REFERENCES conversations ON DELETE SET NULL,
	customer_id varchar(100) REFERENCES visitors ON DELETE SET NULL ON UPDATE CASCADE,
	customer_email varchar(255),
	customer_phone varchar(16), -- E.164
	rating integer CHECK (rating BETWEEN 1 AND 5),
	feedback bytea, -- sealed
	agent_id uuid REFERENCES support_agents,
	team_id uuid,
	participants uuid[] NOT NULL DEFAULT '{}', -- agents
	channel varchar(20) NOT NULL DEFAULT 'email' CHECK (channel IN ('email', 'sms', 'in_app')),
	note varchar(20), -- why it went by another channel than the tenant's, or to nobody
	tags text[] NOT NULL DEFAULT '{}',
	token_hash bytea UNIQUE, -- of the link's token, or the short link's code
	reminder_hash bytea UNIQUE, -- the same of the reminder's
	sent_at timestamptz,
	sent_on date,
	responded_at timestamptz, -- the first answer
	responded_on date,
	corrected_at timestamptz, -- the last one, where it is another
	reminded_at timestamptz,
	low_told_at timestamptz, -- when admins were first told of a rating of 1 or 2
	cancelled_at timestamptz,
	expires_at timestamptz NOT NULL DEFAULT now() + interval '7 days',
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK ((sent_at IS NULL) = (sent_on IS NULL) AND (responded_at IS NULL) = (responded_on IS NULL)),
	CHECK ((rating IS NULL) = (responded_at IS NULL)),
	CHECK (responded_at IS NULL OR sent_at IS NOT NULL)
) WITH (fillfactor = 80);
ALTER TABLE csat_surveys ALTER COLUMN feedback SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX csat_surveys_ticket_id_key ON csat_surveys (ticket_id, resolution_number)
	WHERE ticket_id IS NOT NULL;
CREATE UNIQUE INDEX csat_surveys_session_id_key ON csat_surveys (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX csat_surveys_conversation_id_idx ON csat_surveys (conversation_id) WHERE conversation_id IS NOT NULL;
-- Whether a customer was asked of late.
CREATE INDEX csat_surveys_customer_id_idx ON csat_surveys (customer_id, sent_at) WHERE customer_id IS NOT NULL;
CREATE INDEX csat_surveys_customer_email_idx ON csat_surveys (customer_email, sent_at)
	WHERE customer_email IS NOT NULL;
CREATE INDEX csat_surveys_customer_phone_idx ON csat_surveys (customer_phone, sent_at)
	WHERE customer_phone IS NOT NULL;
CREATE INDEX csat_surveys_tags_idx ON csat_surveys USING gin (tags) WHERE tags <> '{}';
-- Lists: of all, and of an agent, who sees no others.
CREATE INDEX csat_surveys_sent_idx ON csat_surveys (sent_at, id) WHERE sent_at IS NOT NULL;
CREATE INDEX csat_surveys_responded_idx ON csat_surveys (responded_at, id) WHERE responded_at IS NOT NULL;
CREATE INDEX csat_surveys_unsent_idx ON csat_surveys (created_at, id) WHERE sent_at IS NULL;
CREATE INDEX csat_surveys_agent_sent_idx ON csat_surveys (agent_id, sent_at, id) WHERE sent_at IS NOT NULL;
CREATE INDEX csat_surveys_agent_responded_idx ON csat_surveys (agent_id, responded_at, id)
	WHERE responded_at IS NOT NULL;

-- What was sent on a day, and what was answered on it; both are written with the survey, by its triggers alone.
CREATE TABLE csat_metrics_daily (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	metric_date date NOT NULL UNIQUE,
	surveys_sent integer NOT NULL DEFAULT 0,
	surveys_responded integer NOT NULL DEFAULT 0, -- on that day, whenever they were sent
	surveys_answered integer NOT NULL DEFAULT 0, -- of those that were sent on that day, whenever
	total_rating integer NOT NULL DEFAULT 0,
	avg_rating decimal(3, 2) GENERATED ALWAYS AS (CASE WHEN surveys_responded > 0
		THEN total_rating::numeric / surveys_responded END) STORED,
	rating_1_count integer NOT NULL DEFAULT 0,
	rating_2_count integer NOT NULL DEFAULT 0,
	rating_3_count integer NOT NULL DEFAULT 0,
	rating_4_count integer NOT NULL DEFAULT 0,
	rating_5_count integer NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- The same, for whom and by which channel; the nil id is nobody, and no team.
CREATE TABLE csat_metrics_parts (
	metric_date date NOT NULL,
	agent_id uuid NOT NULL,
	team_id uuid NOT NULL,
	channel varchar(20) NOT NULL,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	surveys_sent integer NOT NULL DEFAULT 0,
	surveys_responded integer NOT NULL DEFAULT 0,
	surveys_answered integer NOT NULL DEFAULT 0,
	total_rating integer NOT NULL DEFAULT 0,
	rating_1_count integer NOT NULL DEFAULT 0,
	rating_2_count integer NOT NULL DEFAULT 0,
	rating_3_count integer NOT NULL DEFAULT 0,
	rating_4_count integer NOT NULL DEFAULT 0,
	rating_5_count integer NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (metric_date, agent_id, team_id, channel)
) WITH (fillfactor = 50);
CREATE INDEX csat_metrics_parts_agent_idx ON csat_metrics_parts (agent_id, metric_date);

-- Whom a webhook tells of what is no chat's.
ALTER TABLE webhook_deliveries ALTER COLUMN session_id DROP NOT NULL,
	ADD COLUMN ticket_id uuid REFERENCES support_tickets ON DELETE CASCADE,
	ADD COLUMN survey_id uuid REFERENCES csat_surveys ON DELETE CASCADE;
CREATE INDEX webhook_deliveries_ticket_idx ON webhook_deliveries (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX webhook_deliveries_survey_idx ON webhook_deliveries (survey_id) WHERE survey_id IS NOT NULL;
