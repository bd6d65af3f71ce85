-- chat_store with a plan that suits every size of the table. It is planned once for a connection,
-- often while the table is empty, and then read chat_messages from end to end for each batch: here
-- what is known is looked up by the ids alone, on the index, and nothing is read again when every
-- message was fresh. What it answers, and the order of its locks, are as before.

CREATE OR REPLACE FUNCTION chat_store(ids uuid[], session_ids uuid[], sender_types text[],
	sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamptz[])
RETURNS TABLE (place bigint, outcome text, seq bigint, created_at timestamptz)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	held uuid[];
	heads bigint[];
	known uuid[];
	fresh bigint[];
	seqs bigint[];
BEGIN
	SELECT array_agg(h.id), array_agg(h.last_seq) INTO held, heads FROM (
		SELECT s.id, c.last_seq FROM chat_sessions s JOIN control.counters_read(session_ids) c
			ON c.session_id = s.id
		WHERE s.id = ANY (session_ids)
		ORDER BY s.id FOR NO KEY UPDATE OF s) h;
	SELECT array_agg(m.id) INTO known FROM chat_messages m WHERE m.id = ANY (ids);

	WITH wanted AS (
		SELECT DISTINCT ON (r.id) r.* FROM chat_store_rows(ids, session_ids, sender_types,
			sender_ids, contents, fingerprints, created_ats) r
		WHERE known IS NULL OR r.id <> ALL (known)
		ORDER BY r.id, r.place
	), numbered AS (
		SELECT w.*, c.last_seq + row_number() OVER (PARTITION BY w.session_id
			ORDER BY w.place) AS seq
		FROM wanted w JOIN unnest(held, heads) AS c (session_id, last_seq)
			ON c.session_id = w.session_id
	), added AS (
		INSERT INTO chat_messages (id, session_id, seq, sender_type, sender_id, content,
			fingerprint, created_at, late)
		SELECT n.id, n.session_id, n.seq, n.sender_type, n.sender_id, n.content, n.fingerprint,
			n.created_at, clock_timestamp() - n.created_at > interval '30 seconds'
		FROM numbered n ORDER BY n.id
		RETURNING session_id, seq, sender_type, created_at
	), heads AS (
		SELECT a.session_id, max(a.seq) AS seq, max(a.created_at) AS last_at,
			min(a.created_at) FILTER (WHERE a.sender_type = 'agent') AS answered_at
		FROM added a GROUP BY a.session_id
	), touched AS (
		UPDATE chat_sessions s SET
			last_message_at = greatest(s.last_message_at, h.last_at),
			first_response_at = coalesce(s.first_response_at, h.answered_at),
			wait_time_seconds = coalesce(s.wait_time_seconds, CASE WHEN h.answered_at IS NOT NULL
				THEN greatest(0, floor(extract(epoch FROM h.answered_at - s.started_at))) END)
		FROM heads h WHERE s.id = h.session_id
	), advanced AS (
		SELECT control.counters_advance(array_agg(h.session_id), array_agg(h.seq)) FROM heads h
	)
	SELECT array_agg(n.place), array_agg(n.seq) INTO fresh, seqs FROM numbered n
	WHERE (SELECT count(*) FROM advanced) = 1;

	IF cardinality(fresh) = cardinality(ids) THEN
		RETURN QUERY SELECT f.place, 'fresh'::text, f.seq, created_ats[f.place]
		FROM unnest(fresh, seqs) AS f (place, seq) ORDER BY f.place;
		RETURN;
	END IF;
	RETURN QUERY SELECT r.place,
		CASE WHEN held IS NULL OR r.session_id <> ALL (held) THEN 'erased'
			WHEN r.place = ANY (fresh) THEN 'fresh'
			WHEN m.session_id = r.session_id AND m.sender_type = r.sender_type
				AND m.sender_id = r.sender_id AND m.fingerprint = r.fingerprint
				THEN 'duplicate'
			ELSE 'conflict' END,
		m.seq, m.created_at
	FROM chat_store_rows(ids, session_ids, sender_types, sender_ids, contents, fingerprints,
		created_ats) r
	LEFT JOIN chat_messages m ON m.id = r.id AND m.session_id = r.session_id
	ORDER BY r.place;
END $$;
