-- What happened, for those who are to be told of it: a delivery and its job for each endpoint that wants to hear of
-- it, in the transaction in which it happens.

CREATE OR REPLACE FUNCTION webhooks_tell(event text, session_ids uuid[], message_ids uuid[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	made uuid[];
BEGIN
	WITH told AS (
		INSERT INTO webhook_deliveries (endpoint_id, event, session_id, message_id)
		SELECT w.id, webhooks_tell.event, t.session_id, t.message_id
		FROM webhook_endpoints w
		CROSS JOIN unnest(session_ids, message_ids) AS t (session_id, message_id)
		WHERE w.state = 'active' AND webhooks_tell.event = ANY (w.events)
		RETURNING id
	)
	SELECT array_agg(t.id) INTO made FROM told t;
	IF made IS NOT NULL THEN
		PERFORM control.jobs_enqueue('notify.webhook', made);
	END IF;
END $$;

-- The same of a ticket, with what was said in it where something was, or of a survey.
CREATE OR REPLACE FUNCTION webhooks_tell_about(event text, ticket uuid, comment uuid, survey uuid) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	made uuid[];
BEGIN
	WITH told AS (
		INSERT INTO webhook_deliveries (endpoint_id, event, ticket_id, message_id, survey_id)
		SELECT w.id, webhooks_tell_about.event, ticket, comment, survey FROM webhook_endpoints w
		WHERE w.state = 'active' AND webhooks_tell_about.event = ANY (w.events)
		RETURNING id
	)
	SELECT array_agg(t.id) INTO made FROM told t;
	IF made IS NOT NULL THEN
		PERFORM control.jobs_enqueue('notify.webhook', made);
	END IF;
END $$;

-- That a session began, or ended, whoever's doing it was, and wherever they look for tables. What every message
-- changes of a session asks for neither.
CREATE OR REPLACE FUNCTION webhooks_tell_session() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
	IF EXISTS (SELECT FROM webhook_endpoints w WHERE w.state = 'active') THEN
		PERFORM webhooks_tell(CASE TG_OP WHEN 'INSERT' THEN 'conversation_created'
			ELSE 'conversation_ended' END, ARRAY[NEW.id], NULL);
	END IF;
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER chat_sessions_told_created AFTER INSERT ON chat_sessions
	FOR EACH ROW EXECUTE FUNCTION webhooks_tell_session();
CREATE OR REPLACE TRIGGER chat_sessions_told_ended AFTER UPDATE OF status ON chat_sessions
	FOR EACH ROW WHEN (NEW.status = 'ended' AND OLD.status <> 'ended')
	EXECUTE FUNCTION webhooks_tell_session();
