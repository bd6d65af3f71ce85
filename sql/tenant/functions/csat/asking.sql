-- Asking: by which way, whether at all, and that it was done, once.

-- Whether a customer was asked within so many days, under this id, one that became theirs, or at this address or number.
CREATE OR REPLACE FUNCTION csat_was_asked(customer text, email text, phone text, survey uuid, days integer)
RETURNS boolean LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
	since CONSTANT timestamptz := now() - make_interval(days => days);
BEGIN
	RETURN days > 0 AND (
		EXISTS (SELECT FROM csat_surveys s WHERE s.sent_at > since AND s.id IS DISTINCT FROM survey
			AND s.customer_id = ANY (ARRAY(SELECT v.visitor_id FROM visitors v WHERE v.merged_into = customer) || customer))
		OR EXISTS (SELECT FROM csat_surveys s WHERE s.sent_at > since AND s.id IS DISTINCT FROM survey
			AND s.customer_email = email)
		OR EXISTS (SELECT FROM csat_surveys s WHERE s.sent_at > since AND s.id IS DISTINCT FROM survey
			AND s.customer_phone = phone));
END $$;

-- Why a survey that waits is not sent; NULL: it may be.
CREATE OR REPLACE FUNCTION csat_refusal(s csat_surveys, asks csat_settings) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN NOT asks.is_enabled OR s.ticket_id IS NULL AND NOT asks.asks_in_chat THEN 'off'
		WHEN csat_was_asked(s.customer_id, s.customer_email, s.customer_phone, s.id, asks.cooldown_days)
			THEN 'cooldown' END
$$;

-- Why a survey cannot go by a channel; NULL: it can.
CREATE OR REPLACE FUNCTION csat_channel_refusal(s csat_surveys, channel text) RETURNS text
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
	chat uuid;
BEGIN
	IF channel = 'email' THEN
		RETURN CASE WHEN s.customer_email IS NULL THEN 'no_address'
			WHEN EXISTS (SELECT FROM suppressed_addresses a WHERE a.address = s.customer_email)
				THEN 'refused_address' END;
	ELSIF channel = 'sms' THEN
		RETURN CASE WHEN s.customer_phone IS NULL THEN 'no_phone'
			WHEN EXISTS (SELECT FROM sms_settings o WHERE o.account IS NULL) THEN 'no_provider'
			WHEN EXISTS (SELECT FROM suppressed_numbers n WHERE n.number = s.customer_phone)
				THEN 'refused_phone' END;
	END IF;
	chat := coalesce(s.session_id, (SELECT t.session_id FROM support_tickets t WHERE t.id = s.ticket_id));
	RETURN CASE WHEN chat IS NULL OR EXISTS (SELECT FROM csat_surveys o WHERE o.session_id = chat AND o.id <> s.id)
		THEN 'no_window' END;
END $$;

-- By which channel a survey goes: its own, else the next that can be. Without one there is only the note, why the
-- first could not be.
CREATE OR REPLACE FUNCTION csat_channel_choose(s csat_surveys) RETURNS TABLE (channel text, note text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
	refusal text;
BEGIN
	FOREACH channel IN ARRAY CASE s.channel WHEN 'email' THEN '{email,in_app}'::text[]
		WHEN 'sms' THEN '{sms,email,in_app}' ELSE '{in_app,email}' END LOOP
		refusal := csat_channel_refusal(s, channel);
		IF refusal IS NULL THEN
			RETURN NEXT;
			RETURN;
		END IF;
		note := coalesce(note, refusal);
	END LOOP;
	channel := NULL;
	RETURN NEXT;
END $$;

-- What the job is to do about a survey: 'ask' whom and how, 'drop' it for the reason that the note has, or nothing:
-- 'over'. A reminder goes the way that the survey went, and not while its ticket is worked on again.
CREATE OR REPLACE FUNCTION csat_plan(survey uuid, is_reminder boolean)
RETURNS TABLE (act text, channel text, note text, recipient text, locale text, texts jsonb, expires_at timestamptz)
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	s csat_surveys;
	asks csat_settings;
BEGIN
	SELECT * INTO s FROM csat_surveys x WHERE x.id = survey;
	SELECT * INTO asks FROM csat_settings;
	SELECT m.locale INTO locale FROM mail_settings m;
	texts := asks.texts;
	act := 'over';
	IF is_reminder AND csat_survey_state(s) = 'open' AND s.reminded_at IS NULL AND asks.is_enabled THEN
		channel := s.channel;
		act := CASE WHEN csat_channel_refusal(s, channel) IS NULL AND channel <> 'in_app' AND NOT EXISTS (
			SELECT FROM support_tickets t WHERE t.id = s.ticket_id AND t.resolved_at IS NULL) THEN 'ask' ELSE 'over' END;
		expires_at := s.expires_at;
	ELSIF NOT is_reminder AND s.sent_at IS NULL AND s.cancelled_at IS NULL AND s.id IS NOT NULL THEN
		SELECT c.channel, c.note INTO channel, note FROM csat_channel_choose(s) c;
		note := coalesce(csat_refusal(s, asks), note);
		act := CASE WHEN channel IS NULL OR csat_refusal(s, asks) IS NOT NULL THEN 'drop' ELSE 'ask' END;
		expires_at := now() + make_interval(days => asks.expiry_days);
	END IF;
	recipient := CASE channel WHEN 'email' THEN s.customer_email WHEN 'sms' THEN s.customer_phone END;
	RETURN NEXT;
END $$;

-- Hands a survey's words over: to its mail, or its short message. In the window there is nothing to be sent.
CREATE OR REPLACE FUNCTION csat_post(s csat_surveys, kind text, message uuid, content bytea, segments bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF s.channel = 'email' THEN
		PERFORM mail_enqueue(message, kind, s.customer_email, NULL, s.id, content);
	ELSIF s.channel = 'sms' THEN
		PERFORM sms_enqueue(message, kind, s.customer_phone, content, segments, s.id);
	END IF;
END $$;

-- Holds what a survey hangs on, before the survey: who erases any of it holds that first, and the survey then.
CREATE OR REPLACE FUNCTION csat_hold(survey uuid) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	PERFORM FROM visitors v WHERE v.visitor_id = (SELECT s.customer_id FROM csat_surveys s WHERE s.id = survey)
	FOR KEY SHARE;
	PERFORM FROM chat_sessions c WHERE c.id IN (SELECT unnest(ARRAY[s.session_id, t.session_id])
		FROM csat_surveys s LEFT JOIN support_tickets t ON t.id = s.ticket_id WHERE s.id = survey)
	ORDER BY c.id FOR KEY SHARE;
	PERFORM FROM support_tickets t WHERE t.id = (SELECT s.ticket_id FROM csat_surveys s WHERE s.id = survey)
	FOR KEY SHARE;
END $$;

-- A survey is sent by this channel, and counted; or dropped, without one. Nothing where that has been done, or it was
-- cancelled. Of a tenant's surveys one is sent after the other, so that no customer is asked by two.
CREATE OR REPLACE FUNCTION csat_ask(survey uuid, channel text, note text, token_hash bytea, message uuid, content bytea,
	segments bigint, job_id uuid, fence bigint) RETURNS boolean
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	asks csat_settings;
	s csat_surveys;
	refusal text;
BEGIN
	SELECT * INTO asks FROM csat_settings FOR NO KEY UPDATE;
	PERFORM csat_hold(survey);
	SELECT * INTO s FROM csat_surveys x WHERE x.id = survey AND x.sent_at IS NULL AND x.cancelled_at IS NULL
	FOR NO KEY UPDATE;
	IF FOUND THEN
		refusal := csat_refusal(s, asks);
		UPDATE csat_surveys x SET note = coalesce(refusal, csat_ask.note),
			cancelled_at = CASE WHEN refusal IS NOT NULL OR csat_ask.channel IS NULL THEN now() END,
			channel = coalesce(csat_ask.channel, x.channel), token_hash = csat_ask.token_hash
		WHERE x.id = survey RETURNING * INTO s;
	END IF;
	IF s.id IS NOT NULL AND s.cancelled_at IS NULL THEN
		UPDATE csat_surveys x SET sent_at = now(), sent_on = csat_day(now()),
			expires_at = now() + make_interval(days => asks.expiry_days),
			session_id = CASE WHEN s.channel = 'in_app' THEN coalesce(x.session_id,
				(SELECT t.session_id FROM support_tickets t WHERE t.id = x.ticket_id)) END
		WHERE x.id = survey;
		PERFORM csat_post(s, 'csat.survey', message, content, segments);
		PERFORM webhooks_tell_about('csat_sent', NULL, NULL, survey);
		IF s.channel <> 'in_app' AND asks.reminder_days < asks.expiry_days THEN
			PERFORM control.job_enqueue('csat.remind', survey, now() + make_interval(days => asks.reminder_days));
		END IF;
	END IF;
	PERFORM control.job_finish(csat_ask.job_id, csat_ask.fence);
	RETURN s.id IS NOT NULL AND s.cancelled_at IS NULL;
END $$;

-- Whoever has not answered is asked once more, by a link of its own; not who has answered meanwhile.
CREATE OR REPLACE FUNCTION csat_remind(survey uuid, token_hash bytea, message uuid, content bytea, segments bigint,
	job_id uuid, fence bigint) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	s csat_surveys;
BEGIN
	UPDATE csat_surveys x SET reminded_at = now(), reminder_hash = csat_remind.token_hash
	WHERE x.id = survey AND x.reminded_at IS NULL AND x.rating IS NULL AND x.cancelled_at IS NULL
		AND x.expires_at > now()
	RETURNING * INTO s;
	IF FOUND THEN
		PERFORM csat_post(s, 'csat.reminder', message, content, segments);
	END IF;
	PERFORM control.job_finish(csat_remind.job_id, csat_remind.fence);
END $$;
