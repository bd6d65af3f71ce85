-- The ChatMessage and the ChatSession that clients get. What a session's JSON is made of is plpgsql,
-- whose plans last: as SQL functions they could not be put into the statement that calls them, and were
-- parsed and planned at each call, 4 ms where it now takes a tenth.

-- RFC 3339 in UTC with six decimals: the one form in which clients see times.
CREATE OR REPLACE FUNCTION chat_time(at timestamptz) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
END $$;

-- How many messages of the other side a side has not read, counted up to 100 of the newest 999: more is
-- shown as 99+. A count of hundreds took most of the time of a session's JSON, which agents' lists get
-- once a second. Planned on the index, also where the table is still empty; without bitmap scans it goes
-- along the index and ends early.
CREATE OR REPLACE FUNCTION chat_unread_count(s chat_sessions, reader text, head bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
	after bigint := greatest(head - 999,
		CASE reader WHEN 'agent' THEN s.agent_read_seq ELSE s.visitor_read_seq END);
BEGIN
	IF after >= head THEN
		RETURN 0;
	END IF;
	RETURN (SELECT count(*) FROM (
		SELECT FROM chat_messages m WHERE m.session_id = s.id AND m.seq > after
			AND (m.sender_type = 'visitor') = (reader = 'agent')
		ORDER BY m.seq LIMIT 100) unread);
END $$;

-- A ChatMessage without its content, which is sealed. It is read as far as the other side has read: a
-- mark of its own, is_read, wrote every message a second time, and is written no more. Of an agent's `sender`
-- is the name. Put together as text: built as JSON, parsed again to leave out what is NULL and printed once
-- more it cost a page of 200 messages 1.4 ms, of which 0.6 are left. The time is as chat_time() has it.
CREATE OR REPLACE FUNCTION chat_message_json_of(m chat_messages, visitor_read bigint, agent_read bigint,
	sender text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT concat('{"id":"', m.id, '","sessionId":"', m.session_id,
		'","senderId":', to_json(m.sender_id), ',"senderType":"', m.sender_type, '"',
		CASE WHEN sender IS NOT NULL THEN concat(',"senderName":', to_json(sender)) END,
		',"attachments":', to_json(m.attachments),
		',"isRead":', to_json(m.seq <= CASE m.sender_type WHEN 'visitor' THEN agent_read
			ELSE visitor_read END),
		',"createdAt":"', to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		'","seq":', m.seq, CASE WHEN m.late THEN ',"late":true' END, '}')
$$;

-- The same of one that came by mail, or went: with whose address that was.
CREATE OR REPLACE FUNCTION chat_message_json_by(m chat_messages, visitor_read bigint, agent_read bigint,
	sender text, mail message_mails) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN mail.message_id IS NULL THEN chat_message_json_of(m, visitor_read, agent_read, sender)
		ELSE concat(left(chat_message_json_of(m, visitor_read, agent_read, sender), -1),
			',"mail":{"address":', to_json(mail.address), ',"isKnown":', to_json(mail.is_known), '}}') END
$$;

-- A ChatSession of its row, for whom the agent and what is unread are meant. `place` is NULL out of the queue.
CREATE OR REPLACE FUNCTION chat_session_json_of(s chat_sessions, place bigint, agents bigint,
	usual double precision, head bigint, unread bigint, agent jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN jsonb_strip_nulls(jsonb_build_object(
		'id', s.id, 'conversationId', s.conversation_id,
		'visitorId', s.visitor_id, 'visitorName', s.visitor_name,
		'visitorEmail', s.visitor_email, 'visitorVerified', s.visitor_verified,
		'visitorAttributesAt', chat_time(s.visitor_attributes_at),
		'visitorEventsAt', chat_time(s.visitor_events_at),
		'pageUrl', s.page_url, 'referrerUrl', s.referrer_url, 'status', s.status,
		'version', s.version, 'assignedAgent', agent,
		'queuePosition', place, 'expectedWaitSeconds', chat_expected_wait(place, agents, usual),
		'agentsOnline', agents,
		'startedAt', chat_time(s.started_at), 'endedAt', chat_time(s.ended_at),
		'endReason', s.end_reason,
		'waitTimeSeconds', s.wait_time_seconds, 'durationSeconds', s.duration_seconds,
		'createdAt', chat_time(s.created_at), 'lastMessageAt', chat_time(s.last_message_at),
		'headSeq', head, 'unreadCount', unread,
		'receipts', jsonb_build_object(
			'visitor', jsonb_build_object(
				'delivered', s.visitor_delivered_seq, 'read', s.visitor_read_seq),
			'agent', jsonb_build_object(
				'delivered', s.agent_delivered_seq, 'read', s.agent_read_seq))));
END $$;

-- What of it is for agents alone.
CREATE OR REPLACE FUNCTION chat_session_json_for_agents(s chat_sessions) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN chat_presence_json(s) || CASE WHEN s.transferred_at IS NULL THEN '{}'
			ELSE jsonb_build_object('transferredAt', chat_time(s.transferred_at)) END
		|| CASE WHEN s.visitor_mailed_at IS NULL THEN '{}'
			ELSE jsonb_build_object('visitorMailedAt', chat_time(s.visitor_mailed_at)) END;
END $$;

-- The same as 'visitor' or 'agent' may see it, with what else has to be looked up.
CREATE OR REPLACE FUNCTION chat_session_json(s chat_sessions, reader text, place bigint,
	agents bigint, usual double precision) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	head bigint := control.session_head(s.id);
BEGIN
	RETURN chat_session_json_of(s, place, agents, usual, head, chat_unread_count(s, reader, head),
		agent_json(coalesce(s.assigned_agent_id, chat_kept_for(s)), reader))
		|| CASE WHEN reader = 'agent' THEN chat_session_json_for_agents(s) ELSE '{}' END;
END $$;

-- A session in both of its views at once: what they share is built once. Without headSeq and receipts,
-- which stand beside them: a worker may know of newer ones. A place in the queue that the worker knows
-- need not be counted. Planned on the indexes, also where the tables are still empty.
CREATE OR REPLACE FUNCTION chat_session_views(session uuid, known_place bigint)
RETURNS TABLE (for_visitor jsonb, for_agent jsonb, visitor_id text, status text, agent_id uuid,
	head bigint, last_message_at timestamptz,
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
	holder uuid;
	newest bigint;
BEGIN
	SELECT c.* INTO s FROM chat_sessions c WHERE c.id = session;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	newest := control.session_head(session);
	SELECT count(*) INTO online FROM support_agents g
	WHERE g.is_active AND g.status = 'online' AND g.seen_at > now() - interval '1 minute';
	IF s.status IN ('waiting', 'transferred') THEN
		place := coalesce(known_place, chat_queue_place(s));
		wait := chat_expected_wait(place, online, chat_usual_wait());
	END IF;
	holder := coalesce(s.assigned_agent_id, chat_kept_for(s));
	IF holder IS NOT NULL THEN
		SELECT g.* INTO a FROM support_agents g WHERE g.id = holder;
	END IF;
	shared := jsonb_strip_nulls(jsonb_build_object(
		'id', s.id, 'conversationId', s.conversation_id,
		'visitorId', s.visitor_id, 'visitorName', s.visitor_name,
		'visitorEmail', s.visitor_email, 'visitorVerified', s.visitor_verified,
		'visitorAttributesAt', chat_time(s.visitor_attributes_at),
		'visitorEventsAt', chat_time(s.visitor_events_at),
		'pageUrl', s.page_url, 'referrerUrl', s.referrer_url, 'status', s.status,
		'version', s.version,
		'queuePosition', place, 'expectedWaitSeconds', wait, 'agentsOnline', online,
		'startedAt', chat_time(s.started_at), 'endedAt', chat_time(s.ended_at),
		'endReason', s.end_reason,
		'waitTimeSeconds', s.wait_time_seconds, 'durationSeconds', s.duration_seconds,
		'createdAt', chat_time(s.created_at),
		'lastMessageAt', chat_time(s.last_message_at)));
	for_visitor := shared
		|| jsonb_build_object('unreadCount', chat_unread_count(s, 'visitor', newest))
		|| CASE WHEN a.id IS NULL THEN '{}'
			ELSE jsonb_build_object('assignedAgent', agent_json_of(a, 'visitor')) END
		|| CASE WHEN s.status = 'active' AND a.id IS NOT NULL
			AND coalesce(a.seen_at <= now() - interval '1 minute', true)
			THEN '{"isAgentGone": true}'::jsonb ELSE '{}' END;
	for_agent := shared
		|| jsonb_build_object('unreadCount', chat_unread_count(s, 'agent', newest))
		|| CASE WHEN a.id IS NULL THEN '{}'
			ELSE jsonb_build_object('assignedAgent', agent_json_of(a, 'agent')) END
		|| chat_session_json_for_agents(s);
	RETURN QUERY SELECT for_visitor, for_agent, s.visitor_id::text, s.status::text,
		s.assigned_agent_id, newest, s.last_message_at, s.visitor_delivered_seq,
		s.visitor_read_seq, s.agent_delivered_seq, s.agent_read_seq;
END $$;
