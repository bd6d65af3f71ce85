-- Who may be given a chat, and for whom one is kept: nobody holds what they could not answer.

-- The agent for whom a session that was handed over is kept; NULL when it is anybody's: after a minute,
-- and as soon as that agent is not online.
CREATE OR REPLACE FUNCTION chat_kept_for(s chat_sessions) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF s.status <> 'transferred' OR s.transferred_to IS NULL
		OR s.transferred_at <= now() - interval '60 seconds'
	THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT a.id FROM support_agents a
		WHERE a.id = s.transferred_to AND a.is_active AND agent_status(a) = 'online');
END $$;

-- Why an agent may not be given a session: 'no_agent', 'agent_offline', 'agent_away' or 'agent_full'; NULL
-- when they may. Who takes it for themselves is there. The lock on their row is held until the
-- transaction ends: of two that give to one agent, at whatever workers, the second one counts what the
-- first one gave. What is kept for them counts.
CREATE OR REPLACE FUNCTION chat_agent_refusal(agent uuid, session uuid, is_own boolean) RETURNS text
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
DECLARE
	a support_agents;
	held bigint;
BEGIN
	SELECT * INTO a FROM support_agents WHERE id = agent FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN 'no_agent';
	ELSIF NOT a.is_active OR (NOT is_own AND agent_status(a) = 'offline') THEN
		RETURN 'agent_offline';
	ELSIF NOT is_own AND a.status = 'away' THEN
		RETURN 'agent_away';
	END IF;
	held := (SELECT count(*) FROM chat_sessions s
		WHERE s.assigned_agent_id = agent AND s.status = 'active')
		+ (SELECT count(*) FROM chat_sessions s
		WHERE s.status = 'transferred' AND s.id <> session AND s.transferred_to = agent
			AND chat_kept_for(s) = agent);
	RETURN CASE WHEN held >= a.max_chats THEN 'agent_full' END;
END $$;

-- Hands to anybody what is no longer kept for the one to whom it was handed, and answers which; what
-- another worker is at is passed over.
CREATE OR REPLACE FUNCTION chat_sessions_release() RETURNS SETOF uuid LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	RETURN QUERY UPDATE chat_sessions r SET transferred_to = NULL
	WHERE r.id IN (SELECT s.id FROM chat_sessions s
		WHERE s.status = 'transferred' AND s.transferred_to IS NOT NULL
			AND chat_kept_for(s) IS NULL
		ORDER BY s.id FOR UPDATE SKIP LOCKED)
	RETURNING r.id;
END $$;
