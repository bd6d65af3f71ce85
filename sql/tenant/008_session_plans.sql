-- Functions that a session's JSON is made of, with plans that last. As SQL functions they could not be
-- put into the statement that calls them, and were parsed and planned at each call: a session's JSON
-- took 4 ms where it now takes a tenth. What they answer is as before.

CREATE OR REPLACE FUNCTION chat_time(at timestamptz) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
END $$;

CREATE OR REPLACE FUNCTION chat_agent_json(agent uuid, reader text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF agent IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_build_object('id', a.id, 'name', a.name) || CASE reader WHEN 'agent' THEN
		jsonb_build_object('userId', a.user_id, 'email', a.email, 'role', a.role,
			'status', agent_status(a), 'maxChats', a.max_chats, 'isActive', a.is_active)
		ELSE '{}' END
	FROM support_agents a WHERE a.id = agent);
END $$;

-- Planned on the index, also where the table is still empty.
CREATE OR REPLACE FUNCTION chat_unread_count(s chat_sessions, reader text, head bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
	RETURN (SELECT count(*) FROM chat_messages m
	WHERE m.session_id = s.id AND (m.sender_type = 'visitor') = (reader = 'agent')
		AND m.seq > greatest(head - 999,
			CASE reader WHEN 'agent' THEN s.agent_read_seq ELSE s.visitor_read_seq END));
END $$;

CREATE OR REPLACE FUNCTION chat_agents_online() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT count(*) FROM support_agents a WHERE a.is_active AND agent_status(a) = 'online');
END $$;

CREATE OR REPLACE FUNCTION chat_session_json(s chat_sessions, reader text, place bigint,
	agents bigint, usual double precision) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	head bigint := control.session_head(s.id);
BEGIN
	RETURN jsonb_strip_nulls(jsonb_build_object(
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
		'headSeq', head, 'unreadCount', chat_unread_count(s, reader, head),
		'receipts', jsonb_build_object(
			'visitor', jsonb_build_object(
				'delivered', s.visitor_delivered_seq, 'read', s.visitor_read_seq),
			'agent', jsonb_build_object(
				'delivered', s.agent_delivered_seq, 'read', s.agent_read_seq))));
END $$;
