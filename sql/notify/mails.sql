-- Mails that go out, as the job that sends them has it, and as admins see them.

-- mail_take(mail uuid, host text) [write] -> row(kind text, recipient text, locale text, parameters bytes?,
--	message_id text, created_at time, sender_name text?, sender_address text?, reply_to text?, color text,
--	is_suppressed bool, session_id uuid?, sender_id text?, content bytes?, wrapped_key bytes?,
--	is_of_ticket bool, ticket_number int?)
-- Begins a try at a mail that waits; no row when it does not any more. With the agent's message that it brings, if it
-- is one, or their comment in a ticket; and the number of the ticket that it is about.
SELECT m.kind, m.recipient, coalesce(m.locale, s.locale) AS locale, m.parameters, m.message_id, m.created_at,
	s.sender_name, s.sender_address, s.reply_to, c.primary_color AS color,
	EXISTS (SELECT FROM suppressed_addresses a WHERE a.address = m.recipient) AS is_suppressed,
	coalesce(x.session_id, t.ticket_id), coalesce(x.sender_id, t.author_id), coalesce(x.content, t.content),
	coalesce(k.wrapped, h.wrapped), t.id IS NOT NULL AS is_of_ticket, n.number
FROM mail_take($1, $2) m CROSS JOIN mail_settings s CROSS JOIN chat_widget_config c
LEFT JOIN chat_messages x ON x.id = m.id AND x.session_id = m.subject_id
LEFT JOIN session_keys k ON k.session_id = x.session_id
LEFT JOIN ticket_comments t ON t.id = m.id AND t.ticket_id = m.subject_id
LEFT JOIN ticket_keys h ON h.ticket_id = t.ticket_id
LEFT JOIN support_tickets n ON n.id = m.subject_id;

-- mail_sent(mail uuid, said text, job_id uuid, fence int) [write] -> nothing
-- Notes that the server has taken a mail, and finishes the job.
SELECT mail_sent($1, $2, $3, $4);

-- mail_keep(mail uuid, content bytes, job_id uuid, fence int) [write] -> nothing
-- Keeps what a mail says in place of sending it, and finishes the job.
WITH kept AS (
	INSERT INTO kept_mails (mail_id, content) SELECT m.id, $2 FROM outgoing_mails m WHERE m.id = $1
	ON CONFLICT DO NOTHING
)
SELECT mail_sent($1, NULL, $3, $4);

-- mail_content(mail uuid) -> row(content bytes)
-- What a kept mail says, sealed.
SELECT k.content FROM kept_mails k WHERE k.mail_id = $1;

-- mail_failed(mail uuid, step text, code int, said text, is_final bool, is_suppressed bool, job_id uuid,
--	fence int) [write] -> row(is_over bool)
-- Notes why a try failed; finishes the job where there is no other, and answers so.
SELECT mail_failed($1, $2, $3, $4, $5, $6, $7, $8) AS is_over;

-- mail_job_done(job_id uuid, fence int) [write] -> nothing
-- Finishes the job of a mail that is to be sent no more.
SELECT control.job_finish($1, $2);

-- mail_overview(is_set bool, is_inbox bool, usual_name text?, usual_address text) -> json
-- Who sends the tenant's mails, and how many wait or have failed.
SELECT mail_overview($1, $2, $3, $4);

-- mail_settings_set(sender_name text?, sender_address text?, reply_to text?, locale text, agent_id uuid) [write]
--	-> nothing
-- Writes who sends the tenant's mails.
SELECT mail_settings_set($1, $2, $3, $4, $5);

-- mail_list(state text?, cursor text?, most int) [slow] -> json
-- A page of mails, newest first.
WITH page AS MATERIALIZED (
	SELECT m.id, m.created_at FROM outgoing_mails m
	WHERE ($1::text IS NULL OR m.state = $1)
		AND ($2::text IS NULL OR (m.created_at, m.id) < (list_cursor_at($2), list_cursor_id($2)))
	ORDER BY m.created_at DESC, m.id DESC LIMIT $3 + 1
)
SELECT list_page(array_agg(mail_json(m) ORDER BY m.created_at DESC, m.id DESC),
	array_agg(list_cursor(m.created_at, m.id) ORDER BY m.created_at DESC, m.id DESC), $3)
FROM page p JOIN outgoing_mails m ON m.id = p.id;

-- mail_get(mail uuid) -> json
-- One mail.
SELECT mail_json(m) FROM outgoing_mails m WHERE m.id = $1;

-- mail_try_again(mail uuid, agent_id uuid) [write] -> json
-- Has a mail tried again at once; nothing where there is none that was not sent.
SELECT json FROM (SELECT mail_try_again($1, $2) AS json) t WHERE json IS NOT NULL;

-- mail_drop(mail uuid, agent_id uuid) [write] -> row(is_dropped bool)
-- Forgets a mail that was not sent.
SELECT mail_drop($1, $2) AS is_dropped;

-- mail_author(agent_id uuid) -> row(name text)
-- What an agent is called.
SELECT a.name FROM support_agents a WHERE a.id = $1;

-- mail_test(mail uuid, recipient text, parameters bytes, agent_id uuid) [write] -> json
-- Has a test mail sent.
WITH made AS MATERIALIZED (
	SELECT mail_enqueue($1, 'notify.test', $2, NULL, $4, $3), mail_note_act($4, 'mail.test', $1)
)
SELECT jsonb_build_object('id', $1) FROM made;

-- suppression_list(cursor text?, most int) [slow] -> json
-- A page of the addresses to which nothing is sent, newest first.
WITH page AS MATERIALIZED (
	SELECT s.* FROM suppressed_addresses s
	WHERE $1::text IS NULL OR (s.created_at, s.id) < (list_cursor_at($1), list_cursor_id($1))
	ORDER BY s.created_at DESC, s.id DESC LIMIT $2 + 1
)
SELECT list_page(array_agg(jsonb_strip_nulls(jsonb_build_object('id', id, 'address', address,
		'answerCode', answer_code, 'answer', answer, 'createdAt', chat_time(created_at)))
		ORDER BY created_at DESC, id DESC),
	array_agg(list_cursor(created_at, id) ORDER BY created_at DESC, id DESC), $2)
FROM page;

-- suppression_remove(suppression uuid, agent_id uuid) [write] -> row(is_removed bool)
-- Lets an address be written to again.
SELECT suppression_remove($1, $2) AS is_removed;

-- mail_upkeep(job_id uuid, fence int) [write] [slow] -> nothing
-- Deletes mails that were sent a month ago, and such as have failed for three months, some at a time.
WITH past AS (
	DELETE FROM outgoing_mails WHERE id IN (SELECT m.id FROM outgoing_mails m
		WHERE m.created_at < now() - interval '30 days'
			AND (m.state = 'sent' OR m.state = 'failed' AND m.created_at < now() - interval '90 days')
		ORDER BY m.created_at LIMIT 5000)
)
SELECT control.job_finish($1, $2);
