-- By default a table is vacuumed, and its statistics made anew, when a fifth or a tenth of it has changed:
-- ever more rarely as it grows, and then for hours. Here after a fiftieth, whatever the size; with a
-- threshold that leaves the tables of small tenants, of which there are thousands, in peace.

-- Each message comes once and is changed once, when it was read; most are never touched again. Frozen at
-- the first visit, the tables of all tenants need not be read as a whole when transaction ids run out,
-- which for all of them is at one time.
ALTER TABLE chat_messages SET (
	autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.02,
	autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.02,
	autovacuum_freeze_min_age = 0);

-- Receipts and the newest message's time change with every message, in rows that are a small part of
-- all: the ended ones stay. What is dead lies in the pages that are read most; and lists rest on what
-- the statistics say of the few that wait or are active.
ALTER TABLE chat_sessions SET (
	autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.02);

-- Every row comes, is changed and goes within a day: what is dead is most of it.
ALTER TABLE idempotency_keys SET (
	autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.05);

-- Rows come and stay as they are.
ALTER TABLE audit_log SET (
	autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.02,
	autovacuum_freeze_min_age = 0);
