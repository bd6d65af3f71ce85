-- Mails that come in, on their way into conversations.

-- inbound_session(session_id uuid) -> row(wrapped_key bytes, visitor_email text?, locale text)
-- The session that a mail answers, with the address that its visitor left.
SELECT k.wrapped, s.visitor_email, (SELECT m.locale FROM mail_settings m)
FROM chat_sessions s JOIN session_keys k ON k.session_id = s.id WHERE s.id = $1;

-- inbound_keep(message_id uuid, session_id uuid, mail_id text, address text, is_known bool, content bytes) [write]
--	-> row(is_new bool)
-- Keeps a mail until it is a message; whether it has not come before.
SELECT message_mail_keep($1, $2, $3, $4, $5, $6);

-- inbound_ticket(ticket_id uuid, wrapped bytes) [write] -> row(wrapped_key bytes, requester_email text?,
--	visitor_id text?, locale text)
-- The ticket that a mail answers, with who asks, and its key, which is this one where there was none.
SELECT h.held, t.requester_email, t.visitor_id, (SELECT m.locale FROM mail_settings m)
FROM (SELECT ticket_key_hold($1, $2) AS held) h JOIN support_tickets t ON t.id = $1 WHERE h.held IS NOT NULL;

-- inbound_ticket_keep(comment_id uuid, ticket_id uuid, author_id text?, mail_id text, address text, is_known bool,
--	content bytes, fingerprint bytes) [write] -> row(is_new bool)
-- Makes a mail a comment of its ticket; whether it has not come before.
SELECT ticket_mail_take($1, $2, $3, $4, $5, $6, $7, $8);

-- inbound_bounce(session_id uuid, address text, said text) [write] -> row(is_done bool)
-- Puts an address on the list of those that are written to no more, if a mail of that session's conversation, or of the
-- ticket with that id, went there.
WITH done AS (
	INSERT INTO suppressed_addresses (address, answer_code, answer)
	SELECT $2::text, 550, $3 WHERE EXISTS (SELECT FROM message_mails m
		WHERE m.thread_id = message_mail_thread($1) AND NOT m.is_incoming AND m.address = $2::text)
		OR EXISTS (SELECT FROM ticket_mails m
			WHERE m.ticket_id = $1 AND NOT m.is_incoming AND m.address = $2::text)
	ON CONFLICT (address) DO NOTHING RETURNING true
)
SELECT EXISTS (SELECT FROM done) AS is_done;

-- inbound_stranger(visitor_id text, name text?, address text, new_id uuid, wrapped_key bytes) [write]
--	-> row(takes_strangers bool, session_id uuid?, wrapped_key bytes?, locale text)
-- The open session of somebody who writes to the tenant's own address, or a new one; none where the tenant takes no
-- such mail, or as many wait as may.
SELECT b.takes_strangers, b.session_id, b.wrapped_key, b.locale FROM mail_stranger_begin($1, $2, $3, $4, $5) b;

-- inbound_settings(is_set bool, address text?, hook_address text) -> json
-- What the tenant makes of mail.
SELECT inbound_settings($1, $2, $3);

-- inbound_settings_set(has_replies text?, takes_strangers text?, agent_id uuid) [write] -> nothing
-- Writes what is given of it.
SELECT inbound_settings_set($1::boolean, $2::boolean, $3);

-- inbound_hook() -> row(secret bytes?)
-- The secret, sealed, by which requests with mail are known; NULL where none are taken.
SELECT m.hook_secret FROM mail_settings m;

-- inbound_hook_set(secret bytes?, agent_id uuid) [write] -> nothing
-- Writes that secret; without one no requests are taken.
SELECT inbound_hook_set($1, $2);
