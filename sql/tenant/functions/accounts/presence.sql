-- Agents' presence. What notes it is VOLATILE plpgsql, so that what is answered shows what was just
-- written.

-- An agent's choice: 'online' or 'away'. Who chooses is there.
CREATE OR REPLACE FUNCTION agent_choose_status(agent uuid, choice text) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE support_agents a
	SET status = choice, status_at = now(), seen_at = now(), noted_at = now()
	WHERE a.id = agent AND a.is_active;
	RETURN agent_json(agent, 'agent');
END $$;

-- Notes who is here and who has gone, and answers the agents whose status that changed. Who comes
-- for the first time is online. Somebody whom another worker saw a moment ago has not gone. Who has
-- gone was noted within the 20 s before they went.
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
	RETURN QUERY SELECT agent_json(a.id, 'agent') FROM support_agents a
	WHERE a.id = ANY (changed);
END $$;

-- Notes who is gone at once, whoever saw them a moment ago: they signed out, or nothing is heard of them.
-- Another worker that has a console of theirs is told, and notes them again. Answers those whose status
-- that changed.
CREATE OR REPLACE FUNCTION agents_leave(agents uuid[]) RETURNS SETOF jsonb
LANGUAGE plpgsql AS $$
DECLARE
	changed uuid[];
BEGIN
	WITH locked AS (
		SELECT a.id, agent_status(a) AS status FROM support_agents a
		WHERE a.id = ANY (agents) ORDER BY a.id FOR UPDATE
	), left_now AS (
		UPDATE support_agents a SET seen_at = now() - interval '1 minute'
		FROM locked l WHERE a.id = l.id
		RETURNING a.id, l.status
	)
	SELECT array_agg(n.id) INTO changed FROM left_now n WHERE n.status <> 'offline';
	RETURN QUERY SELECT agent_json(a.id, 'agent') FROM support_agents a WHERE a.id = ANY (changed);
END $$;
