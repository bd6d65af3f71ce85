-- Sessions that nobody is in any more.

-- chat_visitors_note(session_ids texts) [write] -> nothing
-- Notes that the visitors of these sessions are here while they wait; one that is changing is left
-- out until the next time.
WITH held AS MATERIALIZED (
	SELECT s.id FROM chat_sessions s
	WHERE s.id = ANY ($1::uuid[]) AND s.status IN ('waiting', 'transferred')
	ORDER BY s.id FOR UPDATE SKIP LOCKED
)
UPDATE chat_sessions s SET visitor_seen_at = now() FROM held WHERE s.id = held.id;

-- chat_sessions_abandon(worker_id uuid, most int, stays bool) [write] -> rows(session_id uuid)
-- Ends sessions that nobody is in any more, each once; while it stays, this worker alone does it.
SELECT id FROM chat_abandoned_end($1, $2, $3) AS id;

-- chat_tenant_after(after_id uuid) [control] -> row(tenant_id uuid?)
-- The active tenant whose turn is after this one's, round and round.
SELECT control.tenant_after($1);
