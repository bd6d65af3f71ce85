-- What is asked about: a ticket that was resolved, and a chat that ended. The survey is made in the transaction in which
-- that happens, with whom it concerns at that moment; it is asked by the job csat.ask.

-- The agents who had a part in a ticket, or in a chat.
CREATE OR REPLACE FUNCTION csat_participants(ticket uuid, session uuid, agent uuid) RETURNS uuid[]
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
	SELECT coalesce(array_agg(DISTINCT a.id ORDER BY a.id), '{}') FROM support_agents a
	WHERE a.id = agent
		OR a.id IN (SELECT agent_of(c.author_type, c.author_id) FROM ticket_comments c WHERE c.ticket_id = ticket)
		OR a.id IN (SELECT agent_of(m.sender_type, m.sender_id) FROM chat_messages m WHERE m.session_id = session)
$$;

-- A ticket was resolved: its survey is made, if customers are asked about such; once for each resolution.
CREATE OR REPLACE FUNCTION csat_ticket_resolved(ticket uuid, is_by_rule boolean) RETURNS uuid
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	asks csat_settings;
	t support_tickets;
	made uuid;
BEGIN
	SELECT * INTO asks FROM csat_settings s;
	IF NOT asks.is_enabled OR is_by_rule AND NOT asks.asks_by_rule THEN
		RETURN NULL;
	END IF;
	SELECT * INTO t FROM support_tickets x WHERE x.id = ticket AND x.status = 'resolved';
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	INSERT INTO csat_surveys (ticket_id, resolution_number, conversation_id, customer_id, customer_email,
		customer_phone, agent_id, team_id, participants, channel, tags, expires_at)
	VALUES (t.id, t.resolution_number, t.conversation_id, t.visitor_id, lower(t.requester_email), t.requester_phone,
		coalesce(t.assigned_agent_id, t.resolved_by), t.team_id,
		csat_participants(t.id, t.session_id, coalesce(t.assigned_agent_id, t.resolved_by)),
		asks.channel, t.tags, now() + make_interval(mins => asks.delay_minutes, days => asks.expiry_days))
	ON CONFLICT DO NOTHING
	RETURNING id INTO made;
	IF made IS NOT NULL THEN
		PERFORM control.job_enqueue('csat.ask', made, now() + make_interval(mins => asks.delay_minutes));
	END IF;
	RETURN made;
END $$;

-- It goes on: nobody is asked who was not yet.
CREATE OR REPLACE FUNCTION csat_ticket_reopened(ticket uuid) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	UPDATE csat_surveys s SET cancelled_at = now(), note = 'reopened'
	WHERE s.ticket_id = ticket AND s.sent_at IS NULL AND s.cancelled_at IS NULL;
END $$;

-- A chat in which an agent has answered has ended: its window asks at once, and the job counts that soon after. A customer
-- who was asked of late, or is about to be, is not.
CREATE OR REPLACE FUNCTION csat_session_ended() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
	asks csat_settings;
	made uuid;
BEGIN
	SELECT * INTO asks FROM csat_settings s;
	IF NOT asks.is_enabled OR NOT asks.asks_in_chat OR NEW.ended_by = 'system' AND NOT asks.asks_by_rule
		OR csat_was_asked(NEW.visitor_id, lower(NEW.visitor_email), NULL, NULL, asks.cooldown_days) THEN
		RETURN NULL;
	END IF;
	INSERT INTO csat_surveys (session_id, conversation_id, customer_id, customer_email, agent_id, participants, channel,
		expires_at)
	VALUES (NEW.id, NEW.conversation_id, NEW.visitor_id, lower(NEW.visitor_email), NEW.assigned_agent_id,
		csat_participants(NULL, NEW.id, NEW.assigned_agent_id), 'in_app',
		now() + make_interval(days => asks.expiry_days))
	ON CONFLICT DO NOTHING
	RETURNING id INTO made;
	IF made IS NOT NULL THEN
		PERFORM control.jobs_enqueue('csat.ask', ARRAY[made]);
	END IF;
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER chat_sessions_asked AFTER UPDATE OF status ON chat_sessions
	FOR EACH ROW WHEN (NEW.status = 'ended' AND OLD.status <> 'ended' AND NEW.first_response_at IS NOT NULL)
	EXECUTE FUNCTION csat_session_ended();

-- What an erased person leaves: rating, days, and whom it is credited to. Their ticket is gone, and their chat; mails and
-- short messages that asked them go, sent or not.
CREATE OR REPLACE FUNCTION csat_survey_forget() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
BEGIN
	DELETE FROM outgoing_mails m WHERE m.subject_id = OLD.id AND m.kind IN ('csat.survey', 'csat.reminder');
	DELETE FROM outgoing_sms m WHERE m.subject_id = OLD.id AND m.kind IN ('csat.survey', 'csat.reminder');
	NEW.conversation_id := NULL;
	NEW.customer_id := NULL;
	NEW.customer_email := NULL;
	NEW.customer_phone := NULL;
	NEW.feedback := NULL;
	NEW.feedback_fingerprint := NULL;
	NEW.token_hash := NULL;
	NEW.reminder_hash := NULL;
	NEW.participants := '{}';
	NEW.tags := '{}';
	NEW.cancelled_at := coalesce(NEW.cancelled_at, now());
	RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER csat_surveys_forgotten BEFORE UPDATE OF ticket_id, session_id ON csat_surveys
	FOR EACH ROW WHEN (NEW.ticket_id IS NULL AND NEW.session_id IS NULL
		AND (OLD.ticket_id IS NOT NULL OR OLD.session_id IS NOT NULL))
	EXECUTE FUNCTION csat_survey_forget();
