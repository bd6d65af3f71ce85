-- What is said in tickets by mail: comments that went to who asks, and such as came in answer.
CREATE TABLE ticket_mails (
	comment_id uuid PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	ticket_id uuid NOT NULL REFERENCES support_tickets ON DELETE CASCADE, -- into which a mail comes once
	mail_id varchar(300) NOT NULL, -- the mail's own Message-ID
	is_incoming boolean NOT NULL,
	address varchar(254) NOT NULL, -- whom it is from, or whom it was sent
	is_known boolean NOT NULL, -- that is the address of who asks
	created_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE (ticket_id, mail_id)
);
