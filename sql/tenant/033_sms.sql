-- Short messages that go out by a provider of the tenant's own, in the shape of Twilio's requests.
CREATE TABLE sms_settings (
	id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	base_url varchar(255) NOT NULL DEFAULT 'https://api.twilio.com', -- an origin
	account varchar(100), -- NULL: there is no provider
	token bytea, -- sealed under the tenant's key
	token_set_at timestamptz,
	sender varchar(20),
	segments_most integer NOT NULL DEFAULT 3 CHECK (segments_most BETWEEN 1 AND 10),
	updated_at timestamptz NOT NULL DEFAULT now(),
	CHECK ((account IS NULL) = (token IS NULL) AND (account IS NULL) = (sender IS NULL))
);
INSERT INTO sms_settings DEFAULT VALUES;
REVOKE INSERT, DELETE ON sms_settings FROM :tenant_role;

CREATE TABLE outgoing_sms (
	id uuid PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	kind varchar(60) NOT NULL, -- what it is for, as its service names it
	recipient varchar(16) NOT NULL, -- E.164
	subject_id uuid, -- the row that it is about
	body bytea, -- sealed under the tenant's key; gone once it was sent
	segments integer NOT NULL,
	state varchar(10) NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
	job_id uuid NOT NULL, -- that sends it
	tries integer NOT NULL DEFAULT 0,
	unanswered integer NOT NULL DEFAULT 0, -- tries that the provider may have taken all the same
	first_tried_at timestamptz,
	tried_at timestamptz,
	status integer, -- of HTTP, of its last answer
	answer varchar(600), -- its last answer, or why there was none
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK (state <> 'sent' OR body IS NULL)
);
CREATE INDEX outgoing_sms_created_at_idx ON outgoing_sms (created_at DESC, id DESC);
CREATE INDEX outgoing_sms_unsent_idx ON outgoing_sms (state, created_at DESC, id DESC) WHERE state <> 'sent';

-- Numbers that want none, or to which the provider says that none may go: nothing is sent to them.
CREATE TABLE suppressed_numbers (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	number varchar(16) NOT NULL UNIQUE,
	answer varchar(600), -- the provider's; NULL: an admin said so
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX suppressed_numbers_created_at_idx ON suppressed_numbers (created_at DESC, id DESC);
