-- What was handed over was found among the queue.
CREATE INDEX chat_sessions_transferred_idx ON chat_sessions (transferred_to) WHERE status = 'transferred';
