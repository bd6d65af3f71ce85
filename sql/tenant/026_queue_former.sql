-- no transaction
-- What chat_sessions_in_queue_idx has taken the place of.
DROP INDEX CONCURRENTLY IF EXISTS chat_sessions_queue_idx;
