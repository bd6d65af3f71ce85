-- Storing messages: the counter of each session, and the functions that number and insert.

-- A session has a counter as long as it exists: what finds none has been erased.
CREATE OR REPLACE FUNCTION chat_session_count() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM control.counter_make(NEW.id);
	ELSE
		PERFORM control.counter_drop(OLD.id);
	END IF;
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER chat_sessions_counter AFTER INSERT OR DELETE ON chat_sessions
	FOR EACH ROW EXECUTE FUNCTION chat_session_count();

-- A session's version rises with each change of its row. What every message changes raises it by itself,
-- and pays for no call. Where its visitor is has a time of its own (presence_at): noted every 20 s, told apart.
CREATE OR REPLACE FUNCTION chat_session_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.version := OLD.version + 1;
	RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER chat_sessions_version BEFORE UPDATE ON chat_sessions
	FOR EACH ROW WHEN (NEW.version = OLD.version
		AND NEW.visitor_seen_at IS NOT DISTINCT FROM OLD.visitor_seen_at
		AND NEW.visitor_workers IS NOT DISTINCT FROM OLD.visitor_workers
		AND NEW.presence_at IS NOT DISTINCT FROM OLD.presence_at)
	EXECUTE FUNCTION chat_session_raise_version();

-- What is to be stored, as a table.
CREATE OR REPLACE FUNCTION chat_store_rows(ids uuid[], session_ids uuid[], sender_types text[],
	sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamptz[])
RETURNS TABLE (id uuid, session_id uuid, sender_type text, sender_id text, content bytea,
	fingerprint bytea, created_at timestamptz, place bigint)
LANGUAGE sql IMMUTABLE AS $$
	SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY
$$;

-- Numbers and inserts messages that are all new, of sessions that are held, whose newest seqs are
-- `heads`; answers their seqs in the order given. NULL, and nothing is done, when one of the sessions
-- is not. They are numbered by narrow rows, without their contents, and inserted with one sort. The first
-- answer is the one that was given first, however late it is stored.
CREATE OR REPLACE FUNCTION chat_store_add(ids uuid[], session_ids uuid[], sender_types text[],
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
		UPDATE chat_sessions s SET version = s.version + 1,
			last_message_at = greatest(s.last_message_at, a.last_at),
			first_response_at = least(s.first_response_at, a.answered_at),
			wait_time_seconds = CASE
				WHEN a.answered_at < coalesce(s.first_response_at, 'infinity')
				THEN greatest(0, floor(extract(epoch FROM a.answered_at - s.started_at)))
				ELSE s.wait_time_seconds END
		FROM added a WHERE s.id = a.session_id
	)
	SELECT array_agg(a.session_id), array_agg(a.seq) INTO touched, newest FROM added a;
	PERFORM control.counters_advance(touched, newest);
	RETURN seqs;
END $$;

-- Numbers the messages whose ids are unknown, in the order given, and inserts them; answers each
-- by its place: fresh, duplicate (stored before, same content), conflict (the id is taken), erased
-- (its session is gone), ended (stamped after its session's end: not inserted). The caller holds the
-- counters' locks: every statement in here has a snapshot of its own, and sees what those locks were
-- waited for. Sessions and messages are touched in the order of their ids, so that no two of these wait
-- for each other.
--
-- It adds first: that its messages are new is the rule, and the unique index on their ids tells when they
-- are not; to look for them before cost every batch a search of that index. Then it fails with
-- unique_violation, and the caller asks again with `may_be_known`: to catch that in here would take a
-- subtransaction, which cost each tenant of every batch a transaction id and two multixacts, for the
-- rows that had been locked outside of it. Where some are known, come twice, came too late or belong
-- to no session they are picked out. It is planned once for a connection, often while the table is empty:
-- hence the settings, and the lookups by ids alone.
CREATE OR REPLACE FUNCTION chat_messages_store(ids uuid[], session_ids uuid[], sender_types text[],
	sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamptz[],
	may_be_known boolean)
RETURNS TABLE (place bigint, outcome text, seq bigint, created_at timestamptz)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	held uuid[];
	heads bigint[];
	ends timestamptz[];
	first_end timestamptz;
	known uuid[];
	seqs bigint[];
	fresh bigint[];
BEGIN
	SELECT array_agg(h.id), array_agg(h.last_seq), array_agg(h.ended_at), min(h.ended_at)
	INTO held, heads, ends, first_end FROM (
		SELECT s.id, c.last_seq, s.ended_at FROM chat_sessions s
		JOIN control.counters_read(session_ids) c ON c.session_id = s.id
		WHERE s.id = ANY (session_ids)
		ORDER BY s.id FOR NO KEY UPDATE OF s) h;
	IF NOT may_be_known AND (first_end IS NULL
		OR (SELECT max(c.at) FROM unnest(created_ats) AS c (at)) <= first_end) THEN
		seqs := chat_store_add(ids, session_ids, sender_types, sender_ids, contents,
			fingerprints, created_ats, held, heads);
	END IF;
	IF seqs IS NOT NULL THEN
		RETURN QUERY SELECT r.place, 'fresh', r.seq, r.created_at
		FROM unnest(seqs, created_ats) WITH ORDINALITY AS r (seq, created_at, place);
		RETURN;
	END IF;

	SELECT array_agg(m.id) INTO known FROM chat_messages m WHERE m.id = ANY (ids);
	SELECT array_agg(w.place) INTO fresh FROM (
		SELECT DISTINCT ON (r.id) r.place FROM unnest(ids, session_ids, created_ats)
			WITH ORDINALITY AS r (id, session_id, created_at, place)
		JOIN unnest(held, ends) AS h (session_id, ended_at) USING (session_id)
		WHERE (known IS NULL OR r.id <> ALL (known))
			AND (h.ended_at IS NULL OR r.created_at <= h.ended_at)
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
				AND m.fingerprint = r.fingerprint
				AND visitor_was(m.sender_id, r.sender_id) THEN 'duplicate'
			WHEN m.id IS NULL AND (known IS NULL OR r.id <> ALL (known))
				AND r.created_at > h.ended_at THEN 'ended'
			ELSE 'conflict' END,
		m.seq, m.created_at
	FROM chat_store_rows(ids, session_ids, sender_types, sender_ids, contents, fingerprints,
		created_ats) r
	LEFT JOIN unnest(fresh) AS f (place) ON f.place = r.place
	LEFT JOIN unnest(held, ends) AS h (session_id, ended_at) ON h.session_id = r.session_id
	LEFT JOIN chat_messages m ON m.id = r.id AND m.session_id = r.session_id
	ORDER BY r.place;
END $$;
