-- Sessions: one, and pages of them. A page's items are ChatSessions as its reader may see them. What is the
-- same for all is MATERIALIZED, or it would be counted for each.

-- chat_session_load(session_id uuid, known_place int?) -> row(for_visitor text, for_agent text, visitor_id text,
--	status text, agent_id uuid?, wrapped_key bytes?, head_seq int, last_message_at time?,
--	visitor_delivered int, visitor_read int, agent_delivered int, agent_read int, version int)
-- The session in both of its views, and what a worker keeps of it in memory.
SELECT (v.for_visitor || own.receipts)::text, (v.for_agent || own.receipts)::text, v.visitor_id,
	v.status, v.agent_id, k.wrapped, v.head, v.last_message_at, v.visitor_delivered, v.visitor_read,
	v.agent_delivered, v.agent_read, (v.for_agent ->> 'version')::bigint
FROM chat_session_views($1, $2) v
LEFT JOIN session_keys k ON k.session_id = $1
CROSS JOIN LATERAL (SELECT jsonb_build_object('headSeq', v.head, 'receipts', jsonb_build_object(
	'visitor', jsonb_build_object('delivered', v.visitor_delivered, 'read', v.visitor_read),
	'agent', jsonb_build_object('delivered', v.agent_delivered, 'read', v.agent_read)))
	AS receipts) own;

-- chat_session_start(visitor_id text, former_id text?, identifier text?, visitor_name text?,
--	visitor_email text?, page_url text?, referrer_url text?, new_id uuid, wrapped_key bytes,
--	known_waiting int?) [write]
--	-> rows(session_id uuid, visitor_id text, gave_way text?, is_new bool)
-- Starts a session with its visitor, conversation, key and counter, or finds the open one; answers whose
-- it is, and the customer's id that gave way to theirs. No row: the queue is full.
SELECT session_id, visitor_id, gave_way, is_new
FROM chat_session_begin($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false);

-- chat_session_assign(session_id uuid, agent_id uuid, actor_id uuid, is_supervisor bool,
--	from_statuses texts) [write] -> row(outcome text, holder text?, name text?)
-- Gives a session to an agent, or says why not, and who has it; the name of whom it is about, but for the
-- actor's own.
SELECT outcome, holder::text, CASE WHEN holder ->> 'id' <> $3::uuid::text THEN holder ->> 'name' END
FROM chat_session_assign($1, $2, $3, $4, $5);

-- chat_session_transfer(session_id uuid, agent_id uuid?, actor_id uuid, is_supervisor bool,
--	from_statuses texts, note_id uuid, note bytes?) [write] -> row(outcome text, name text?)
-- Hands a session to another agent, or back to the queue, with a note for whoever takes it; or says why
-- not, and the name of whom it is about, but for the actor's own.
WITH moved AS MATERIALIZED (
	SELECT outcome, holder FROM chat_session_hand_over($1, $2, $3, $4, $5)
), noted AS (
	INSERT INTO chat_notes (id, session_id, agent_id, to_agent_id, content)
	SELECT $6::uuid, $1::uuid, $3::uuid, $2::uuid, $7::bytea FROM moved
	WHERE outcome = 'done' AND $7::bytea IS NOT NULL
)
SELECT outcome, CASE WHEN holder ->> 'id' <> $3::uuid::text THEN holder ->> 'name' END FROM moved;

-- chat_session_end(session_id uuid, actor_type text, actor_id text, is_supervisor bool,
--	from_statuses texts) [write] -> row(outcome text)
-- Ends a session.
SELECT chat_session_end($1, $2, $3, $4, $5);

-- chat_sessions_end(session_ids texts, actor_id text, is_supervisor bool, from_statuses texts) [write]
--	-> rows(session_id uuid, outcome text, is_new bool)
-- Ends several sessions for an agent, and says of each what became of it.
SELECT session_id, outcome, is_new FROM chat_sessions_end($1::uuid[], $2, $3, $4);

-- chat_session_name(session_id uuid, visitor_id text, visitor_name text?, visitor_email text?)
--	[write] -> row(session_id uuid)
-- Writes the name and e-mail that a visitor leaves while the session is open; what is absent stays.
UPDATE chat_sessions SET visitor_name = coalesce($3, visitor_name),
	visitor_email = coalesce($4, visitor_email)
WHERE id = $1 AND visitor_id = $2 AND status <> 'ended'
RETURNING id;

-- chat_sessions_of_visitor(visitor_id text, reader text, beside uuid?, cursor text?, most int)
--	[slow] -> json
-- A page of a visitor's sessions, newest first, without the one that the reader is in. A customer's id that
-- gave way leads to theirs.
WITH page AS MATERIALIZED (
	SELECT s, s.started_at, s.id FROM chat_sessions s
	WHERE s.visitor_id = (SELECT visitor_known($1, NULL)) AND s.id IS DISTINCT FROM $3
		AND ($4::text IS NULL OR (s.started_at, s.id) < (list_cursor_at($4), list_cursor_id($4)))
	ORDER BY s.started_at DESC, s.id DESC LIMIT $5 + 1
), desk AS MATERIALIZED (
	SELECT chat_agents_online() AS agents, chat_usual_wait() AS usual
)
SELECT list_page(
	array_agg(chat_session_json(s, $2, CASE WHEN (s).status IN ('waiting', 'transferred')
		THEN chat_queue_place(s) END, d.agents, d.usual) ORDER BY started_at DESC, id DESC),
	array_agg(list_cursor(started_at, id) ORDER BY started_at DESC, id DESC), $5)
FROM page CROSS JOIN desk d;

-- chat_sessions_active(agent_id uuid?, cursor text?, most int) [slow] -> json
-- A page of the active sessions, of one agent or of all, newest first: by their start, which stays
-- where it is while somebody pages and messages come.
WITH page AS MATERIALIZED (
	SELECT s, s.started_at AS at, s.id FROM chat_sessions s
	WHERE s.status = 'active' AND ($1::uuid IS NULL OR s.assigned_agent_id = $1)
		AND ($2::text IS NULL OR (s.started_at, s.id) < (list_cursor_at($2), list_cursor_id($2)))
	ORDER BY at DESC, s.id DESC LIMIT $3 + 1
), desk AS MATERIALIZED (
	SELECT chat_agents_online() AS agents
)
SELECT list_page(
	array_agg(chat_session_json(s, 'agent', NULL, d.agents, NULL) ORDER BY at DESC, id DESC),
	array_agg(list_cursor(at, id) ORDER BY at DESC, id DESC), $3)
FROM page CROSS JOIN desk d;

-- chat_sessions_ended(agent_id uuid?, cursor text?, most int) [slow] -> json
-- A page of the ended sessions, of one agent or of all, newest first.
WITH page AS MATERIALIZED (
	SELECT s, s.ended_at AS at, s.id FROM chat_sessions s
	WHERE s.status = 'ended' AND ($1::uuid IS NULL OR s.assigned_agent_id = $1)
		AND ($2::text IS NULL OR (s.ended_at, s.id) < (list_cursor_at($2), list_cursor_id($2)))
	ORDER BY s.ended_at DESC, s.id DESC LIMIT $3 + 1
), desk AS MATERIALIZED (
	SELECT chat_agents_online() AS agents
)
SELECT list_page(
	array_agg(chat_session_json(s, 'agent', NULL, d.agents, NULL) ORDER BY at DESC, id DESC),
	array_agg(list_cursor(at, id) ORDER BY at DESC, id DESC), $3)
FROM page CROSS JOIN desk d;

-- chat_session_digests(session_ids texts, known_places texts)
--	-> rows(session_id uuid, session text)
-- These sessions as agents see them: what the desk's list shows after new messages. Their places in
-- the queue are given; one that is empty is counted.
SELECT session_id, session FROM chat_session_digests($1::uuid[], $2::text[]);

-- chat_session_states(session_ids texts)
--	-> rows(session_id uuid, status text, agent_id uuid?, visitor_id text, visitor_delivered int,
--	visitor_read int, agent_delivered int, agent_read int, version int, is_agent_gone bool)
-- What workers keep of these sessions in memory, and others may have changed.
SELECT id, status::text, assigned_agent_id, visitor_id::text, visitor_delivered_seq,
	visitor_read_seq, agent_delivered_seq, agent_read_seq, version,
	coalesce((SELECT coalesce(a.seen_at <= now() - interval '1 minute', true) FROM support_agents a
		WHERE a.id = s.assigned_agent_id AND s.status = 'active'), false)
FROM chat_sessions s WHERE id = ANY ($1::uuid[]);
