-- Agents, as every service and their clients see them.

-- An agent whose consoles have been gone for a minute is offline, whatever they chose: so a worker
-- that dies leaves nobody online. So is one whose access was taken away, who may be noted once more.
CREATE OR REPLACE FUNCTION agent_status(a support_agents) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN a.is_active AND a.seen_at > now() - interval '1 minute' THEN a.status ELSE 'offline' END
$$;

-- Workers note who is here every 20 s: after 80 s without a note nobody was here for 60.
CREATE OR REPLACE FUNCTION agent_has_vanished(a support_agents) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT coalesce(a.noted_at < now() - interval '80 seconds', true)
$$;

-- A SupportAgent, of its row; visitors learn the id and name alone. plpgsql, whose plans last.
CREATE OR REPLACE FUNCTION agent_json_of(a support_agents, reader text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF reader <> 'agent' THEN
		RETURN jsonb_build_object('id', a.id, 'name', a.name);
	END IF;
	RETURN jsonb_build_object('id', a.id, 'name', a.name, 'userId', a.user_id,
		'email', a.email, 'role', a.role, 'status', agent_status(a), 'maxChats', a.max_chats,
		'isActive', a.is_active);
END $$;

-- Whom a message's sender_id names, if it is an agent's.
CREATE OR REPLACE FUNCTION agent_of(sender_type text, sender text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN sender_type = 'agent' AND length(sender) = 36
		AND translate(sender, '0123456789abcdef-', '') = '' THEN sender::uuid END
$$;

-- The name of whom a message's sender_id names, if it is an agent's.
CREATE OR REPLACE FUNCTION agent_name(sender text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT a.name FROM support_agents a WHERE a.id = agent_of('agent', sender));
END $$;

-- The same, by its id; NULL of nobody.
CREATE OR REPLACE FUNCTION agent_json(agent uuid, reader text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF agent IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT agent_json_of(a, reader) FROM support_agents a WHERE a.id = agent);
END $$;
