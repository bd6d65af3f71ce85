-- Who sends a tenant's mails, and in which language; what is NULL is the operator's.
CREATE TABLE mail_settings (
	id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	sender_name varchar(255),
	sender_address varchar(254),
	reply_to varchar(254),
	locale varchar(10) NOT NULL DEFAULT 'en' CHECK (locale IN ('en', 'de')),
	updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO mail_settings DEFAULT VALUES;
REVOKE INSERT, DELETE ON mail_settings FROM :tenant_role;

-- Mails to be sent, and those that were: what a mail says is made of its kind and of its parameters when it is
-- sent, and the parameters go then.
CREATE TABLE outgoing_mails (
	id uuid PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	kind varchar(60) NOT NULL, -- a template
	recipient varchar(254) NOT NULL,
	locale varchar(10), -- NULL: the tenant's
	subject_id uuid, -- the row that it is about
	parameters bytea, -- sealed under the tenant's key
	message_id varchar(300), -- set by the first try, and the same at each
	state varchar(10) NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
	job_id uuid NOT NULL, -- that sends it
	tries integer NOT NULL DEFAULT 0,
	first_tried_at timestamptz,
	tried_at timestamptz,
	answer_step varchar(20), -- what was being said to the server when it answered
	answer_code integer, -- of its refusal
	answer varchar(600), -- its last answer, or why there was none
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK (state <> 'sent' OR parameters IS NULL)
);
CREATE INDEX outgoing_mails_created_at_idx ON outgoing_mails (created_at DESC, id DESC);
CREATE INDEX outgoing_mails_unsent_idx ON outgoing_mails (state, created_at DESC, id DESC) WHERE state <> 'sent';

-- Addresses that a mail server refused for good: nothing is sent to them.
CREATE TABLE suppressed_addresses (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	address varchar(254) NOT NULL UNIQUE,
	answer_code integer,
	answer varchar(600),
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX suppressed_addresses_created_at_idx ON suppressed_addresses (created_at DESC, id DESC);
