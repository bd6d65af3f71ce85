-- How far a tenant is set up.

-- Where the widget was seen: an origin of the tenant's list and when, to an hour. No page, and nobody's visit.
CREATE TABLE seen_origins (
	origin varchar(255) PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	last_seen_at timestamptz NOT NULL DEFAULT now()
);

-- What admins are reminded of until they are through, or want to hear no more of it.
CREATE TABLE setup_checklist (
	id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	dismissed_at timestamptz
);
INSERT INTO setup_checklist DEFAULT VALUES;
REVOKE INSERT, DELETE ON setup_checklist FROM :tenant_role;

-- When a mail server took a mail of the tenant's first: mails themselves are forgotten.
ALTER TABLE mail_settings ADD COLUMN first_sent_at timestamptz;
UPDATE mail_settings SET first_sent_at = (SELECT min(m.tried_at) FROM outgoing_mails m WHERE m.state = 'sent');
