-- What the chat service asks of a tenant's schema: the ChatSession that clients get, the order of
-- the queue, and the moves of a session. The moves are VOLATILE plpgsql, so that who waited for
-- another's click sees what that click did.

-- RFC 3339 in UTC with six decimals: the one form in which clients see times.
CREATE FUNCTION chat_time(at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- A page's cursor: the last row's time in microseconds, and its id.
CREATE FUNCTION chat_cursor(at timestamptz, id uuid) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT (extract(epoch FROM at) * 1000000)::bigint || '_' || id
$$;
CREATE FUNCTION chat_cursor_at(place text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT 'epoch'::timestamptz + split_part(place, '_', 1)::bigint * interval '1 microsecond'
$$;
CREATE FUNCTION chat_cursor_id(place text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT split_part(place, '_', 2)::uuid
$$;

-- Rows of (json, cursor) in their order, one more than `most` when there are more, as a page.
CREATE FUNCTION chat_page(items jsonb[], cursors text[], most bigint) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object(
		'items', coalesce(to_jsonb(items[1:most]), '[]'),
		'next', CASE WHEN cardinality(items) > most THEN cursors[most] END))
$$;

-- --- the desk ------------------------------------------------------------------------------------

CREATE FUNCTION chat_agents_online() RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT count(*) FROM support_agents a WHERE a.is_active AND agent_status(a) = 'online'
$$;

-- The median of the last 20 waits that were answered in the past 4 hours; NULL below five.
CREATE FUNCTION chat_usual_wait() RETURNS double precision LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN count(*) >= 5
		THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY wait_time_seconds) END
	FROM (SELECT wait_time_seconds FROM chat_sessions
		WHERE first_response_at > now() - interval '4 hours'
		ORDER BY first_response_at DESC LIMIT 20) recent
$$;

-- Agents take the queue in rounds, one session each; a round lasts a usual wait. NULL: unknown.
CREATE FUNCTION chat_expected_wait(place bigint, agents bigint, usual double precision)
RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT CASE WHEN agents > 0
		THEN least(ceil(place::double precision / agents) * usual, 86400)::bigint END
$$;

-- The queue's order: who was transferred, then who waits, each by their start.
CREATE FUNCTION chat_queue_place(s chat_sessions) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT 1 + count(*) FROM chat_sessions q
	WHERE q.status IN ('waiting', 'transferred')
		AND (q.status = 'waiting', q.started_at, q.id) < (s.status = 'waiting', s.started_at, s.id)
$$;

-- --- objects -------------------------------------------------------------------------------------

-- A SupportAgent; visitors learn the id and name alone.
CREATE FUNCTION chat_agent_json(agent uuid, reader text) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('id', a.id, 'name', a.name) || CASE reader WHEN 'agent' THEN
		jsonb_build_object('userId', a.user_id, 'email', a.email, 'role', a.role,
			'status', agent_status(a), 'maxChats', a.max_chats, 'isActive', a.is_active)
		ELSE '{}' END
	FROM support_agents a WHERE a.id = agent
$$;

-- How many messages of the other side a side has not read, among the newest 999.
CREATE FUNCTION chat_unread_count(s chat_sessions, reader text, head bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
	SELECT count(*) FROM chat_messages m
	WHERE m.session_id = s.id AND (m.sender_type = 'visitor') = (reader = 'agent')
		AND m.seq > greatest(head - 999,
			CASE reader WHEN 'agent' THEN s.agent_read_seq ELSE s.visitor_read_seq END)
$$;

-- A ChatMessage without its content, which is sealed.
CREATE FUNCTION chat_message_head(m chat_messages) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('id', m.id, 'sessionId', m.session_id,
		'senderId', m.sender_id, 'senderType', m.sender_type, 'attachments', m.attachments,
		'isRead', m.is_read, 'createdAt', chat_time(m.created_at), 'seq', m.seq,
		'late', CASE WHEN m.late THEN true END))::text
$$;

-- A ChatSession as 'visitor' or 'agent' may see it. `place` is NULL out of the queue.
CREATE FUNCTION chat_session_json(s chat_sessions, reader text, place bigint, agents bigint,
	usual double precision) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object(
		'id', s.id, 'conversationId', s.conversation_id,
		'visitorId', s.visitor_id, 'visitorName', s.visitor_name,
		'visitorEmail', s.visitor_email, 'visitorVerified', s.visitor_verified,
		'pageUrl', s.page_url, 'referrerUrl', s.referrer_url, 'status', s.status,
		'assignedAgent',
			chat_agent_json(coalesce(s.assigned_agent_id, s.transferred_to), reader),
		'queuePosition', place, 'expectedWaitSeconds', chat_expected_wait(place, agents, usual),
		'agentsOnline', agents,
		'startedAt', chat_time(s.started_at), 'endedAt', chat_time(s.ended_at),
		'waitTimeSeconds', s.wait_time_seconds, 'durationSeconds', s.duration_seconds,
		'createdAt', chat_time(s.created_at), 'lastMessageAt', chat_time(s.last_message_at),
		'headSeq', h.head, 'unreadCount', chat_unread_count(s, reader, h.head),
		'receipts', jsonb_build_object(
			'visitor', jsonb_build_object(
				'delivered', s.visitor_delivered_seq, 'read', s.visitor_read_seq),
			'agent', jsonb_build_object(
				'delivered', s.agent_delivered_seq, 'read', s.agent_read_seq))))
	FROM (SELECT control.session_head(s.id) AS head) h
$$;

-- --- the moves -----------------------------------------------------------------------------------

-- Starts a session with its visitor, conversation and key, or finds the visitor's open
-- one. The visitor's row lock puts two tabs that start at once in order. An identifier comes only
-- from a merchant who vouched for it.
CREATE FUNCTION chat_session_start(visitor text, identifier text, name text, email text,
	page text, referrer text, new_id uuid, wrapped bytea) RETURNS TABLE (session_id uuid, is_new boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	v visitors;
	open_id uuid;
	conversation uuid;
	s chat_sessions;
BEGIN
	INSERT INTO visitors AS known (visitor_id, identifier, is_verified, name, email)
	VALUES (visitor, chat_session_start.identifier, chat_session_start.identifier IS NOT NULL,
		chat_session_start.name, chat_session_start.email)
	ON CONFLICT (visitor_id) DO UPDATE SET last_seen_at = now(),
		name = coalesce(excluded.name, known.name), email = coalesce(excluded.email, known.email)
	RETURNING * INTO v;
	SELECT id INTO open_id FROM chat_sessions WHERE visitor_id = visitor AND status <> 'ended';
	IF open_id IS NOT NULL THEN
		RETURN QUERY SELECT open_id, false;
		RETURN;
	END IF;
	SELECT id INTO conversation FROM conversations WHERE visitor_id = visitor
	ORDER BY created_at DESC LIMIT 1;
	IF conversation IS NULL THEN
		INSERT INTO conversations (visitor_id) VALUES (visitor) RETURNING id INTO conversation;
	END IF;
	INSERT INTO chat_sessions (id, conversation_id, visitor_id, visitor_name, visitor_email,
		visitor_verified, page_url, referrer_url)
	VALUES (new_id, conversation, visitor, v.name, v.email, v.is_verified, page, referrer)
	RETURNING * INTO s;
	UPDATE chat_sessions SET queue_position = chat_queue_place(s) WHERE id = new_id;
	INSERT INTO session_keys (session_id, wrapped) VALUES (new_id, chat_session_start.wrapped);
	RETURN QUERY SELECT new_id, true;
END $$;

-- Gives a session to an agent. Says 'done', 'absent', 'state', 'no_agent', or 'taken' with the
-- agent who has it: of two clicks the second one waits for the first one's row lock. A session
-- handed to one agent is theirs, or a supervisor's, to take for 60 s.
CREATE FUNCTION chat_session_assign(session uuid, agent uuid, actor uuid, is_supervisor boolean,
	from_statuses text[]) RETURNS TABLE (outcome text, holder jsonb)
LANGUAGE plpgsql AS $$
DECLARE
	s chat_sessions;
BEGIN
	SELECT * INTO s FROM chat_sessions WHERE id = session FOR UPDATE;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::jsonb;
	ELSIF s.status = 'active' AND s.assigned_agent_id = agent THEN
		RETURN QUERY SELECT 'done', NULL::jsonb;
	ELSIF s.status = 'active' THEN
		RETURN QUERY SELECT 'taken', chat_agent_json(s.assigned_agent_id, 'agent');
	ELSIF NOT s.status = ANY (from_statuses) THEN
		RETURN QUERY SELECT 'state', NULL::jsonb;
	ELSIF s.transferred_to <> actor AND NOT is_supervisor
		AND s.transferred_at > now() - interval '60 seconds' THEN
		RETURN QUERY SELECT 'taken', chat_agent_json(s.transferred_to, 'agent');
	ELSIF NOT EXISTS (SELECT FROM support_agents WHERE id = agent AND is_active) THEN
		RETURN QUERY SELECT 'no_agent', NULL::jsonb;
	ELSE
		UPDATE chat_sessions SET status = 'active', assigned_agent_id = agent,
			queue_position = NULL, transferred_to = NULL
		WHERE id = session;
		INSERT INTO audit_log (actor_type, actor_id, action, target_id)
		VALUES ('agent', actor, 'session.assign', session);
		RETURN QUERY SELECT 'done', NULL::jsonb;
	END IF;
END $$;

-- Hands a session to another agent, or back to the queue. Says 'done', 'absent', 'state',
-- 'no_agent', or 'denied' when the actor neither has it nor is a supervisor.
CREATE FUNCTION chat_session_transfer(session uuid, agent uuid, actor uuid, is_supervisor boolean,
	from_statuses text[]) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	s chat_sessions;
BEGIN
	SELECT * INTO s FROM chat_sessions WHERE id = session FOR UPDATE;
	IF NOT FOUND THEN
		RETURN 'absent';
	ELSIF NOT s.status = ANY (from_statuses) THEN
		RETURN 'state';
	ELSIF s.assigned_agent_id <> actor AND NOT is_supervisor THEN
		RETURN 'denied';
	ELSIF agent IS NOT NULL
		AND NOT EXISTS (SELECT FROM support_agents WHERE id = agent AND is_active) THEN
		RETURN 'no_agent';
	END IF;
	UPDATE chat_sessions SET status = 'transferred', assigned_agent_id = NULL,
		transferred_to = agent, transferred_by = actor, transferred_at = now()
	WHERE id = session RETURNING * INTO s;
	UPDATE chat_sessions SET queue_position = chat_queue_place(s) WHERE id = session;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', actor, 'session.transfer', session);
	RETURN 'done';
END $$;

-- Ends a session. Who is a visitor must own it; an agent must have it, unless it is in the queue
-- or they are a supervisor. Says 'done', 'absent', 'state' or 'denied'.
CREATE FUNCTION chat_session_end(session uuid, actor_type text, actor text, is_supervisor boolean,
	from_statuses text[]) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	s chat_sessions;
BEGIN
	SELECT * INTO s FROM chat_sessions WHERE id = session FOR UPDATE;
	IF NOT FOUND OR (actor_type = 'visitor' AND s.visitor_id <> actor) THEN
		RETURN 'absent';
	ELSIF NOT s.status = ANY (from_statuses) THEN
		RETURN 'state';
	ELSIF actor_type = 'agent' AND NOT is_supervisor AND s.assigned_agent_id::text <> actor THEN
		RETURN 'denied';
	END IF;
	UPDATE chat_sessions SET status = 'ended', ended_at = now(), ended_by = actor_type,
		duration_seconds = extract(epoch FROM now() - started_at)::integer,
		queue_position = NULL, transferred_to = NULL
	WHERE id = session;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES (actor_type, actor, 'session.end', session);
	RETURN 'done';
END $$;
