-- The ended sessions of one agent, newest first: without it the list of somebody who has ended few, or
-- none of late, was found by reading those of everybody.
CREATE INDEX chat_sessions_agent_ended_idx ON chat_sessions (assigned_agent_id, ended_at DESC, id DESC)
	WHERE status = 'ended';
