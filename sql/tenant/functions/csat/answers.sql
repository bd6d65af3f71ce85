-- What a customer answers, by a link, a short link or in the chat's window.

CREATE OR REPLACE FUNCTION csat_survey_state(s csat_surveys) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN s.id IS NULL THEN 'absent' WHEN s.cancelled_at IS NOT NULL THEN 'cancelled'
		WHEN s.expires_at <= now() THEN 'expired' WHEN s.rating IS NOT NULL THEN 'answered' ELSE 'open' END
$$;

-- A survey as whoever has its link sees it: nobody's name, and nothing of what they wrote.
CREATE OR REPLACE FUNCTION csat_survey_public(s csat_surveys) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('id', s.id, 'state', csat_survey_state(s), 'rating', s.rating,
		'respondedAt', chat_time(s.responded_at), 'expiresAt', chat_time(s.expires_at), 'channel', s.channel,
		'scale', o.scale, 'texts', o.texts))
	FROM csat_settings o WHERE s.id IS NOT NULL
$$;

-- Whose link it is; no row of a token that is nobody's.
CREATE OR REPLACE FUNCTION csat_survey_of(token_hash bytea) RETURNS SETOF csat_surveys
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
	RETURN QUERY SELECT * FROM csat_surveys s
	WHERE s.token_hash = csat_survey_of.token_hash OR s.reminder_hash = csat_survey_of.token_hash;
END $$;

-- The survey in a chat's window, of the visitor whose chat it is.
CREATE OR REPLACE FUNCTION csat_survey_in(session uuid, visitor text) RETURNS SETOF csat_surveys
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
	RETURN QUERY SELECT v.* FROM csat_surveys v JOIN chat_sessions s ON s.id = v.session_id
	WHERE v.session_id = session AND s.visitor_id = visitor;
END $$;

-- Who is to hear of a rating of 1 or 2: once, as the job says, however it is corrected.
CREATE OR REPLACE FUNCTION csat_tell_low(survey uuid) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	PERFORM control.job_enqueue('csat.low', survey) FROM csat_surveys s, csat_settings o
	WHERE s.id = survey AND s.low_told_at IS NULL AND (o.low_mails OR o.low_opens_ticket);
END $$;

-- Takes an answer: 'done' the first, 'corrected' another one, 'same' as before; or why not: 'absent', 'cancelled',
-- 'expired'. Of several at once each waits for the one before. Without `has_feedback` what was written stays; of what
-- was, the fingerprint tells whether it is as before.
CREATE OR REPLACE FUNCTION csat_survey_answer(survey uuid, rating bigint, feedback bytea, has_feedback boolean,
	fingerprint bytea) RETURNS text
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	held csat_surveys;
	outcome text;
BEGIN
	SELECT * INTO held FROM csat_surveys s WHERE s.id = survey FOR NO KEY UPDATE;
	outcome := csat_survey_state(held);
	IF outcome NOT IN ('open', 'answered') THEN
		RETURN outcome;
	ELSIF held.rating = csat_survey_answer.rating
		AND (NOT has_feedback OR csat_survey_answer.feedback IS NULL AND held.feedback IS NULL
			OR csat_survey_answer.fingerprint = held.feedback_fingerprint) THEN
		RETURN 'same';
	END IF;
	UPDATE csat_surveys s SET rating = csat_survey_answer.rating,
		feedback = CASE WHEN has_feedback THEN csat_survey_answer.feedback ELSE s.feedback END,
		feedback_fingerprint = CASE WHEN has_feedback THEN csat_survey_answer.fingerprint
			ELSE s.feedback_fingerprint END,
		sent_at = coalesce(s.sent_at, now()), sent_on = coalesce(s.sent_on, csat_day(now())),
		responded_at = coalesce(s.responded_at, now()), responded_on = coalesce(s.responded_on, csat_day(now())),
		corrected_at = CASE WHEN s.rating IS NOT NULL THEN now() END
	WHERE s.id = survey;
	IF held.sent_at IS NULL THEN -- the window was faster than the job
		PERFORM webhooks_tell_about('csat_sent', NULL, NULL, survey);
	END IF;
	PERFORM webhooks_tell_about('csat_responded', NULL, NULL, survey);
	IF csat_survey_answer.rating <= 2 AND coalesce(held.rating, 5) > 2 THEN
		PERFORM webhooks_tell_about('csat_low', NULL, NULL, survey);
		PERFORM csat_tell_low(survey);
	END IF;
	RETURN CASE WHEN held.rating IS NULL THEN 'done' ELSE 'corrected' END;
END $$;

-- The same by a link; and what the survey is then, in a snapshot of its own.
CREATE OR REPLACE FUNCTION csat_answer(token_hash bytea, rating bigint, feedback bytea, has_feedback boolean,
	fingerprint bytea) RETURNS TABLE (outcome text, survey text) LANGUAGE plpgsql AS $$
DECLARE
	asked CONSTANT uuid := (SELECT s.id FROM csat_survey_of(token_hash) s);
BEGIN
	outcome := csat_survey_answer(asked, rating, feedback, has_feedback, fingerprint);
	survey := (SELECT csat_survey_public(s)::text FROM csat_surveys s WHERE s.id = asked);
	RETURN NEXT;
END $$;

-- The same in the window of a visitor's chat.
CREATE OR REPLACE FUNCTION csat_session_answer(session uuid, visitor text, rating bigint, feedback bytea,
	has_feedback boolean, fingerprint bytea) RETURNS TABLE (outcome text, survey text) LANGUAGE plpgsql AS $$
DECLARE
	asked CONSTANT uuid := (SELECT s.id FROM csat_survey_in(session, visitor) s);
BEGIN
	outcome := csat_survey_answer(asked, rating, feedback, has_feedback, fingerprint);
	survey := (SELECT csat_survey_public(s)::text FROM csat_surveys s WHERE s.id = asked);
	RETURN NEXT;
END $$;
