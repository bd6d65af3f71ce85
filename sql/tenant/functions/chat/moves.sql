-- The moves of a session. They are VOLATILE plpgsql, so that who waited for another's click sees what
-- that click did.

-- Starts a session with its visitor, conversation and key, or finds the visitor's open one. The
-- visitor's row lock puts two tabs that start at once in order, the session's a start and an end: who
-- waited for an end begins anew. An identifier comes only from a merchant who vouched for it. Answers whose
-- it is: by then the asker may go by another id (shared/visitors.sql). No row, and nothing is changed: as
-- many wait as may. Of those who start in the same moment some more get in. How many wait is counted where it
-- is not known (20,000 took as long as all the rest), and where the known number comes near to what may.
CREATE OR REPLACE FUNCTION chat_session_begin(asker text, former text, identifier text, name text,
	email text, page text, referrer text, new_id uuid, wrapped bytea, known_waiting bigint, stays boolean)
RETURNS TABLE (session_id uuid, visitor_id text, gave_way text, is_new boolean)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	near CONSTANT bigint := 500;
	known text := visitor_known(asker, chat_session_begin.identifier);
	v visitors;
	open_id uuid;
	conversation uuid;
	waiting bigint := known_waiting;
	most bigint;
BEGIN
	SELECT waiting_most INTO most FROM chat_settings;
	IF known_waiting IS NULL OR known_waiting > most - near THEN
		SELECT count(*) INTO waiting FROM (SELECT FROM chat_sessions q
			WHERE q.status IN ('waiting', 'transferred') LIMIT most) counted;
	END IF;
	IF waiting >= most AND NOT EXISTS (SELECT FROM chat_sessions o
		WHERE o.visitor_id = known AND o.status <> 'ended') THEN
		RETURN;
	END IF;
	IF chat_session_begin.identifier IS NULL THEN
		known := visitor_hold(known, chat_session_begin.name, chat_session_begin.email, stays);
	ELSE
		SELECT h.customer, h.gave_way INTO known, gave_way
		FROM customer_hold(asker, former, chat_session_begin.identifier,
			chat_session_begin.name, chat_session_begin.email) h;
	END IF;
	SELECT * INTO v FROM visitors WHERE visitor_id = known;
	SELECT id INTO open_id FROM chat_sessions WHERE visitor_id = known AND status <> 'ended'
	FOR SHARE;
	IF open_id IS NOT NULL THEN
		RETURN QUERY SELECT open_id, known, gave_way, false;
		RETURN;
	END IF;
	SELECT id INTO conversation FROM conversations WHERE visitor_id = known
	ORDER BY created_at DESC LIMIT 1;
	IF conversation IS NULL THEN
		INSERT INTO conversations (visitor_id) VALUES (known) RETURNING id INTO conversation;
	END IF;
	INSERT INTO chat_sessions (id, conversation_id, visitor_id, visitor_name, visitor_email,
		visitor_verified, visitor_attributes_at, visitor_events_at, page_url, referrer_url,
		queue_position)
	VALUES (new_id, conversation, known, coalesce(chat_session_begin.name, v.name),
		coalesce(chat_session_begin.email, v.email), v.is_verified,
		visitor_attributes_time(known), visitor_events_time(known), page, referrer, waiting + 1);
	INSERT INTO session_keys (session_id, wrapped) VALUES (new_id, chat_session_begin.wrapped);
	RETURN QUERY SELECT new_id, known, gave_way, true;
END $$;

-- Gives a session to an agent. Says 'done', 'absent', 'state', or 'taken' with the agent who has it: of
-- two clicks the second one waits for the first one's row lock. Or why the agent may not have it, and who
-- that is, as chat_agent_refusal says it. A session handed to one agent is theirs, or a supervisor's, to
-- take while it is kept for them.
CREATE OR REPLACE FUNCTION chat_session_assign(session uuid, agent uuid, actor uuid, is_supervisor boolean,
	from_statuses text[]) RETURNS TABLE (outcome text, holder jsonb)
LANGUAGE plpgsql AS $$
DECLARE
	s chat_sessions;
	refusal text;
BEGIN
	SELECT * INTO s FROM chat_sessions WHERE id = session FOR UPDATE;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::jsonb;
	ELSIF s.status = 'active' AND s.assigned_agent_id = agent THEN
		RETURN QUERY SELECT 'done', NULL::jsonb;
	ELSIF s.status = 'active' THEN
		RETURN QUERY SELECT 'taken', agent_json(s.assigned_agent_id, 'agent');
	ELSIF NOT s.status = ANY (from_statuses) THEN
		RETURN QUERY SELECT 'state', NULL::jsonb;
	ELSIF NOT is_supervisor AND chat_kept_for(s) <> actor THEN
		RETURN QUERY SELECT 'taken', agent_json(s.transferred_to, 'agent');
	ELSE
		refusal := chat_agent_refusal(agent, session, agent = actor);
		IF refusal IS NOT NULL THEN
			RETURN QUERY SELECT refusal, agent_json(agent, 'agent');
			RETURN;
		END IF;
		UPDATE chat_sessions SET status = 'active', assigned_agent_id = agent,
			queue_position = NULL, transferred_to = NULL
		WHERE id = session;
		INSERT INTO audit_log (actor_type, actor_id, action, target_id)
		VALUES ('agent', actor, 'session.assign', session);
		RETURN QUERY SELECT 'done', NULL::jsonb;
	END IF;
END $$;

-- Hands a session to another agent, or back to the queue. Says 'done', 'absent', 'state', 'denied' when
-- the actor neither has it nor is a supervisor, 'own' when the agent has it already, or why they may not
-- have it; with the agent whom that is about.
CREATE OR REPLACE FUNCTION chat_session_hand_over(session uuid, agent uuid, actor uuid,
	is_supervisor boolean, from_statuses text[]) RETURNS TABLE (outcome text, holder jsonb)
LANGUAGE plpgsql AS $$
DECLARE
	s chat_sessions;
	refusal text;
BEGIN
	SELECT * INTO s FROM chat_sessions WHERE id = session FOR UPDATE;
	refusal := CASE WHEN NOT FOUND THEN 'absent'
		WHEN NOT s.status = ANY (from_statuses) THEN 'state'
		WHEN s.assigned_agent_id <> actor AND NOT is_supervisor THEN 'denied'
		WHEN s.assigned_agent_id = agent THEN 'own' END;
	IF refusal IS NULL AND agent IS NOT NULL THEN
		refusal := chat_agent_refusal(agent, session, false);
	END IF;
	IF refusal IS NOT NULL THEN
		RETURN QUERY SELECT refusal, agent_json(agent, 'agent');
		RETURN;
	END IF;
	s.status := 'transferred';
	UPDATE chat_sessions SET status = s.status, assigned_agent_id = NULL, transferred_to = agent,
		transferred_by = actor, transferred_at = now(), queue_position = chat_queue_place(s)
	WHERE id = session;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', actor, 'session.transfer', session);
	RETURN QUERY SELECT 'done', NULL::jsonb;
END $$;

-- Ends a session. Who is a visitor must own it; an agent must have it, unless it is in the queue
-- or they are a supervisor. Says 'done', 'absent', 'state' or 'denied'. It ends after what is stored of
-- it; what is stamped later is refused by chat_messages_store, which waits for this.
CREATE OR REPLACE FUNCTION chat_session_end(session uuid, actor_type text, actor text, is_supervisor boolean,
	from_statuses text[]) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	s chat_sessions;
	at timestamptz;
BEGIN
	SELECT * INTO s FROM chat_sessions WHERE id = session FOR UPDATE;
	at := greatest(clock_timestamp(), s.last_message_at);
	IF NOT FOUND OR (actor_type = 'visitor' AND s.visitor_id <> actor) THEN
		RETURN 'absent';
	ELSIF NOT s.status = ANY (from_statuses) THEN
		RETURN 'state';
	ELSIF actor_type = 'agent' AND NOT is_supervisor AND s.assigned_agent_id::text <> actor THEN
		RETURN 'denied';
	END IF;
	UPDATE chat_sessions SET status = 'ended', ended_at = at, ended_by = actor_type,
		duration_seconds = extract(epoch FROM at - started_at)::integer,
		queue_position = NULL, transferred_to = NULL
	WHERE id = session;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES (actor_type, actor, 'session.end', session);
	RETURN 'done';
END $$;

-- Ends several sessions for an agent, each by the rules above, in the order of their ids, so that two who
-- end the same do not wait for each other in a ring. Says of each 'ended', 'absent' or 'denied', and
-- whether it had not ended before.
CREATE OR REPLACE FUNCTION chat_sessions_end(sessions uuid[], actor text, is_supervisor boolean,
	from_statuses text[]) RETURNS TABLE (session_id uuid, outcome text, is_new boolean)
LANGUAGE plpgsql AS $$
BEGIN
	FOR session_id IN SELECT DISTINCT a.id FROM unnest(sessions) AS a (id) ORDER BY a.id LOOP
		outcome := chat_session_end(session_id, 'agent', actor, is_supervisor, from_statuses);
		is_new := outcome = 'done';
		outcome := CASE WHEN outcome IN ('done', 'state') THEN 'ended' ELSE outcome END;
		RETURN NEXT;
	END LOOP;
END $$;
