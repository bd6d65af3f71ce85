-- no transaction
-- The queue in its order, as chat_sessions_queue_idx has it, which goes with the next step: with the status beside, it is
-- counted and listed of the index alone (20,000 who wait: 299 pages, not 1,156).
CREATE INDEX CONCURRENTLY IF NOT EXISTS chat_sessions_in_queue_idx ON chat_sessions
	((status = 'waiting'), started_at, id) INCLUDE (status) WHERE status IN ('waiting', 'transferred');
