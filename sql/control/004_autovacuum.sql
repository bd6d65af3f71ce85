-- By default a table is vacuumed when a fifth of it is dead, and so ever more rarely as it grows.
-- Counters: each message changes one. Most of that is pruned in place, but a fifth of all sessions that
-- there ever were is more than those that are open will ever change.
ALTER TABLE control.session_counters SET (
	autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.02);
