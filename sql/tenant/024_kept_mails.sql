-- Where mails go to an inbox of the console's in place of a mail server: what each says.
CREATE TABLE kept_mails (
	mail_id uuid PRIMARY KEY REFERENCES outgoing_mails ON DELETE CASCADE,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	content bytea NOT NULL, -- sealed under the tenant's key
	created_at timestamptz NOT NULL DEFAULT now()
);
