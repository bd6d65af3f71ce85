-- Whether the visitors of open sessions are there, connected with a page at least, and on which page.

-- Workers note every 20 s whose pages are connected to them: after a minute without a note nobody's are,
-- whatever a worker that died has left behind.
CREATE OR REPLACE FUNCTION chat_visitor_is_here(s chat_sessions) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN cardinality(s.visitor_workers) > 0 AND s.visitor_seen_at > now() - interval '1 minute';
END $$;

-- What agents see of it; of two pictures the one with the later presenceAt is the newer. Nothing where
-- nobody has told of it, nor once the session has ended.
CREATE OR REPLACE FUNCTION chat_presence_json(s chat_sessions) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
	is_here boolean := coalesce(chat_visitor_is_here(s), false);
	has_lapsed boolean := NOT is_here AND cardinality(s.visitor_workers) > 0;
BEGIN
	IF s.status = 'ended' OR s.presence_at IS NULL THEN
		RETURN '{}';
	END IF;
	RETURN jsonb_strip_nulls(jsonb_build_object('isVisitorHere', is_here,
		'currentPageUrl', s.current_page_url,
		'presenceAt', chat_time(CASE WHEN has_lapsed THEN greatest(s.presence_at, s.visitor_seen_at)
			ELSE s.presence_at END)));
END $$;

-- Notes what a worker says of visitors: 'here', connected to it; 'gone', no more; or only the page that
-- they are on ('page'), which is empty where that is no news. Answers each session that it has noted, and
-- whether that is news to agents; the page where it is another one. A row that is changing is passed over.
CREATE OR REPLACE FUNCTION chat_visitors_tell(worker uuid, sessions uuid[], words text[], pages text[])
RETURNS TABLE (session_id uuid, is_news boolean, is_here boolean, page text, at timestamptz)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	workers_most CONSTANT integer := 8; -- of whom most have died without a word
BEGIN
	RETURN QUERY WITH held AS MATERIALIZED (
		SELECT s.id, coalesce(chat_visitor_is_here(s), false) AS was_here, s.visitor_workers AS workers,
			s.presence_at AS was_at, t.word,
			CASE WHEN t.page <> '' AND t.page IS DISTINCT FROM s.current_page_url THEN t.page END AS page
		FROM unnest(sessions, words, pages) AS t (id, word, page)
		JOIN chat_sessions s ON s.id = t.id
		WHERE s.status <> 'ended'
		ORDER BY s.id FOR NO KEY UPDATE OF s SKIP LOCKED
	), noted AS (
		SELECT h.*, CASE WHEN h.word = 'here' THEN array_append(o.others, worker)
			WHEN h.word = 'gone' THEN o.others
			ELSE coalesce(h.workers, '{}') END AS now_with
		FROM held h CROSS JOIN LATERAL (SELECT CASE WHEN h.was_here AND cardinality(h.workers) < workers_most
			THEN array_remove(h.workers, worker) ELSE '{}' END AS others) o
	), judged AS (
		SELECT n.*, CASE n.word WHEN 'here' THEN true WHEN 'gone' THEN cardinality(n.now_with) > 0
			ELSE n.was_here END AS is_here
		FROM noted n
	)
	UPDATE chat_sessions s SET visitor_workers = j.now_with,
		visitor_seen_at = CASE WHEN j.word = 'here' THEN now() ELSE s.visitor_seen_at END,
		current_page_url = coalesce(j.page, s.current_page_url),
		presence_at = CASE WHEN j.was_at IS NULL OR j.is_here <> j.was_here OR j.page IS NOT NULL
			THEN greatest(clock_timestamp(), j.was_at + interval '1 microsecond') ELSE j.was_at END
	FROM judged j WHERE s.id = j.id
	RETURNING s.id, s.presence_at IS DISTINCT FROM j.was_at, j.is_here, j.page, s.presence_at;
END $$;

-- Marks as gone whose workers have fallen silent, and answers whose; what another worker is at is passed
-- over. They are found among those that are open, and locked in the order of their ids, in two statements,
-- as chat_abandoned_end has it.
CREATE OR REPLACE FUNCTION chat_visitors_lapse(most bigint)
RETURNS TABLE (session_id uuid, at timestamptz)
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	silent uuid[] := ARRAY(SELECT s.id FROM chat_sessions s WHERE s.status <> 'ended'
		AND cardinality(s.visitor_workers) > 0 AND s.visitor_seen_at <= now() - interval '1 minute'
		LIMIT most);
BEGIN
	RETURN QUERY WITH held AS MATERIALIZED (
		SELECT s.id FROM chat_sessions s
		WHERE s.id = ANY (silent) AND cardinality(s.visitor_workers) > 0 AND NOT chat_visitor_is_here(s)
		ORDER BY s.id FOR NO KEY UPDATE SKIP LOCKED
	)
	UPDATE chat_sessions s SET visitor_workers = '{}',
		presence_at = greatest(s.visitor_seen_at, s.presence_at + interval '1 microsecond')
	FROM held h WHERE s.id = h.id
	RETURNING s.id, s.presence_at;
END $$;

-- Nothing of it stays of a session that has ended, whoever ends it. Named so that it comes after the one
-- that raises the version, which looks at these columns.
CREATE OR REPLACE FUNCTION chat_session_forget_whereabouts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.visitor_workers := NULL;
	NEW.current_page_url := NULL;
	NEW.presence_at := NULL;
	RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER chat_sessions_whereabouts BEFORE UPDATE OF status ON chat_sessions
	FOR EACH ROW WHEN (NEW.status = 'ended' AND OLD.status <> 'ended')
	EXECUTE FUNCTION chat_session_forget_whereabouts();
