-- What every client asks who comes back, with plans that last: when thousands came at once, half of
-- PostgreSQL's time went into parsing and planning it anew for each.
--
-- A session and a page of it as they were at one moment: what follows a seq of this history, or the
-- newest `most`. A seq beyond the head is of another history, whatever its name: a snapshot of the disk was
-- put back, which keeps that. The first row is the session, with the seq that the page begins at (or would); the
-- others are the page's messages, ascending. Seqs are contiguous, so that the page is found by its
-- bounds; messages are taken until they have bytes_most of contents, those first that the asker
-- needs first.
CREATE OR REPLACE FUNCTION chat_resume(session uuid, after_seq bigint, history text, most bigint,
	bytes_most bigint, known_place bigint)
RETURNS TABLE (epoch text, for_visitor text, for_agent text, visitor_id text, status text,
	agent_id uuid, wrapped bytea, head bigint, last_message_at timestamptz,
	visitor_delivered bigint, visitor_read bigint, agent_delivered bigint, agent_read bigint,
	first_seq bigint, message_head text, message_session_id uuid, message_id uuid,
	sender_type text, sender_id text, content bytea)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	view record;
	is_newest boolean;
	held_seq bigint;
	last_seq bigint;
BEGIN
	SELECT s.*, control.epoch() AS epoch, k.wrapped INTO view
	FROM chat_session_views(session, known_place) s
	LEFT JOIN session_keys k ON k.session_id = session;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	is_newest := after_seq IS NULL OR history IS DISTINCT FROM view.epoch OR after_seq > view.head;
	held_seq := CASE WHEN is_newest THEN greatest(view.head - most, 0) ELSE after_seq END;
	IF view.head > held_seq THEN
		SELECT min(c.seq), max(c.seq) INTO first_seq, last_seq FROM (
			SELECT m.seq, sum(octet_length(m.content)) OVER (
				ORDER BY CASE WHEN is_newest THEN -m.seq ELSE m.seq END)
				- octet_length(m.content) AS bytes_before
			FROM chat_messages m WHERE m.session_id = session
				AND m.seq > held_seq AND m.seq <= held_seq + most) c
		WHERE c.bytes_before < bytes_most;
	END IF;
	RETURN QUERY SELECT view.epoch, view.for_visitor::text, view.for_agent::text,
		view.visitor_id, view.status, view.agent_id, view.wrapped, view.head,
		view.last_message_at, view.visitor_delivered, view.visitor_read,
		view.agent_delivered, view.agent_read, coalesce(first_seq, held_seq + 1),
		NULL::text, NULL::uuid, NULL::uuid, NULL::text, NULL::text, NULL::bytea;
	IF last_seq IS NOT NULL THEN
		RETURN QUERY SELECT NULL::text, NULL::text, NULL::text, NULL::text, NULL::text,
			NULL::uuid, view.wrapped, NULL::bigint, NULL::timestamptz, NULL::bigint,
			NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
			chat_message_json_by(m, view.visitor_read, view.agent_read, a.name, x),
			m.session_id, m.id, m.sender_type::text, m.sender_id::text, m.content
		FROM chat_messages m LEFT JOIN support_agents a ON a.id = agent_of(m.sender_type, m.sender_id)
		LEFT JOIN message_mails x ON x.message_id = m.id
		WHERE m.session_id = session AND m.seq BETWEEN first_seq AND last_seq
		ORDER BY m.seq;
	END IF;
END $$;
