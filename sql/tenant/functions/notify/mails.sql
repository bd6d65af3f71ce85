-- Mails that go out. services/mails.h says how other services have one sent.

CREATE OR REPLACE FUNCTION mail_enqueue(mail uuid, kind text, recipient text, locale text, subject_id uuid,
	parameters bytea) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO outgoing_mails (id, kind, recipient, locale, subject_id, parameters, job_id)
	VALUES (mail_enqueue.mail, mail_enqueue.kind, mail_enqueue.recipient, mail_enqueue.locale,
		mail_enqueue.subject_id, mail_enqueue.parameters,
		control.job_enqueue('notify.mail', mail_enqueue.mail));
END $$;

-- An OutgoingMail, of its row.
CREATE OR REPLACE FUNCTION mail_json(m outgoing_mails) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN jsonb_strip_nulls(jsonb_build_object('id', m.id, 'kind', m.kind, 'recipient', m.recipient,
		'state', m.state, 'tries', m.tries, 'triedAt', chat_time(m.tried_at), 'answerStep', m.answer_step,
		'answerCode', m.answer_code, 'answer', m.answer,
		'isKept', nullif(EXISTS (SELECT FROM kept_mails k WHERE k.mail_id = m.id), false), 'createdAt', chat_time(m.created_at)));
END $$;

-- Begins a try: counts it, and fixes the message's id. No row when it does not wait any more.
CREATE OR REPLACE FUNCTION mail_take(mail uuid, host text) RETURNS SETOF outgoing_mails
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	RETURN QUERY UPDATE outgoing_mails m SET tries = m.tries + 1, tried_at = now(),
		first_tried_at = coalesce(m.first_tried_at, now()),
		message_id = coalesce(m.message_id, m.id || '@' || host)
	WHERE m.id = mail_take.mail AND m.state = 'waiting'
	RETURNING m.*;
END $$;

CREATE OR REPLACE FUNCTION mail_sent(mail uuid, answer text, job_id uuid, fence bigint) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	UPDATE outgoing_mails m SET state = 'sent', parameters = NULL, answer_step = NULL, answer_code = NULL,
		answer = left(mail_sent.answer, 600)
	WHERE m.id = mail_sent.mail;
	UPDATE mail_settings s SET first_sent_at = now() WHERE s.first_sent_at IS NULL;
	PERFORM control.job_finish(mail_sent.job_id, mail_sent.fence);
END $$;

-- Notes why a try failed. It was the last when the server will not have the mail, or after a day: then the job
-- is finished, and the answer true. One that was dropped meanwhile is over, too.
CREATE OR REPLACE FUNCTION mail_failed(mail uuid, step text, code bigint, answer text, is_final boolean,
	is_suppressed boolean, job_id uuid, fence bigint) RETURNS boolean
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	tried outgoing_mails;
BEGIN
	UPDATE outgoing_mails m SET answer_step = nullif(mail_failed.step, ''),
		answer_code = nullif(mail_failed.code, 0), answer = left(mail_failed.answer, 600),
		state = CASE WHEN m.state = 'waiting'
			AND (is_final OR m.first_tried_at < now() - interval '1 day') THEN 'failed' ELSE m.state END
	WHERE m.id = mail_failed.mail
	RETURNING m.* INTO tried;
	IF is_suppressed AND tried.recipient IS NOT NULL THEN
		INSERT INTO suppressed_addresses (address, answer_code, answer)
		VALUES (tried.recipient, mail_failed.code, left(mail_failed.answer, 600))
		ON CONFLICT (address) DO NOTHING;
	END IF;
	IF tried.state = 'waiting' THEN
		RETURN false;
	END IF;
	PERFORM control.job_finish(mail_failed.job_id, mail_failed.fence);
	RETURN true;
END $$;

-- What an admin does is noted.
CREATE OR REPLACE FUNCTION mail_note_act(agent uuid, action text, target uuid) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', agent::text, action, target::text)
$$;

-- Has a mail tried again at once: one that failed begins anew. NULL when there is none, or it was sent.
CREATE OR REPLACE FUNCTION mail_try_again(mail uuid, agent uuid) RETURNS jsonb
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	held outgoing_mails;
BEGIN
	SELECT * INTO held FROM outgoing_mails m WHERE m.id = mail_try_again.mail AND m.state <> 'sent' FOR UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	IF held.state = 'failed' OR NOT control.job_hasten(held.job_id) THEN
		UPDATE outgoing_mails m SET state = 'waiting', first_tried_at = NULL,
			job_id = control.job_enqueue('notify.mail', m.id)
		WHERE m.id = mail_try_again.mail RETURNING * INTO held;
	END IF;
	PERFORM mail_note_act(agent, 'mail.try_again', mail);
	RETURN mail_json(held);
END $$;

-- Forgets a mail that was not sent; whether there was one. One that is being sent at this moment arrives.
CREATE OR REPLACE FUNCTION mail_drop(mail uuid, agent uuid) RETURNS boolean
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	DELETE FROM outgoing_mails m WHERE m.id = mail_drop.mail AND m.state <> 'sent';
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM mail_note_act(agent, 'mail.drop', mail);
	RETURN true;
END $$;

-- Lets an address be written to again; whether it was on the list.
CREATE OR REPLACE FUNCTION suppression_remove(suppression uuid, agent uuid) RETURNS boolean
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	DELETE FROM suppressed_addresses s WHERE s.id = suppression_remove.suppression;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM mail_note_act(agent, 'mail.unsuppress', suppression);
	RETURN true;
END $$;

-- MailSettings: who sends, what waits, and what does not.
CREATE OR REPLACE FUNCTION mail_overview(is_set boolean, is_inbox boolean, usual_name text, usual_address text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_strip_nulls(jsonb_build_object('isServerSet', is_set, 'isInbox', is_inbox, 'senderName', s.sender_name,
		'senderAddress', s.sender_address, 'replyTo', s.reply_to, 'locale', s.locale,
		'usualName', coalesce(usual_name, control.scope_tenant_name()), 'usualAddress', usual_address,
		'waiting', (SELECT count(*) FROM outgoing_mails m WHERE m.state = 'waiting'),
		'failed', (SELECT count(*) FROM outgoing_mails m WHERE m.state = 'failed')))
		FROM mail_settings s);
END $$;

-- Writes who sends; what is NULL is the operator's.
CREATE OR REPLACE FUNCTION mail_settings_set(name text, address text, reply_to text, locale text, agent uuid)
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE mail_settings s SET sender_name = mail_settings_set.name, sender_address = mail_settings_set.address,
		reply_to = mail_settings_set.reply_to, locale = mail_settings_set.locale, updated_at = now();
	PERFORM mail_note_act(agent, 'mail.settings', NULL);
END $$;

-- InboundMail: what the tenant makes of mail that comes in.
CREATE OR REPLACE FUNCTION inbound_settings(is_set boolean, address text, hook_address text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_strip_nulls(jsonb_build_object('isSet', is_set, 'hasReplies', s.has_replies,
		'takesStrangers', s.takes_strangers, 'address', inbound_settings.address,
		'hookAddress', CASE WHEN s.hook_secret IS NOT NULL THEN inbound_settings.hook_address END)) FROM mail_settings s);
END $$;

-- Writes what is given of it; what is NULL stays.
CREATE OR REPLACE FUNCTION inbound_settings_set(replies boolean, strangers boolean, agent uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE mail_settings s SET has_replies = coalesce(replies, s.has_replies),
		takes_strangers = coalesce(strangers, s.takes_strangers), updated_at = now();
	PERFORM mail_note_act(agent, 'mail.inbound', NULL);
END $$;

-- Writes the secret by which requests with mail are known.
CREATE OR REPLACE FUNCTION inbound_hook_set(secret bytea, agent uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE mail_settings s SET hook_secret = secret, updated_at = now();
	PERFORM mail_note_act(agent, CASE WHEN secret IS NULL THEN 'mail.hook_drop' ELSE 'mail.hook_make' END, NULL);
END $$;
