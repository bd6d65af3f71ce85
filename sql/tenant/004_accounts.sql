-- Agents' presence, and customers for whom the merchant vouches. VOLATILE plpgsql, so that what is
-- answered shows what was just written.

-- An agent's choice: 'online' or 'away'. Who chooses is there.
CREATE FUNCTION agent_choose_status(agent uuid, choice text) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE support_agents a SET status = choice, status_at = now(), seen_at = now()
	WHERE a.id = agent AND a.is_active;
	RETURN chat_agent_json(agent, 'agent');
END $$;

-- Notes who is here and who has gone, and answers the agents whose status that changed. Who comes
-- for the first time is online. Somebody whom another worker saw a moment ago has not gone.
CREATE FUNCTION agents_note(here uuid[], gone uuid[]) RETURNS SETOF jsonb
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
			seen_at = CASE WHEN a.id = ANY (here) THEN now() ELSE now() - interval '1 minute' END
		FROM locked l
		WHERE a.id = l.id AND (a.id = ANY (here) OR a.seen_at < now() - interval '25 seconds')
		RETURNING a, l.status
	)
	SELECT array_agg((n.a).id) INTO changed FROM noted n WHERE agent_status(n.a) <> n.status;
	RETURN QUERY SELECT chat_agent_json(a.id, 'agent') FROM support_agents a
	WHERE a.id = ANY (changed);
END $$;

-- Makes a proven customer known. What an anonymous visitor began before becomes the customer's; a
-- session that the customer has open elsewhere goes on, and the anonymous one ends. What is
-- another customer's stays theirs: browsers are shared.
CREATE FUNCTION visitor_identify(visitor text, proven text, identifier text, name text, email text)
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO visitors AS known (visitor_id, identifier, is_verified, name, email)
	VALUES (proven, visitor_identify.identifier, true, visitor_identify.name,
		visitor_identify.email)
	ON CONFLICT (visitor_id) DO UPDATE SET last_seen_at = now(),
		name = coalesce(excluded.name, known.name), email = coalesce(excluded.email, known.email);
	IF EXISTS (SELECT FROM visitors v WHERE v.visitor_id = visitor AND v.is_verified) THEN
		RETURN;
	END IF;
	UPDATE chat_sessions s SET status = 'ended', ended_at = now(), ended_by = 'system',
		duration_seconds = extract(epoch FROM now() - s.started_at)::integer,
		queue_position = NULL, transferred_to = NULL
	WHERE s.visitor_id = visitor AND s.status <> 'ended'
		AND EXISTS (SELECT FROM chat_sessions o WHERE o.visitor_id = proven AND o.status <> 'ended');
	UPDATE chat_sessions s SET visitor_id = proven, visitor_verified = true,
		visitor_name = coalesce(visitor_identify.name, s.visitor_name),
		visitor_email = coalesce(visitor_identify.email, s.visitor_email)
	WHERE s.visitor_id = visitor;
	UPDATE conversations c SET visitor_id = proven WHERE c.visitor_id = visitor;
END $$;
