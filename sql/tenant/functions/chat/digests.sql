-- These sessions as agents see them, with their places in the queue; one that is empty is counted. What
-- chat_session_json looks up for each session is looked up here for all of them, and unread messages are
-- counted as chat_unread_count does: a third of the work. Planned on the indexes, also where the tables are
-- still empty; without bitmap scans the count goes along the index and ends early.
CREATE OR REPLACE FUNCTION chat_session_digests(ids uuid[], places text[])
RETURNS TABLE (session_id uuid, session text)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
	agents bigint := chat_agents_online();
	usual double precision := chat_usual_wait();
BEGIN
	RETURN QUERY SELECT s.id, (chat_session_json_of(s,
		CASE WHEN s.status IN ('waiting', 'transferred')
			THEN coalesce(nullif(a.place, '')::bigint, chat_queue_place(s)) END,
		agents, usual, coalesce(c.last_seq, 0),
		(SELECT count(*) FROM (
			SELECT FROM chat_messages m WHERE m.session_id = s.id
				AND m.seq > greatest(c.last_seq - 999, s.agent_read_seq)
				AND m.sender_type = 'visitor'
			ORDER BY m.seq LIMIT 100) unread),
		agent_json(coalesce(s.assigned_agent_id, chat_kept_for(s)), 'agent'))
		|| chat_session_json_for_agents(s))::text
	FROM unnest(ids, places) AS a (id, place)
	JOIN chat_sessions s ON s.id = a.id
	LEFT JOIN control.session_heads(ids) c ON c.session_id = s.id;
END $$;
