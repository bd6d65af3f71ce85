-- Short messages that go out. services/sms.h says how other services have one sent.

CREATE OR REPLACE FUNCTION sms_enqueue(sms uuid, kind text, recipient text, body bytea, segments bigint,
	subject_id uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO outgoing_sms (id, kind, recipient, body, segments, subject_id, job_id)
	VALUES (sms_enqueue.sms, sms_enqueue.kind, sms_enqueue.recipient, sms_enqueue.body,
		sms_enqueue.segments, sms_enqueue.subject_id,
		control.job_enqueue('notify.sms', sms_enqueue.sms));
END $$;

-- An OutgoingSms, of its row.
CREATE OR REPLACE FUNCTION sms_json(m outgoing_sms) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('id', m.id, 'kind', m.kind, 'recipient', m.recipient,
		'segments', m.segments, 'state', m.state, 'tries', m.tries, 'triedAt', chat_time(m.tried_at),
		'status', m.status, 'answer', m.answer, 'createdAt', chat_time(m.created_at)))
$$;

-- The SmsSettings; the token is never shown.
CREATE OR REPLACE FUNCTION sms_settings_json() RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('isSet', s.account IS NOT NULL, 'baseUrl', s.base_url,
		'account', s.account, 'sender', s.sender, 'tokenSetAt', chat_time(s.token_set_at),
		'segmentsMost', s.segments_most,
		'waiting', (SELECT count(*) FROM outgoing_sms m WHERE m.state = 'waiting'),
		'failed', (SELECT count(*) FROM outgoing_sms m WHERE m.state = 'failed')))
	FROM sms_settings s
$$;

CREATE OR REPLACE FUNCTION sms_settings_shown() RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT sms_settings_json() - '{isSet,waiting,failed}'::text[]
$$;

-- Writes who sends; a token that is NULL stays the one that it was. False where there is none.
CREATE OR REPLACE FUNCTION sms_settings_set(agent uuid, base_url text, account text, token bytea, sender text,
	segments_most bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	before jsonb;
BEGIN
	PERFORM FROM sms_settings s FOR NO KEY UPDATE;
	before := sms_settings_shown();
	UPDATE sms_settings s SET base_url = sms_settings_set.base_url, account = sms_settings_set.account,
		token = coalesce(sms_settings_set.token, s.token), sender = sms_settings_set.sender,
		token_set_at = CASE WHEN sms_settings_set.token IS NULL THEN s.token_set_at ELSE now() END,
		segments_most = sms_settings_set.segments_most, updated_at = now()
	WHERE coalesce(sms_settings_set.token, s.token) IS NOT NULL
		-- A token goes to no other server than the one for which it was given.
		AND (sms_settings_set.token IS NOT NULL OR s.base_url = sms_settings_set.base_url);
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM settings_note(agent, 'sms.settings', before, sms_settings_shown());
	RETURN true;
END $$;

-- There is no provider any more: what waits goes on waiting.
CREATE OR REPLACE FUNCTION sms_settings_clear(agent uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	before jsonb := sms_settings_shown();
BEGIN
	UPDATE sms_settings SET account = NULL, token = NULL, token_set_at = NULL, sender = NULL, updated_at = now();
	PERFORM settings_note(agent, 'sms.settings', before, sms_settings_shown());
END $$;

-- Begins a try: counts it. No row when it does not wait any more.
CREATE OR REPLACE FUNCTION sms_take(sms uuid) RETURNS SETOF outgoing_sms
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	RETURN QUERY UPDATE outgoing_sms m SET tries = m.tries + 1, tried_at = now(),
		first_tried_at = coalesce(m.first_tried_at, now())
	WHERE m.id = sms_take.sms AND m.state = 'waiting'
	RETURNING m.*;
END $$;

CREATE OR REPLACE FUNCTION sms_sent(sms uuid, status bigint, answer text, job_id uuid, fence bigint) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	UPDATE outgoing_sms m SET state = 'sent', body = NULL, status = sms_sent.status,
		answer = left(sms_sent.answer, 600)
	WHERE m.id = sms_sent.sms;
	PERFORM control.job_finish(sms_sent.job_id, sms_sent.fence);
END $$;

-- Notes why a try failed. It was the last when the provider will not have it, when it may have it three times
-- over, or after a day: then the job is finished, and the answer true. One that was dropped meanwhile is over, too.
CREATE OR REPLACE FUNCTION sms_failed(sms uuid, status bigint, answer text, is_final boolean,
	is_unanswered boolean, is_suppressed boolean, job_id uuid, fence bigint) RETURNS boolean
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	tried outgoing_sms;
BEGIN
	UPDATE outgoing_sms m SET status = nullif(sms_failed.status, 0), answer = left(sms_failed.answer, 600),
		unanswered = m.unanswered + is_unanswered::integer,
		state = CASE WHEN m.state = 'waiting' AND (is_final OR m.unanswered + is_unanswered::integer >= 3
			OR m.first_tried_at < now() - interval '1 day') THEN 'failed' ELSE m.state END
	WHERE m.id = sms_failed.sms
	RETURNING m.* INTO tried;
	IF is_suppressed AND tried.recipient IS NOT NULL THEN
		INSERT INTO suppressed_numbers (number, answer) VALUES (tried.recipient, left(sms_failed.answer, 600))
		ON CONFLICT (number) DO NOTHING;
	END IF;
	IF tried.state = 'waiting' THEN
		RETURN false;
	END IF;
	PERFORM control.job_finish(sms_failed.job_id, sms_failed.fence);
	RETURN true;
END $$;

-- Has one tried again at once: one that failed begins anew. NULL when there is none, or it was sent.
CREATE OR REPLACE FUNCTION sms_try_again(sms uuid, agent uuid) RETURNS jsonb
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	held outgoing_sms;
BEGIN
	SELECT * INTO held FROM outgoing_sms m WHERE m.id = sms_try_again.sms AND m.state <> 'sent' FOR UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	IF held.state = 'failed' OR NOT control.job_hasten(held.job_id) THEN
		UPDATE outgoing_sms m SET state = 'waiting', first_tried_at = NULL, unanswered = 0,
			job_id = control.job_enqueue('notify.sms', m.id)
		WHERE m.id = sms_try_again.sms RETURNING * INTO held;
	END IF;
	PERFORM mail_note_act(agent, 'sms.try_again', sms);
	RETURN sms_json(held);
END $$;

-- Forgets one that was not sent; whether there was one. One that is being sent at this moment arrives.
CREATE OR REPLACE FUNCTION sms_drop(sms uuid, agent uuid) RETURNS boolean
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	DELETE FROM outgoing_sms m WHERE m.id = sms_drop.sms AND m.state <> 'sent';
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM mail_note_act(agent, 'sms.drop', sms);
	RETURN true;
END $$;

-- Numbers go on the list and from it.
CREATE OR REPLACE FUNCTION sms_suppress(number text, agent uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	made uuid;
BEGIN
	INSERT INTO suppressed_numbers (number) VALUES (sms_suppress.number) ON CONFLICT DO NOTHING RETURNING id INTO made;
	IF made IS NOT NULL THEN
		PERFORM mail_note_act(agent, 'sms.suppress', made);
	END IF;
END $$;

CREATE OR REPLACE FUNCTION sms_unsuppress(suppression uuid, agent uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM suppressed_numbers s WHERE s.id = suppression;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM mail_note_act(agent, 'sms.unsuppress', suppression);
	RETURN true;
END $$;
