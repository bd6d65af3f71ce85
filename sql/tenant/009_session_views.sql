-- A session in both of its views at once: what they share is built once, and plpgsql keeps its plans
-- from one call to the next, where SQL functions are planned at each. Without headSeq and receipts,
-- which stand beside them: a worker may know of newer ones. Planned on the indexes, also where the
-- tables are still empty.
CREATE FUNCTION chat_session_views(session uuid) RETURNS TABLE (for_visitor jsonb, for_agent jsonb,
	visitor_id text, status text, agent_id uuid, head bigint, last_message_at timestamptz,
	visitor_delivered bigint, visitor_read bigint, agent_delivered bigint, agent_read bigint)
LANGUAGE plpgsql STABLE ROWS 1 SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	s chat_sessions;
	a support_agents;
	shared jsonb;
	place bigint;
	wait bigint;
	online bigint;
	newest bigint;
	unread_visitor bigint;
	unread_agent bigint;
BEGIN
	SELECT c.* INTO s FROM chat_sessions c WHERE c.id = session;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	newest := control.session_head(session);
	SELECT count(*) INTO online FROM support_agents g
	WHERE g.is_active AND g.status = 'online' AND g.seen_at > now() - interval '1 minute';
	IF s.status IN ('waiting', 'transferred') THEN
		place := chat_queue_place(s);
		wait := chat_expected_wait(place, online, chat_usual_wait());
	END IF;
	IF coalesce(s.assigned_agent_id, s.transferred_to) IS NOT NULL THEN
		SELECT g.* INTO a FROM support_agents g
		WHERE g.id = coalesce(s.assigned_agent_id, s.transferred_to);
	END IF;
	SELECT count(*) FILTER (WHERE m.sender_type <> 'visitor'
			AND m.seq > greatest(newest - 999, s.visitor_read_seq)),
		count(*) FILTER (WHERE m.sender_type = 'visitor'
			AND m.seq > greatest(newest - 999, s.agent_read_seq))
	INTO unread_visitor, unread_agent
	FROM chat_messages m WHERE m.session_id = session
		AND m.seq > greatest(newest - 999, least(s.visitor_read_seq, s.agent_read_seq));
	shared := jsonb_strip_nulls(jsonb_build_object(
		'id', s.id, 'conversationId', s.conversation_id,
		'visitorId', s.visitor_id, 'visitorName', s.visitor_name,
		'visitorEmail', s.visitor_email, 'visitorVerified', s.visitor_verified,
		'pageUrl', s.page_url, 'referrerUrl', s.referrer_url, 'status', s.status,
		'queuePosition', place, 'expectedWaitSeconds', wait, 'agentsOnline', online,
		'startedAt', chat_time(s.started_at), 'endedAt', chat_time(s.ended_at),
		'waitTimeSeconds', s.wait_time_seconds, 'durationSeconds', s.duration_seconds,
		'createdAt', chat_time(s.created_at), 'lastMessageAt', chat_time(s.last_message_at)));
	for_visitor := shared || jsonb_build_object('unreadCount', unread_visitor)
		|| CASE WHEN a.id IS NULL THEN '{}'
			ELSE jsonb_build_object('assignedAgent', chat_agent_of(a, 'visitor')) END;
	for_agent := shared || jsonb_build_object('unreadCount', unread_agent)
		|| CASE WHEN a.id IS NULL THEN '{}'
			ELSE jsonb_build_object('assignedAgent', chat_agent_of(a, 'agent')) END;
	RETURN QUERY SELECT for_visitor, for_agent, s.visitor_id::text, s.status::text,
		s.assigned_agent_id, newest, s.last_message_at, s.visitor_delivered_seq,
		s.visitor_read_seq, s.agent_delivered_seq, s.agent_read_seq;
END $$;

-- A SupportAgent, of its row: as chat_agent_json has it.
CREATE FUNCTION chat_agent_of(a support_agents, reader text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF reader <> 'agent' THEN
		RETURN jsonb_build_object('id', a.id, 'name', a.name);
	END IF;
	RETURN jsonb_build_object('id', a.id, 'name', a.name, 'userId', a.user_id,
		'email', a.email, 'role', a.role, 'status', agent_status(a), 'maxChats', a.max_chats,
		'isActive', a.is_active);
END $$;
