-- no transaction
-- What somebody did, newest first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_log_actor_idx ON audit_log
	(actor_type, actor_id, created_at DESC, id DESC);
