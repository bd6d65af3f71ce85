-- Pages of messages, and receipts, with plans that last: to plan one anew cost as much as its work. Planned
-- on the indexes, also where the tables are still empty; without bitmap scans a page goes along the index, and
-- ends early. Session and key are looked up beside it: joined, they would be for each message.

-- The messages that follow a seq, ascending, until the page has the bytes that it may; one at least.
CREATE OR REPLACE FUNCTION chat_messages_after(session uuid, after_seq bigint, most bigint,
	bytes_most bigint)
RETURNS TABLE (head text, session_id uuid, id uuid, sender_type text, sender_id text, wrapped bytea,
	content bytea)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	held record;
BEGIN
	SELECT s.visitor_read_seq, s.agent_read_seq, k.wrapped INTO held FROM chat_sessions s
	LEFT JOIN session_keys k ON k.session_id = s.id WHERE s.id = session;
	RETURN QUERY SELECT chat_message_json_by(p.m, held.visitor_read_seq, held.agent_read_seq, a.name, x),
		(p.m).session_id, (p.m).id, (p.m).sender_type::text, (p.m).sender_id::text, held.wrapped,
		(p.m).content
	FROM (SELECT n.m, n.seq, sum(octet_length((n.m).content)) OVER (ORDER BY n.seq) AS bytes
		FROM (SELECT m, m.seq FROM chat_messages m
			WHERE m.session_id = session AND m.seq > after_seq ORDER BY m.seq LIMIT most) n) p
	LEFT JOIN support_agents a ON a.id = agent_of((p.m).sender_type, (p.m).sender_id)
	LEFT JOIN message_mails x ON x.message_id = (p.m).id
	WHERE p.bytes - octet_length((p.m).content) < bytes_most
	ORDER BY p.seq;
END $$;

-- Those that stand before a seq, ascending; the page is bounded as above, and what it leaves out is older.
CREATE OR REPLACE FUNCTION chat_messages_before(session uuid, before_seq bigint, most bigint,
	bytes_most bigint)
RETURNS TABLE (head text, session_id uuid, id uuid, sender_type text, sender_id text, wrapped bytea,
	content bytea)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	held record;
BEGIN
	SELECT s.visitor_read_seq, s.agent_read_seq, k.wrapped INTO held FROM chat_sessions s
	LEFT JOIN session_keys k ON k.session_id = s.id WHERE s.id = session;
	RETURN QUERY SELECT chat_message_json_by(p.m, held.visitor_read_seq, held.agent_read_seq, a.name, x),
		(p.m).session_id, (p.m).id, (p.m).sender_type::text, (p.m).sender_id::text, held.wrapped,
		(p.m).content
	FROM (SELECT n.m, n.seq, sum(octet_length((n.m).content)) OVER (ORDER BY n.seq DESC) AS bytes
		FROM (SELECT m, m.seq FROM chat_messages m
			WHERE m.session_id = session AND m.seq < before_seq
			ORDER BY m.seq DESC LIMIT most) n) p
	LEFT JOIN support_agents a ON a.id = agent_of((p.m).sender_type, (p.m).sender_id)
	LEFT JOIN message_mails x ON x.message_id = (p.m).id
	WHERE p.bytes - octet_length((p.m).content) < bytes_most
	ORDER BY p.seq;
END $$;

-- Raises the receipts of some sessions, never lowers them. They are locked in the order of their ids; who
-- only refers to them goes on meanwhile.
CREATE OR REPLACE FUNCTION chat_receipts_raise(session_ids uuid[], sides text[], delivered bigint[],
	seen bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
	WITH told AS (
		SELECT * FROM unnest(session_ids, sides, chat_receipts_raise.delivered,
			chat_receipts_raise.seen) AS t (session_id, side, delivered, seen)
	), held AS MATERIALIZED (
		SELECT s.id FROM chat_sessions s WHERE s.id = ANY (session_ids)
		ORDER BY s.id FOR NO KEY UPDATE
	)
	UPDATE chat_sessions s SET version = s.version + 1,
		visitor_delivered_seq = greatest(s.visitor_delivered_seq, v.delivered),
		visitor_read_seq = greatest(s.visitor_read_seq, v.seen),
		agent_delivered_seq = greatest(s.agent_delivered_seq, a.delivered),
		agent_read_seq = greatest(s.agent_read_seq, a.seen)
	FROM held h
	LEFT JOIN told v ON v.session_id = h.id AND v.side = 'visitor'
	LEFT JOIN told a ON a.session_id = h.id AND a.side = 'agent'
	WHERE s.id = h.id;
END $$;
