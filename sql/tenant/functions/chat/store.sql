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

-- Numbers and inserts messages that are all new, of sessions that are there; answers the seq that each session
-- had before. `sessions` are in the order of their ids, with how many messages each gets (`counts`), when the
-- last of them was stamped and when an agent's first (infinity: none is an agent's). A message names its session
-- by its place among them, and says which of that session's it is: so it is numbered without a search or a sort.
-- The caller holds the counters' locks: every statement in here has a snapshot of its own, and sees what those
-- locks were waited for. Sessions and messages are touched in the order of their ids, so that no two of these
-- wait for each other. The first answer is the one that was given first, however late it is stored.
--
-- That messages are new is the rule, and the unique index on their ids tells when they are not: to look for them
-- before cost every batch a search of that index. Then it fails with unique_violation, and with FD001 where a
-- session is gone or had ended before; the caller asks chat_messages_store. To catch that in here would take a
-- subtransaction, which cost each tenant of every batch a transaction id and two multixacts, for the rows that
-- had been locked outside of it. It is planned once for a connection, often while the table is empty: hence the
-- settings, and the lookups by ids alone.
CREATE OR REPLACE FUNCTION chat_messages_add(sessions uuid[], counts bigint[], last_ats timestamptz[],
	answered_ats timestamptz[], ids uuid[], session_places bigint[], ranks bigint[], sender_types text[],
	sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamptz[]) RETURNS SETOF bigint
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	held uuid[];
	heads bigint[];
	newest bigint[];
	has_ended boolean;
	in_time timestamptz := clock_timestamp() - interval '30 seconds';
BEGIN
	SELECT array_agg(h.id), array_agg(h.last_seq), array_agg(h.last_seq + a.count),
		bool_or(h.ended_at < a.last_at)
	INTO held, heads, newest, has_ended FROM (
		SELECT s.id, c.last_seq, s.ended_at FROM chat_sessions s
		JOIN control.counters_read(sessions) c ON c.session_id = s.id
		WHERE s.id = ANY (sessions)
		ORDER BY s.id FOR NO KEY UPDATE OF s) h
	JOIN unnest(sessions, counts, last_ats) AS a (id, count, last_at) USING (id);
	IF held IS DISTINCT FROM sessions OR has_ended THEN
		RAISE EXCEPTION 'a session is gone, or has ended' USING ERRCODE = 'FD001';
	END IF;

	INSERT INTO chat_messages (id, session_id, seq, sender_type, sender_id, content, fingerprint,
		created_at, late)
	SELECT r.id, sessions[r.session], heads[r.session] + r.rank, r.sender_type, r.sender_id, r.content,
		r.fingerprint, r.created_at, r.created_at < in_time
	FROM unnest(ids, session_places, ranks, sender_types, sender_ids, contents, fingerprints, created_ats)
		AS r (id, session, rank, sender_type, sender_id, content, fingerprint, created_at)
	ORDER BY r.id;

	UPDATE chat_sessions s SET version = s.version + 1,
		last_message_at = greatest(s.last_message_at, a.last_at),
		first_response_at = least(s.first_response_at, nullif(a.answered_at, 'infinity')),
		wait_time_seconds = CASE
			WHEN a.answered_at < coalesce(s.first_response_at, 'infinity')
			THEN greatest(0, floor(extract(epoch FROM a.answered_at - s.started_at)))
			ELSE s.wait_time_seconds END
	FROM unnest(sessions, last_ats, answered_ats) AS a (id, last_at, answered_at)
	WHERE s.id = a.id;
	PERFORM control.counters_advance(sessions, newest);
	IF EXISTS (SELECT FROM webhook_endpoints w
		WHERE w.state = 'active' AND 'message_created' = ANY (w.events)) THEN
		PERFORM webhooks_tell('message_created',
			ARRAY(SELECT sessions[r.session] FROM unnest(session_places) AS r (session)), ids);
	END IF;
	RETURN QUERY SELECT * FROM unnest(heads);
END $$;

-- Numbers the messages whose ids are unknown, in the order given, and inserts them; answers each
-- by its place: fresh, duplicate (stored before, same content), conflict (the id is taken), erased
-- (its session is gone), ended (stamped after its session's end: not inserted). Under the locks, and in the
-- orders, of chat_messages_add. What `may_be_known` said is of no account any more.
CREATE OR REPLACE FUNCTION chat_messages_store(ids uuid[], session_ids uuid[], sender_types text[],
	sender_ids text[], contents bytea[], fingerprints bytea[], created_ats timestamptz[],
	may_be_known boolean)
RETURNS TABLE (place bigint, outcome text, seq bigint, created_at timestamptz)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	held uuid[];
	ends timestamptz[];
	known uuid[];
	fresh bigint[];
BEGIN
	SELECT array_agg(h.id), array_agg(h.ended_at) INTO held, ends FROM (
		SELECT s.id, s.ended_at FROM chat_sessions s
		JOIN control.counters_read(session_ids) c ON c.session_id = s.id
		WHERE s.id = ANY (session_ids)
		ORDER BY s.id FOR NO KEY UPDATE OF s) h;
	SELECT array_agg(m.id) INTO known FROM chat_messages m WHERE m.id = ANY (ids);
	SELECT array_agg(w.place) INTO fresh FROM (
		SELECT DISTINCT ON (r.id) r.place FROM unnest(ids, session_ids, created_ats)
			WITH ORDINALITY AS r (id, session_id, created_at, place)
		JOIN unnest(held, ends) AS h (session_id, ended_at) USING (session_id)
		WHERE (known IS NULL OR r.id <> ALL (known))
			AND (h.ended_at IS NULL OR r.created_at <= h.ended_at)
		ORDER BY r.id, r.place) w;

	PERFORM FROM (
		WITH r AS (
			SELECT r.*, dense_rank() OVER (ORDER BY r.session_id) AS session,
				row_number() OVER (PARTITION BY r.session_id ORDER BY r.place) AS rank
			FROM chat_store_rows(ids, session_ids, sender_types, sender_ids, contents, fingerprints,
				created_ats) r
			JOIN unnest(fresh) AS f (place) USING (place)
		), s AS (
			SELECT array_agg(s.session_id ORDER BY s.session_id) AS sessions,
				array_agg(s.count ORDER BY s.session_id) AS counts,
				array_agg(s.last_at ORDER BY s.session_id) AS last_ats,
				array_agg(s.answered_at ORDER BY s.session_id) AS answered_ats
			FROM (SELECT r.session_id, count(*) AS count, max(r.created_at) AS last_at,
				coalesce(min(r.created_at) FILTER (WHERE r.sender_type = 'agent'), 'infinity')
					AS answered_at
				FROM r GROUP BY r.session_id) s
		), m AS (
			SELECT array_agg(r.id) AS ids, array_agg(r.session) AS places, array_agg(r.rank) AS ranks,
				array_agg(r.sender_type) AS sender_types, array_agg(r.sender_id) AS sender_ids,
				array_agg(r.content) AS contents, array_agg(r.fingerprint) AS fingerprints,
				array_agg(r.created_at) AS created_ats
			FROM r
		)
		SELECT s.*, m.* FROM s, m WHERE s.sessions IS NOT NULL) f,
	LATERAL chat_messages_add(f.sessions, f.counts, f.last_ats, f.answered_ats, f.ids, f.places, f.ranks,
		f.sender_types, f.sender_ids, f.contents, f.fingerprints, f.created_ats);

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
