-- no transaction
-- What was done to things of one kind (the first word of an action), newest first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_log_subject_idx ON audit_log
	(split_part(action, '.', 1), created_at DESC, id DESC);
