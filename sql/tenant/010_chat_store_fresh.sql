-- chat_store for what it is given as a rule: messages of which none is known. They are numbered by
-- narrow rows, without their contents, and inserted with one sort; only where some are known, come
-- twice or belong to no session are they picked out before. The order of its locks is as before, and
-- what it answers too, but for one id that comes first for an erased session and then for another: the
-- second is stored, and no longer a conflict with nothing.

-- Numbers and inserts messages that are all new, of sessions that are held, whose newest seqs are
-- `heads`; answers their seqs in the order given. NULL, and nothing is done, when one of the sessions
-- is not.
CREATE FUNCTION chat_store_add(ids uuid[], session_ids uuid[], sender_types text[],
	sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamptz[],
	held uuid[], heads bigint[]) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	seqs bigint[];
	touched uuid[];
	newest bigint[];
BEGIN
	SELECT array_agg(n.seq ORDER BY n.place) INTO seqs FROM (
		SELECT r.place, h.last_seq + row_number() OVER (PARTITION BY r.session_id
			ORDER BY r.place) AS seq
		FROM unnest(session_ids) WITH ORDINALITY AS r (session_id, place)
		JOIN unnest(held, heads) AS h (session_id, last_seq) USING (session_id)) n;
	IF seqs IS NULL OR cardinality(seqs) < cardinality(ids) THEN
		RETURN NULL;
	END IF;

	INSERT INTO chat_messages (id, session_id, seq, sender_type, sender_id, content, fingerprint,
		created_at, late)
	SELECT r.*, clock_timestamp() - r.created_at > interval '30 seconds'
	FROM unnest(ids, session_ids, seqs, sender_types, sender_ids, contents, fingerprints,
		created_ats) AS r (id, session_id, seq, sender_type, sender_id, content, fingerprint,
		created_at)
	ORDER BY r.id;

	WITH added AS (
		SELECT r.session_id, max(r.seq) AS seq, max(r.created_at) AS last_at,
			min(r.created_at) FILTER (WHERE r.sender_type = 'agent') AS answered_at
		FROM unnest(session_ids, seqs, created_ats, sender_types)
			AS r (session_id, seq, created_at, sender_type)
		GROUP BY r.session_id
	), touching AS (
		UPDATE chat_sessions s SET
			last_message_at = greatest(s.last_message_at, a.last_at),
			first_response_at = coalesce(s.first_response_at, a.answered_at),
			wait_time_seconds = coalesce(s.wait_time_seconds, CASE WHEN a.answered_at IS NOT NULL
				THEN greatest(0, floor(extract(epoch FROM a.answered_at - s.started_at))) END)
		FROM added a WHERE s.id = a.session_id
	)
	SELECT array_agg(a.session_id), array_agg(a.seq) INTO touched, newest FROM added a;
	PERFORM control.counters_advance(touched, newest);
	RETURN seqs;
END $$;

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
	seqs bigint[];
	fresh bigint[];
BEGIN
	SELECT array_agg(h.id), array_agg(h.last_seq) INTO held, heads FROM (
		SELECT s.id, c.last_seq FROM chat_sessions s JOIN control.counters_read(session_ids) c
			ON c.session_id = s.id
		WHERE s.id = ANY (session_ids)
		ORDER BY s.id FOR NO KEY UPDATE OF s) h;
	SELECT array_agg(m.id) INTO known FROM chat_messages m WHERE m.id = ANY (ids);

	IF known IS NULL AND cardinality(ids) =
			(SELECT count(DISTINCT r.id) FROM unnest(ids) AS r (id)) THEN
		seqs := chat_store_add(ids, session_ids, sender_types, sender_ids, contents,
			fingerprints, created_ats, held, heads);
	END IF;
	IF seqs IS NOT NULL THEN
		RETURN QUERY SELECT r.place, 'fresh', r.seq, r.created_at
		FROM unnest(seqs, created_ats) WITH ORDINALITY AS r (seq, created_at, place);
		RETURN;
	END IF;

	SELECT array_agg(w.place) INTO fresh FROM (
		SELECT DISTINCT ON (r.id) r.place FROM unnest(ids, session_ids)
			WITH ORDINALITY AS r (id, session_id, place)
		WHERE (known IS NULL OR r.id <> ALL (known)) AND r.session_id = ANY (held)
		ORDER BY r.id, r.place) w;
	PERFORM chat_store_add(array_agg(r.id), array_agg(r.session_id), array_agg(r.sender_type),
		array_agg(r.sender_id), array_agg(r.content), array_agg(r.fingerprint),
		array_agg(r.created_at), held, heads)
	FROM (SELECT r.* FROM chat_store_rows(ids, session_ids, sender_types, sender_ids, contents,
		fingerprints, created_ats) r JOIN unnest(fresh) AS f (place) USING (place)
		ORDER BY r.place) r
	HAVING count(*) > 0;
	RETURN QUERY SELECT r.place,
		CASE WHEN held IS NULL OR r.session_id <> ALL (held) THEN 'erased'
			WHEN f.place IS NOT NULL THEN 'fresh'
			WHEN m.session_id = r.session_id AND m.sender_type = r.sender_type
				AND m.sender_id = r.sender_id AND m.fingerprint = r.fingerprint
				THEN 'duplicate'
			ELSE 'conflict' END,
		m.seq, m.created_at
	FROM chat_store_rows(ids, session_ids, sender_types, sender_ids, contents, fingerprints,
		created_ats) r
	LEFT JOIN unnest(fresh) AS f (place) ON f.place = r.place
	LEFT JOIN chat_messages m ON m.id = r.id AND m.session_id = r.session_id
	ORDER BY r.place;
END $$;
