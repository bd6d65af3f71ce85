-- What agents say to each other at handing a session over.

-- chat_notes(session_id uuid, most int) -> sealed(chat_notes, content)
-- A session's notes, oldest first; of more than so many the newest.
SELECT json_strip_nulls(json_build_object('id', n.id, 'sessionId', n.session_id, 'agentId', n.agent_id,
		'agentName', a.name, 'toAgentId', n.to_agent_id, 'toAgentName', t.name,
		'createdAt', chat_time(n.created_at)))::text,
	n.session_id, n.id, 'agent', n.agent_id::text, (SELECT k.wrapped FROM session_keys k WHERE k.session_id = $1),
	n.content
FROM (SELECT c.* FROM chat_notes c WHERE c.session_id = $1
	ORDER BY c.created_at DESC, c.id DESC LIMIT $2) n
JOIN support_agents a ON a.id = n.agent_id
LEFT JOIN support_agents t ON t.id = n.to_agent_id
ORDER BY n.created_at, n.id;
