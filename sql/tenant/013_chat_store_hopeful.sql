-- chat_store adds first and asks afterwards: that its messages are new is the rule, and the unique
-- index on their ids tells when they are not. To look for them before cost every batch a search of
-- that index. What it answers is as before.
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
		SELECT s.id, c.last_seq FROM chat_sessions s
		JOIN control.counters_read(session_ids) c ON c.session_id = s.id
		WHERE s.id = ANY (session_ids)
		ORDER BY s.id FOR NO KEY UPDATE OF s) h;
	BEGIN
		seqs := chat_store_add(ids, session_ids, sender_types, sender_ids, contents,
			fingerprints, created_ats, held, heads);
	EXCEPTION WHEN unique_violation THEN
		seqs := NULL;
	END;
	IF seqs IS NOT NULL THEN
		RETURN QUERY SELECT r.place, 'fresh', r.seq, r.created_at
		FROM unnest(seqs, created_ats) WITH ORDINALITY AS r (seq, created_at, place);
		RETURN;
	END IF;

	SELECT array_agg(m.id) INTO known FROM chat_messages m WHERE m.id = ANY (ids);
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
