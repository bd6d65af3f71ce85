-- Sessions that nobody is in any more.

-- Why such a session ends.
CREATE OR REPLACE FUNCTION chat_end_reason(s chat_sessions) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN s.status = 'active' THEN 'silent' ELSE 'visitor_away' END
$$;

-- Whether nobody has been in it for as long as the tenant allows. Whose last word came by mail waits for an
-- answer where they are.
CREATE OR REPLACE FUNCTION chat_session_is_abandoned(s chat_sessions, allowed chat_settings)
RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT CASE s.status
		WHEN 'active' THEN greatest(s.started_at, s.assigned_at, s.last_message_at)
			< now() - make_interval(mins => allowed.silent_minutes)
		ELSE greatest(s.started_at, s.transferred_at, s.visitor_seen_at, s.last_message_at)
			< now() - make_interval(mins => allowed.away_minutes)
			AND (s.visitor_mailed_at IS NULL OR s.visitor_seen_at > s.visitor_mailed_at) END
$$;

-- Ends some of them, as long as they are without anybody as the tenant allows, and answers which. One
-- worker at a time does it for a tenant, the same one while it `stays`; who comes by once, and is not back
-- for as long as a round through all tenants takes, keeps nobody from it. A row that another one has locked
-- is passed over, it may be changing. A PostgreSQL that has just started has not heard yet who is here.
--
-- They are found among those that are open, and locked in the order of their ids, in two statements: asked in
-- one for the first few of that order PostgreSQL goes along the ids, through all that ended years ago.
CREATE OR REPLACE FUNCTION chat_abandoned_end(worker uuid, most bigint, stays boolean) RETURNS SETOF uuid
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
DECLARE
	allowed chat_settings;
	candidates uuid[];
	abandoned uuid[];
BEGIN
	IF pg_postmaster_start_time() > now() - interval '2 minutes'
		OR NOT lease_take('abandoned', worker, make_interval(secs => CASE WHEN stays THEN 90 ELSE 0 END)) THEN
		RETURN;
	END IF;
	SELECT * INTO allowed FROM chat_settings;
	candidates := ARRAY(SELECT s.id FROM chat_sessions s
		WHERE s.status IN ('waiting', 'transferred', 'active') AND chat_session_is_abandoned(s, allowed));
	SELECT array_agg(l.id) INTO abandoned FROM (
		SELECT s.id FROM chat_sessions s
		WHERE s.id = ANY (candidates) AND s.status <> 'ended' AND chat_session_is_abandoned(s, allowed)
		ORDER BY s.id LIMIT most FOR UPDATE SKIP LOCKED) l;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'system', chat_end_reason(s), 'session.end', s.id FROM chat_sessions s
	WHERE s.id = ANY (abandoned);
	RETURN QUERY UPDATE chat_sessions s SET status = 'ended', ended_at = now(), ended_by = 'system',
		end_reason = chat_end_reason(s),
		duration_seconds = extract(epoch FROM now() - s.started_at)::integer,
		queue_position = NULL, transferred_to = NULL
	WHERE s.id = ANY (abandoned)
	RETURNING s.id;
END $$;

