-- The queue and the desk's counts.

-- chat_queue(cursor text?, most int) [slow] -> json
-- A page of the queue in its order, with its counts. The cursor is the last place and its session:
-- places shift while somebody pages, and the session's own key says where to go on.
WITH page AS MATERIALIZED (
	SELECT s, s.status = 'waiting' AS is_new, s.started_at AS at, s.id,
		row_number() OVER (ORDER BY s.status = 'waiting', s.started_at, s.id) AS n
	FROM chat_sessions s WHERE s.status IN ('waiting', 'transferred')
		AND ($1::text IS NULL OR (s.status = 'waiting', s.started_at, s.id) >
			(split_part($1, '_', 3) = 'new', list_cursor_at($1), list_cursor_id($1)))
	ORDER BY s.status = 'waiting', s.started_at, s.id LIMIT $2 + 1
), desk AS MATERIALIZED (
	SELECT chat_agents_online() AS agents, chat_usual_wait() AS usual,
		(SELECT count(*) FROM chat_sessions w WHERE w.status IN ('waiting', 'transferred'))
			AS waiting,
		(SELECT count(*) FROM chat_sessions b WHERE b.status IN ('waiting', 'transferred')
			AND (b.status = 'waiting', b.started_at, b.id) <= (split_part($1, '_', 3) = 'new',
				list_cursor_at($1), list_cursor_id($1))) AS before
)
SELECT (SELECT list_page(
	array_agg(chat_session_json(s, 'agent', d.before + n, d.agents, d.usual) ORDER BY n),
	array_agg(list_cursor(at, id) || CASE WHEN is_new THEN '_new' ELSE '_old' END ORDER BY n), $2)
	FROM page)
	|| jsonb_strip_nulls(jsonb_build_object('waiting', d.waiting, 'agentsOnline', d.agents,
		'expectedWaitSeconds', chat_expected_wait(d.waiting + 1, d.agents, d.usual)))
FROM desk d;

-- chat_desk() -> row(waiting int, active int, agents_online int, has_lapsed bool)
-- The counts of the desk, and whether a session is marked as kept for somebody for whom it is not.
SELECT (SELECT count(*) FROM chat_sessions WHERE status IN ('waiting', 'transferred')),
	(SELECT count(*) FROM chat_sessions WHERE status = 'active'), chat_agents_online(),
	EXISTS (SELECT FROM chat_sessions s WHERE s.status = 'transferred'
		AND s.transferred_to IS NOT NULL AND chat_kept_for(s) IS NULL);

-- chat_desk_prints() -> row(queue int, active int, ended int, agents int)
-- What the desk's lists are made of, each as a number that differs when something in it does.
SELECT coalesce(bit_xor(p.print) FILTER (WHERE s.status <> 'active'), 0),
	coalesce(bit_xor(p.print) FILTER (WHERE s.status = 'active'), 0),
	(SELECT coalesce(bit_xor(uuid_hash_extended(e.id, e.version)), 0)
		FROM (SELECT id, version FROM chat_sessions WHERE status = 'ended'
			ORDER BY ended_at DESC, id DESC LIMIT 50) e),
	(SELECT coalesce(bit_xor(hash_record_extended((a.id, a.name, a.email, a.role, a.max_chats,
		a.is_active, agent_status(a)), 0)), 0) FROM support_agents a)
FROM chat_sessions s CROSS JOIN LATERAL (SELECT uuid_hash_extended(s.id,
	s.version # coalesce((extract(epoch FROM s.presence_at) * 1000000)::bigint, 0)) AS print) p
WHERE s.status IN ('waiting', 'transferred', 'active');

-- chat_sessions_release() [write] -> rows(session_id uuid)
-- Hands these sessions to anybody, each once.
SELECT id FROM chat_sessions_release() AS id;

-- chat_places(most int) -> row(ids bytes, agents_online int, usual_wait_ms int?)
-- The sessions of the queue in its order, their ids one behind the other; and what an expected wait is
-- reckoned with.
SELECT chat_queue_ids($1), d.agents, (d.usual * 1000)::bigint
FROM (SELECT chat_agents_online() AS agents, chat_usual_wait() AS usual) d;

-- chat_agents_vanished() -> rows(agent_id uuid)
-- The agents who have sessions, and no console that any worker has noted for a minute.
SELECT DISTINCT assigned_agent_id FROM chat_sessions_abandoned;

-- chat_sessions_requeue(agent_ids texts) [write] -> rows(session_id uuid)
-- Hands sessions of those who have vanished back to the queue, each once.
SELECT id FROM chat_sessions_requeue($1::uuid[]) AS id;
