-- Agents' presence. What notes it is VOLATILE plpgsql, so that what is answered shows what was just
-- written.

-- An agent whose consoles have been gone for a minute is offline, whatever they chose: so a worker
-- that dies leaves nobody online.
CREATE OR REPLACE FUNCTION agent_status(a support_agents) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN a.seen_at > now() - interval '1 minute' THEN a.status ELSE 'offline' END
$$;

-- Workers note who is here every 20 s: after 80 s without a note nobody was here for 60.
CREATE OR REPLACE FUNCTION agent_has_vanished(a support_agents) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT coalesce(a.noted_at < now() - interval '80 seconds', true)
$$;

-- An agent's choice: 'online' or 'away'. Who chooses is there.
CREATE OR REPLACE FUNCTION agent_choose_status(agent uuid, choice text) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE support_agents a
	SET status = choice, status_at = now(), seen_at = now(), noted_at = now()
	WHERE a.id = agent AND a.is_active;
	RETURN chat_agent_json(agent, 'agent');
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
	RETURN QUERY SELECT chat_agent_json(a.id, 'agent') FROM support_agents a
	WHERE a.id = ANY (changed);
END $$;
