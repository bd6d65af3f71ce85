-- When the visitor wrote last by mail: who does is not there, and waits all the same.
ALTER TABLE chat_sessions ADD COLUMN visitor_mailed_at timestamptz;

-- Messages of conversations that came by mail, or went. Of one that came the row is there before the message is:
-- it is what was promised to the mail server.
CREATE TABLE message_mails (
	message_id uuid PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	session_id uuid NOT NULL REFERENCES chat_sessions ON DELETE CASCADE, -- under whose key the content is sealed
	thread_id uuid NOT NULL, -- the conversation, into which a mail comes once
	mail_id varchar(300) NOT NULL, -- the mail's own Message-ID
	is_incoming boolean NOT NULL,
	address varchar(254) NOT NULL, -- whom it is from, or whom it was sent
	is_known boolean NOT NULL, -- that is the address that the visitor had left
	content bytea, -- sealed: the mail as it was before it was made a message; of ours there is none
	created_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE (thread_id, mail_id),
	CHECK (is_incoming = (content IS NOT NULL))
);
CREATE INDEX message_mails_session_id_idx ON message_mails (session_id);
ALTER TABLE message_mails ALTER COLUMN content SET STORAGE EXTERNAL;

-- Whether agents may answer visitors who have left by mail.
ALTER TABLE mail_settings ADD COLUMN has_replies boolean NOT NULL DEFAULT true;
