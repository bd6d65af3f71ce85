-- Sessions of agents who have vanished go back to the queue, in front of those who wait.

-- The active sessions of agents who have vanished.
CREATE OR REPLACE VIEW chat_sessions_abandoned AS
	SELECT s.id, s.assigned_agent_id FROM chat_sessions s
	JOIN support_agents a ON a.id = s.assigned_agent_id
	WHERE s.status = 'active' AND agent_has_vanished(a)
		AND coalesce(s.assigned_at, s.started_at) < now() - interval '60 seconds';

-- Those of these sessions that are active go back, noted as somebody's act, or as the program's, of whose they
-- were; they are locked. Answers which.
CREATE OR REPLACE FUNCTION chat_sessions_give_back(sessions uuid[], actor_type text, actor text) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	moved uuid[];
BEGIN
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT chat_sessions_give_back.actor_type, coalesce(actor, s.assigned_agent_id::text), 'session.requeue', s.id
	FROM chat_sessions s WHERE s.id = ANY (sessions) AND s.status = 'active';
	WITH line AS (
		SELECT l.id, row_number() OVER (ORDER BY l.started_at, l.id) AS place FROM (
			SELECT q.id, q.started_at FROM chat_sessions q WHERE q.status = 'transferred'
			UNION ALL
			SELECT m.id, m.started_at FROM chat_sessions m
			WHERE m.id = ANY (sessions) AND m.status = 'active') l
	), gone AS (
		UPDATE chat_sessions s SET status = 'transferred', assigned_agent_id = NULL,
			transferred_to = NULL, transferred_by = s.assigned_agent_id, transferred_at = now(),
			queue_position = l.place
		FROM line l WHERE l.id = ANY (sessions) AND s.id = l.id AND s.status = 'active'
		RETURNING s.id
	)
	SELECT coalesce(array_agg(g.id), '{}') INTO moved FROM gone g;
	RETURN moved;
END $$;

-- Locks the active sessions of an agent, in the order of their ids, and answers which they are.
CREATE OR REPLACE FUNCTION chat_sessions_lock_of(agent uuid) RETURNS uuid[] LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off AS $$
BEGIN
	RETURN (SELECT coalesce(array_agg(l.id), '{}') FROM (SELECT s.id FROM chat_sessions s
		WHERE s.assigned_agent_id = agent AND s.status = 'active' ORDER BY s.id FOR UPDATE) l);
END $$;

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
	RETURN QUERY SELECT unnest(chat_sessions_give_back(abandoned, 'system', NULL));
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
