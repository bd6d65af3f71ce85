-- Messages that come by mail, and what goes by it.

-- chat_mail_take(message_id uuid) -> row(session_id uuid, content bytes, wrapped_key bytes?, visitor_id text,
--	visitor_name text?, visitor_email text?)
-- A mail that is to be made a message, and who wrote the session that it answers.
SELECT m.session_id, m.content, k.wrapped, s.visitor_id, s.visitor_name, s.visitor_email
FROM message_mails m JOIN chat_sessions s ON s.id = m.session_id
LEFT JOIN session_keys k ON k.session_id = m.session_id
WHERE m.message_id = $1 AND m.is_incoming;

-- chat_mail_store(message_id uuid, session_id uuid, visitor_id text, content bytes, fingerprint bytes,
--	job_id uuid, fence int) [write] -> row(outcome text, seq int?, created_at time?)
-- Makes a mail a message of a session, and finishes the job, unless the session has ended.
SELECT outcome, seq, created_at FROM message_mail_store($1, $2, $3, $4, $5, $6, $7);

-- chat_mail_job_done(job_id uuid, fence int) [write] -> nothing
-- Finishes the job of a mail that is not there any more.
SELECT control.job_finish($1, $2);

-- chat_mail_reply(session_id uuid, agent_id uuid) -> row(address text?, agent_name text, has_replies bool,
--	is_suppressed bool, message_references text?, first_id uuid?, first_session_id uuid?, first_key bytes?,
--	first_content bytes?)
-- What an answer by mail is made of: to whom, by whom, to which mails before; and the mail with which the thread
-- began, where the visitor wrote it.
SELECT s.visitor_email, a.name, m.has_replies,
	EXISTS (SELECT FROM suppressed_addresses p WHERE p.address = lower(s.visitor_email COLLATE "C")),
	message_mail_references(coalesce(s.conversation_id, s.id)), f.message_id, f.session_id, k.wrapped, f.content
FROM chat_sessions s
JOIN support_agents a ON a.id = $2
CROSS JOIN mail_settings m
LEFT JOIN LATERAL (SELECT x.* FROM message_mails x WHERE x.thread_id = coalesce(s.conversation_id, s.id)
	ORDER BY x.created_at LIMIT 1) f ON true
LEFT JOIN session_keys k ON k.session_id = f.session_id
WHERE s.id = $1;

-- chat_session_follow(session_id uuid, agent_id uuid, new_id uuid, wrapped_key bytes) [write]
--	-> row(outcome text, session_id uuid?, name text?)
-- The session in which an agent answers one that has ended, or why there is none, and about whom that is.
SELECT f.outcome, f.session_id, f.holder ->> 'name' FROM chat_session_follow($1, $2, $3, $4) f;

-- chat_mail_send(message_id uuid, session_id uuid, agent_id uuid, content bytes, fingerprint bytes, kind text,
--	recipient text, host text, parameters bytes) [write] -> row(outcome text, seq int?, created_at time?)
-- Stores an agent's message, and has it sent by mail.
SELECT s.outcome, s.seq, s.created_at FROM message_mail_send($1, $2, $3, $4, $5, $6, $7, $8, $9) s;

-- chat_mail_original(session_id uuid, message_id uuid) -> row(key_session_id uuid, wrapped_key bytes?, address text,
--	is_known bool, content bytes)
-- The mail that a message was.
SELECT x.session_id, k.wrapped, x.address, x.is_known, x.content
FROM chat_messages m JOIN message_mails x ON x.message_id = m.id AND x.is_incoming
LEFT JOIN session_keys k ON k.session_id = x.session_id
WHERE m.session_id = $1 AND m.id = $2;
