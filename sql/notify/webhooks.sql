-- Webhooks: endpoints, and what was delivered to them.

-- webhook_list() [slow] -> json
-- The tenant's endpoints, oldest first.
SELECT jsonb_build_object('items', coalesce(jsonb_agg(webhook_json(w) ORDER BY w.created_at, w.id), '[]'))
FROM webhook_endpoints w;

-- webhook_create(endpoint_id uuid, url text, description text, events texts, secret bytes, agent_id uuid) [write]
--	-> row(endpoint text?)
-- Makes an endpoint; none where there are as many as may be.
SELECT webhook_create($1, $2, $3, $4, $5, $6)::text;

-- webhook_change(endpoint_id uuid, url text?, description text?, events json?, state text?, agent_id uuid) [write]
--	-> row(endpoint text?)
-- Changes what is given of an endpoint; none where there is no such one.
SELECT webhook_change($1, $2, $3, CASE WHEN $4::jsonb IS NOT NULL
	THEN ARRAY(SELECT e FROM jsonb_array_elements_text($4) AS e) END, $5, $6)::text;

-- webhook_rotate(endpoint_id uuid, secret bytes, agent_id uuid) [write] -> json
-- Gives an endpoint another secret; the one before signs beside it for a day.
WITH rotated AS (
	UPDATE webhook_endpoints w SET former_secret = w.secret, former_until = now() + interval '24 hours',
		secret = $2, updated_at = now()
	WHERE w.id = $1 RETURNING w.*
), noted AS (
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'agent', $3::uuid, 'webhook.rotate', r.id FROM rotated r
)
SELECT webhook_json(r) FROM rotated r;

-- webhook_delete(endpoint_id uuid, agent_id uuid) [write] -> row(id uuid)
-- Deletes an endpoint; nothing is delivered to it any more.
WITH gone AS (
	DELETE FROM webhook_endpoints w WHERE w.id = $1 RETURNING w.id
), noted AS (
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'agent', $2::uuid, 'webhook.delete', g.id FROM gone g
)
SELECT g.id FROM gone g;

-- webhook_test(endpoint_id uuid, agent_id uuid) [write] -> row(url text, secret bytes, former_secret bytes?)
-- Whom a test is sent to, which is noted.
WITH noted AS (
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'agent', $2::uuid, 'webhook.test', w.id FROM webhook_endpoints w WHERE w.id = $1
)
SELECT w.url, w.secret, CASE WHEN w.former_until > now() THEN w.former_secret END
FROM webhook_endpoints w WHERE w.id = $1;

-- webhook_deliveries(endpoint_id uuid, cursor text?, most int) [slow] -> json
-- A page of what was delivered to an endpoint, newest first; none where there is no such one.
WITH page AS MATERIALIZED (
	SELECT d.* FROM webhook_deliveries d
	WHERE d.endpoint_id = $1
		AND ($2::text IS NULL OR (d.created_at, d.id) < (list_cursor_at($2), list_cursor_id($2)))
	ORDER BY d.created_at DESC, d.id DESC LIMIT $3 + 1
)
SELECT (SELECT list_page(
	array_agg(jsonb_strip_nulls(jsonb_build_object('id', p.id, 'event', p.event, 'sessionId', p.session_id,
		'messageId', p.message_id, 'ticketId', p.ticket_id, 'surveyId', p.survey_id, 'state', p.state, 'attempts', p.attempts, 'lastStatus', p.last_status,
		'failure', p.failure, 'durationMs', p.duration_ms, 'nextAt', chat_time(p.next_at),
		'attemptedAt', chat_time(p.attempted_at), 'createdAt', chat_time(p.created_at)))
		ORDER BY p.created_at DESC, p.id DESC),
	array_agg(list_cursor(p.created_at, p.id) ORDER BY p.created_at DESC, p.id DESC), $3)
	FROM page p)
FROM webhook_endpoints w WHERE w.id = $1;

-- webhook_send_again(endpoint_id uuid, delivery_id uuid, agent_id uuid) [write] -> row(outcome text)
-- Has a delivery sent again.
SELECT webhook_send_again($1, $2, $3);

-- webhook_begin(delivery_id uuid, job_id uuid, fence int) [write]
--	-> rows(endpoint_id uuid, url text, secret bytes, former_secret bytes?, event text,
--	session_id uuid?, message_id uuid?, ticket_id uuid?, survey_id uuid?, created_at time)
-- Whether a delivery is to be sent now, and to whom; no row: it is not, and its job is finished.
SELECT b.endpoint_id, b.url, b.secret, b.former_secret, b.event, b.session_id, b.message_id, d.ticket_id,
	d.survey_id, b.created_at
FROM webhook_begin($1, $2, $3) b JOIN webhook_deliveries d ON d.id = $1;

-- webhook_session(session_id uuid) -> json
-- A session as agents see it.
SELECT chat_session_json(s, 'agent', CASE WHEN s.status IN ('waiting', 'transferred') THEN chat_queue_place(s) END,
	chat_agents_online(), chat_usual_wait())
FROM chat_sessions s WHERE s.id = $1;

-- webhook_message(session_id uuid, message_id uuid) -> sealed(chat_messages, content)
-- A session's message.
SELECT chat_message_json_by(m, s.visitor_read_seq, s.agent_read_seq, a.name, x), m.session_id, m.id,
	m.sender_type::text, m.sender_id::text, k.wrapped, m.content
FROM chat_messages m
JOIN chat_sessions s ON s.id = m.session_id
LEFT JOIN session_keys k ON k.session_id = m.session_id
LEFT JOIN support_agents a ON a.id = agent_of(m.sender_type, m.sender_id)
LEFT JOIN message_mails x ON x.message_id = m.id
WHERE m.session_id = $1 AND m.id = $2;

-- webhook_ticket(ticket_id uuid) -> json
-- A ticket as agents see it.
SELECT ticket_json(t) FROM support_tickets t WHERE t.id = $1;

-- webhook_comment(ticket_id uuid, comment_id uuid) -> sealed(ticket_comments, content)
-- What was said in a ticket, once.
SELECT ticket_comment_json(c), c.ticket_id, c.id, c.author_type::text, c.author_id::text, k.wrapped, c.content
FROM ticket_comments c LEFT JOIN ticket_keys k ON k.ticket_id = c.ticket_id
WHERE c.id = $2 AND c.ticket_id = $1;

-- webhook_survey(survey_id uuid) -> row(survey text, feedback bytes?)
-- A survey as agents see it, and what was written, sealed.
SELECT csat_survey_json(s)::text AS survey, s.feedback FROM csat_surveys s WHERE s.id = $1;

-- webhook_note(delivery_id uuid, job_id uuid, fence int, is_delivered bool, status int?, failure text?,
--	duration_ms int) [write] -> nothing
-- Notes what became of a delivery, and finishes its job.
SELECT webhook_note($1, $2, $3, $4, $5, $6, $7);

-- webhook_upkeep(job_id uuid, fence int) [write] [slow] -> nothing
-- Deletes deliveries that are older than 30 days, some at a time, and secrets that sign no more; finishes the job.
WITH past AS (
	DELETE FROM webhook_deliveries WHERE id IN (SELECT d.id FROM webhook_deliveries d
		WHERE d.created_at < now() - interval '30 days' ORDER BY d.created_at LIMIT 5000)
), rotated AS (
	UPDATE webhook_endpoints SET former_secret = NULL, former_until = NULL WHERE former_until <= now()
)
SELECT control.job_finish($1, $2);
