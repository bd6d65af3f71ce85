-- Sessions of agents who have vanished go back to the queue, in front of those who wait.

-- When a worker last held a console of theirs. seen_at says the same until they have gone: it then
-- goes back, so that they are offline at once.
ALTER TABLE support_agents ADD COLUMN noted_at timestamptz;
UPDATE support_agents SET noted_at = seen_at;

-- When the session got the agent that it has. Who gets one while they are away has not vanished yet.
ALTER TABLE chat_sessions ADD COLUMN assigned_at timestamptz;
CREATE FUNCTION chat_session_note_assigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.assigned_at := CASE WHEN NEW.assigned_agent_id IS NOT NULL THEN now() END;
	RETURN NEW;
END $$;
CREATE TRIGGER chat_sessions_assigned BEFORE UPDATE OF assigned_agent_id ON chat_sessions
	FOR EACH ROW WHEN (NEW.assigned_agent_id IS DISTINCT FROM OLD.assigned_agent_id)
	EXECUTE FUNCTION chat_session_note_assigned();

-- Workers note who is here every 20 s: after 80 s without a note nobody was here for 60.
CREATE FUNCTION agent_has_vanished(a support_agents) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT coalesce(a.noted_at < now() - interval '80 seconds', true)
$$;

-- As before, and with noted_at: who has gone was noted within the 20 s before they went.
CREATE OR REPLACE FUNCTION agents_note(here uuid[], gone uuid[]) RETURNS SETOF jsonb
LANGUAGE plpgsql AS $$
DECLARE
	changed uuid[];
BEGIN
	WITH locked AS (
		SELECT a.id, agent_status(a) AS status FROM support_agents a
		WHERE a.id = ANY (here || gone) ORDER BY a.id FOR UPDATE
	), noted AS (
		UPDATE support_agents a SET
			status = CASE WHEN a.status = 'offline' AND a.id = ANY (here)
				THEN 'online' ELSE a.status END,
			seen_at = CASE WHEN a.id = ANY (here) THEN now() ELSE now() - interval '1 minute' END,
			noted_at = CASE WHEN a.id = ANY (here) THEN now() ELSE a.noted_at END
		FROM locked l
		WHERE a.id = l.id AND (a.id = ANY (here) OR a.seen_at < now() - interval '25 seconds')
		RETURNING a, l.status
	)
	SELECT array_agg((n.a).id) INTO changed FROM noted n WHERE agent_status(n.a) <> n.status;
	RETURN QUERY SELECT chat_agent_json(a.id, 'agent') FROM support_agents a
	WHERE a.id = ANY (changed);
END $$;

CREATE OR REPLACE FUNCTION agent_choose_status(agent uuid, choice text) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE support_agents a
	SET status = choice, status_at = now(), seen_at = now(), noted_at = now()
	WHERE a.id = agent AND a.is_active;
	RETURN chat_agent_json(agent, 'agent');
END $$;

-- The active sessions of agents who have vanished.
CREATE VIEW chat_sessions_abandoned AS
	SELECT s.id, s.assigned_agent_id FROM chat_sessions s
	JOIN support_agents a ON a.id = s.assigned_agent_id
	WHERE s.status = 'active' AND agent_has_vanished(a)
		AND coalesce(s.assigned_at, s.started_at) < now() - interval '60 seconds';

-- Hands these agents' sessions back to the queue, and answers which. Of several workers that ask at
-- once one gets each session: a row that another one has locked is passed over. A PostgreSQL that
-- has just started knows of nobody who is here.
CREATE FUNCTION chat_sessions_requeue(agents uuid[]) RETURNS SETOF uuid
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
	RETURN QUERY UPDATE chat_sessions s SET status = 'transferred', assigned_agent_id = NULL,
		transferred_to = NULL, transferred_by = s.assigned_agent_id, transferred_at = now()
	WHERE s.id = ANY (abandoned) AND s.status = 'active'
	RETURNING s.id;
	UPDATE chat_sessions s SET queue_position = chat_queue_place(s)
	WHERE s.id = ANY (abandoned) AND s.status = 'transferred';
END $$;
