-- What is open is a small part of all sessions, and each kind of it has an index of its own: an agent's active
-- sessions were found among all that they ever had, what was handed over among the queue; and a place in the
-- queue was counted among all who wait, since an index by status alone looked as good as the queue's own. That
-- one held every session that ever ended, too.
-- The strongest lock comes first: a writer who came between a weaker one and it would wait in a circle with us.
DROP INDEX chat_sessions_status_idx;
CREATE INDEX chat_sessions_active_idx ON chat_sessions (assigned_agent_id, started_at DESC, id DESC)
	WHERE status = 'active';
CREATE INDEX chat_sessions_transferred_idx ON chat_sessions (transferred_to) WHERE status = 'transferred';
