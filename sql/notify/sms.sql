-- Short messages that go out, as the job that sends them has it, and as admins see them.

-- sms_take(sms uuid) [write] -> row(recipient text, body bytes?, segments int, base_url text, account text?,
--	token bytes?, sender text?, segments_most int, is_suppressed bool)
-- Begins a try at one that waits; no row when it does not any more.
SELECT m.recipient, m.body, m.segments::bigint, s.base_url, s.account, s.token, s.sender, s.segments_most::bigint,
	EXISTS (SELECT FROM suppressed_numbers n WHERE n.number = m.recipient) AS is_suppressed
FROM sms_take($1) m CROSS JOIN sms_settings s;

-- sms_is_set() -> row(is_set bool)
-- Whether there is a provider.
SELECT s.account IS NOT NULL AS is_set FROM sms_settings s;

-- sms_sent(sms uuid, status int, said text, job_id uuid, fence int) [write] -> nothing
-- Notes that the provider has taken it, and finishes the job.
SELECT sms_sent($1, $2, $3, $4, $5);

-- sms_failed(sms uuid, status int, said text, is_final bool, is_unanswered bool, is_suppressed bool, job_id uuid,
--	fence int) [write] -> row(is_over bool)
-- Notes why a try failed; finishes the job where there is no other, and answers so.
SELECT sms_failed($1, $2, $3, $4, $5, $6, $7, $8) AS is_over;

-- sms_job_done(job_id uuid, fence int) [write] -> nothing
-- Finishes the job of one that is to be sent no more.
SELECT control.job_finish($1, $2);

-- sms_settings_get() -> json
-- The SmsSettings.
SELECT sms_settings_json();

-- sms_settings_set(agent_id uuid, base_url text, account text, token bytes?, sender text, segments_most int) [write]
--	-> row(is_done bool)
-- Writes who sends; false where there is no token.
SELECT sms_settings_set($1, $2, $3, $4, $5, $6) AS is_done;

-- sms_settings_clear(agent_id uuid) [write] -> nothing
-- Forgets the provider.
SELECT sms_settings_clear($1);

-- sms_list(state text?, cursor text?, most int) [slow] -> json
-- A page of them, newest first.
WITH page AS MATERIALIZED (
	SELECT m.id, m.created_at FROM outgoing_sms m
	WHERE ($1::text IS NULL OR m.state = $1)
		AND ($2::text IS NULL OR (m.created_at, m.id) < (list_cursor_at($2), list_cursor_id($2)))
	ORDER BY m.created_at DESC, m.id DESC LIMIT $3 + 1
)
SELECT list_page(array_agg(sms_json(m) ORDER BY m.created_at DESC, m.id DESC),
	array_agg(list_cursor(m.created_at, m.id) ORDER BY m.created_at DESC, m.id DESC), $3)
FROM page p JOIN outgoing_sms m ON m.id = p.id;

-- sms_get(sms uuid) -> json
-- One of them.
SELECT sms_json(m) FROM outgoing_sms m WHERE m.id = $1;

-- sms_try_again(sms uuid, agent_id uuid) [write] -> json
-- Has one tried again at once; nothing where there is none that was not sent.
SELECT json FROM (SELECT sms_try_again($1, $2) AS json) t WHERE json IS NOT NULL;

-- sms_drop(sms uuid, agent_id uuid) [write] -> row(is_dropped bool)
-- Forgets one that was not sent.
SELECT sms_drop($1, $2) AS is_dropped;

-- sms_test(sms uuid, recipient text, body bytes, segments int, agent_id uuid) [write] -> json
-- Has a test sent.
WITH made AS MATERIALIZED (
	SELECT sms_enqueue($1, 'notify.test', $2, $3, $4, NULL), mail_note_act($5, 'sms.test', $1)
)
SELECT jsonb_build_object('id', $1) FROM made;

-- sms_suppressed(cursor text?, most int) [slow] -> json
-- A page of the numbers to which nothing is sent, newest first.
WITH page AS MATERIALIZED (
	SELECT s.* FROM suppressed_numbers s
	WHERE $1::text IS NULL OR (s.created_at, s.id) < (list_cursor_at($1), list_cursor_id($1))
	ORDER BY s.created_at DESC, s.id DESC LIMIT $2 + 1
)
SELECT list_page(array_agg(jsonb_strip_nulls(jsonb_build_object('id', id, 'number', number,
		'answer', answer, 'createdAt', chat_time(created_at))) ORDER BY created_at DESC, id DESC),
	array_agg(list_cursor(created_at, id) ORDER BY created_at DESC, id DESC), $2)
FROM page;

-- sms_suppress(number text, agent_id uuid) [write] -> nothing
-- Puts a number on the list.
SELECT sms_suppress($1, $2);

-- sms_unsuppress(suppression uuid, agent_id uuid) [write] -> row(is_removed bool)
-- Lets a number be written to again.
SELECT sms_unsuppress($1, $2) AS is_removed;

-- sms_upkeep(job_id uuid, fence int) [write] [slow] -> nothing
-- Deletes those that were sent a month ago, and such as have failed for three months, some at a time.
WITH past AS (
	DELETE FROM outgoing_sms WHERE id IN (SELECT m.id FROM outgoing_sms m
		WHERE m.created_at < now() - interval '30 days'
			AND (m.state = 'sent' OR m.state = 'failed' AND m.created_at < now() - interval '90 days')
		ORDER BY m.created_at LIMIT 5000)
)
SELECT control.job_finish($1, $2);
