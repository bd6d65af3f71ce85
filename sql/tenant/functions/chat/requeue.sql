-- Sessions of agents who have vanished go back to the queue, in front of those who wait.

-- The active sessions of agents who have vanished.
CREATE OR REPLACE VIEW chat_sessions_abandoned AS
	SELECT s.id, s.assigned_agent_id FROM chat_sessions s
	JOIN support_agents a ON a.id = s.assigned_agent_id
	WHERE s.status = 'active' AND agent_has_vanished(a)
		AND coalesce(s.assigned_at, s.started_at) < now() - interval '60 seconds';

-- Hands these agents' sessions back to the queue, and answers which. Of several workers that ask at
-- once one gets each session: a row that another one has locked is passed over. A PostgreSQL that
-- has just started knows of nobody who is here.
CREATE OR REPLACE FUNCTION chat_sessions_requeue(agents uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	abandoned uuid[];
BEGIN
	IF pg_postmaster_start_time() > now() - interval '60 seconds' THEN
		RETURN;
	END IF;
	SELECT array_agg(l.id) INTO abandoned FROM (
		SELECT s.id FROM chat_sessions s
		WHERE s.id IN (SELECT g.id FROM chat_sessions_abandoned g
			WHERE g.assigned_agent_id = ANY (agents))
		ORDER BY s.id FOR UPDATE SKIP LOCKED) l;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'system', s.assigned_agent_id, 'session.requeue', s.id FROM chat_sessions s
	WHERE s.id = ANY (abandoned) AND s.status = 'active';
	RETURN QUERY WITH moving AS (
		SELECT m.id, row_number() OVER (ORDER BY m.started_at, m.id) AS rank FROM chat_sessions m
		WHERE m.id = ANY (abandoned) AND m.status = 'active'
	)
	UPDATE chat_sessions s SET status = 'transferred', assigned_agent_id = NULL,
		transferred_to = NULL, transferred_by = s.assigned_agent_id, transferred_at = now(),
		queue_position = m.rank + (SELECT count(*) FROM chat_sessions q
			WHERE q.status = 'transferred' AND (q.started_at, q.id) < (s.started_at, s.id))
	FROM moving m WHERE s.id = m.id
	RETURNING s.id;
END $$;

-- When the session got the agent that it has.
CREATE OR REPLACE FUNCTION chat_session_note_assigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.assigned_at := CASE WHEN NEW.assigned_agent_id IS NOT NULL THEN now() END;
	RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER chat_sessions_assigned BEFORE UPDATE OF assigned_agent_id ON chat_sessions
	FOR EACH ROW WHEN (NEW.assigned_agent_id IS DISTINCT FROM OLD.assigned_agent_id)
	EXECUTE FUNCTION chat_session_note_assigned();
