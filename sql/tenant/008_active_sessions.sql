-- What is open is a small part of all sessions, and each kind of it has an index of its own: an agent's active
-- sessions were found among all that they ever had. One step each: while one is made readers go on, and whoever
-- writes waits for that one only.
CREATE INDEX chat_sessions_active_idx ON chat_sessions (assigned_agent_id, started_at DESC, id DESC)
	WHERE status = 'active';
