-- Storing messages: the counter of each session, and the one function that numbers and inserts.

-- A session has a counter as long as it exists: what finds none has been erased.
CREATE FUNCTION chat_session_count() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM control.counter_make(NEW.id);
	ELSE
		PERFORM control.counter_drop(OLD.id);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER chat_sessions_counter AFTER INSERT OR DELETE ON chat_sessions
	FOR EACH ROW EXECUTE FUNCTION chat_session_count();

-- What is to be stored, as a table.
CREATE FUNCTION chat_store_rows(ids uuid[], session_ids uuid[], sender_types text[],
	sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamptz[])
RETURNS TABLE (id uuid, session_id uuid, sender_type text, sender_id text, content bytea,
	fingerprint bytea, created_at timestamptz, place bigint)
LANGUAGE sql IMMUTABLE AS $$
	SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY
$$;

-- Numbers the messages whose ids are unknown, in the order given, and inserts them; answers each
-- by its place: fresh, duplicate (stored before, same content), conflict (the id is taken), erased
-- (its session is gone). The caller holds the counters' locks: every statement in here has a
-- snapshot of its own, and sees what those locks were waited for. Sessions and messages are touched
-- in the order of their ids, so that no two of these wait for each other.
CREATE FUNCTION chat_store(ids uuid[], session_ids uuid[], sender_types text[], sender_ids text[],
	contents bytea[], fingerprints bytea[], created_ats timestamptz[])
RETURNS TABLE (place bigint, outcome text, seq bigint, created_at timestamptz)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
	held uuid[];
	fresh bigint[];
BEGIN
	SELECT array_agg(h.id) INTO held FROM (
		SELECT s.id FROM chat_sessions s JOIN control.counters_read(session_ids) c
			ON c.session_id = s.id
		ORDER BY s.id FOR NO KEY UPDATE OF s) h;

	WITH wanted AS (
		SELECT DISTINCT ON (r.id) r.* FROM chat_store_rows(ids, session_ids, sender_types,
			sender_ids, contents, fingerprints, created_ats) r
		WHERE r.session_id = ANY (held)
		ORDER BY r.id, r.place
	), numbered AS (
		SELECT w.*, c.last_seq + row_number() OVER (PARTITION BY w.session_id
			ORDER BY w.place) AS seq
		FROM wanted w JOIN control.counters_read(held) c ON c.session_id = w.session_id
		WHERE NOT EXISTS (SELECT FROM chat_messages m WHERE m.id = w.id)
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
	SELECT array_agg(n.place) INTO fresh FROM numbered n
	WHERE (SELECT count(*) FROM advanced) = 1;

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
