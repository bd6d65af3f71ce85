-- Tickets that are made, and what is said in them.

-- A ticket as whoever makes it wants it; its number comes with the row. A rule has no key to give: it comes with the
-- first words.
CREATE OR REPLACE FUNCTION ticket_insert(t support_tickets, wrapped bytea, actor_type text, actor_id text,
	is_rule boolean) RETURNS support_tickets LANGUAGE plpgsql AS $$
DECLARE
	nobody support_tickets;
BEGIN
	INSERT INTO support_tickets (id, subject, status, priority, channel, visitor_id, requester_name, requester_email,
		requester_phone, conversation_id, session_id, assigned_agent_id, team_id, tags, fields)
	VALUES (t.id, t.subject, 'open', coalesce(t.priority, 'normal'), t.channel, t.visitor_id, t.requester_name,
		t.requester_email, t.requester_phone, t.conversation_id, t.session_id, t.assigned_agent_id, t.team_id, coalesce(t.tags, '{}'),
		coalesce(t.fields, '{}'))
	RETURNING * INTO t;
	INSERT INTO ticket_keys (ticket_id, wrapped) SELECT t.id, ticket_insert.wrapped
	WHERE ticket_insert.wrapped IS NOT NULL;
	PERFORM ticket_note_change(nobody, t, ticket_insert.actor_type, ticket_insert.actor_id, is_rule);
	RETURN t;
END $$;

-- The key under which is sealed what is said in a ticket: `wrapped`, where there was none. NULL: there is no such
-- ticket.
CREATE OR REPLACE FUNCTION ticket_key_hold(ticket uuid, wrapped bytea) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
	held bytea;
BEGIN
	SELECT k.wrapped INTO held FROM ticket_keys k WHERE k.ticket_id = ticket;
	IF held IS NULL THEN
		INSERT INTO ticket_keys (ticket_id, wrapped) SELECT t.id, ticket_key_hold.wrapped
		FROM support_tickets t WHERE t.id = ticket ON CONFLICT DO NOTHING;
		SELECT k.wrapped INTO held FROM ticket_keys k WHERE k.ticket_id = ticket;
	END IF;
	RETURN held;
END $$;

-- Adds what somebody says in a ticket: 'done', 'known' where it was said before, by the same id, or 'conflict' where
-- that id is another comment's.
CREATE OR REPLACE FUNCTION ticket_say(ticket uuid, comment uuid, author_type text, author_id text, is_public boolean,
	content bytea, fingerprint bytea) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	c ticket_comments;
BEGIN
	INSERT INTO ticket_comments (id, ticket_id, author_type, author_id, is_public, content, fingerprint, created_at)
	VALUES (comment, ticket, ticket_say.author_type, ticket_say.author_id, ticket_say.is_public, ticket_say.content,
		ticket_say.fingerprint, clock_timestamp())
	ON CONFLICT (id) DO NOTHING;
	IF NOT FOUND THEN
		SELECT * INTO c FROM ticket_comments k WHERE k.id = comment;
		RETURN CASE WHEN c.ticket_id = ticket AND c.author_id IS NOT DISTINCT FROM ticket_say.author_id
			AND c.is_public = ticket_say.is_public AND c.fingerprint = ticket_say.fingerprint
			THEN 'known' ELSE 'conflict' END;
	END IF;
	UPDATE support_tickets t SET updated_at = clock_timestamp(), first_response_at = CASE
		WHEN ticket_say.is_public AND ticket_say.author_type = 'agent' THEN coalesce(t.first_response_at, now())
		ELSE t.first_response_at END
	WHERE t.id = ticket;
	PERFORM webhooks_tell_about('ticket_commented', ticket, comment, NULL);
	RETURN 'done';
END $$;

-- Who asks, where a visitor was named and nothing else: they, as they are known.
CREATE OR REPLACE FUNCTION ticket_with_visitor(t support_tickets) RETURNS support_tickets LANGUAGE plpgsql STABLE AS $$
DECLARE
	v visitors;
BEGIN
	SELECT * INTO v FROM visitors k WHERE k.visitor_id = t.visitor_id;
	t.requester_name := coalesce(t.requester_name, v.name);
	t.requester_email := coalesce(t.requester_email, v.email);
	t.conversation_id := (SELECT c.id FROM conversations c WHERE c.visitor_id = t.visitor_id
		ORDER BY c.created_at DESC LIMIT 1);
	RETURN t;
END $$;

-- 'known' where they have made this ticket, else 'conflict'.
CREATE OR REPLACE FUNCTION ticket_made_by(ticket uuid, actor text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN CASE WHEN EXISTS (SELECT FROM ticket_history h WHERE h.ticket_id = ticket AND h.version = 1
		AND h.actor_id = actor) THEN 'known' ELSE 'conflict' END;
END $$;

-- Makes a ticket, and says the first words in it where there are some: 'done', 'known' where this agent has made it
-- before, by the same id, 'conflict' where that id is another's, or why not.
CREATE OR REPLACE FUNCTION ticket_make(ticket uuid, wrapped bytea, actor_type text, actor_id text, channel text,
	given jsonb, comment uuid, is_public boolean, content bytea, fingerprint bytea)
RETURNS TABLE (outcome text, made support_tickets) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	nobody support_tickets;
	t support_tickets;
BEGIN
	SELECT * INTO made FROM support_tickets k WHERE k.id = ticket FOR NO KEY UPDATE;
	IF FOUND THEN
		outcome := ticket_made_by(ticket, ticket_make.actor_id);
		RETURN NEXT;
		RETURN;
	END IF;
	t.fields := '{}';
	t := ticket_with(t, given);
	t.status := 'open';
	outcome := coalesce(ticket_refusal(nobody, t, given, false), 'done');
	IF outcome = 'done' THEN
		t.id := ticket;
		t.channel := ticket_make.channel;
		made := ticket_insert(ticket_with_visitor(t), ticket_make.wrapped, ticket_make.actor_type,
			ticket_make.actor_id, false);
		IF ticket_make.content IS NOT NULL THEN
			PERFORM ticket_say(ticket, comment, ticket_make.actor_type, ticket_make.actor_id,
				ticket_make.is_public, ticket_make.content, ticket_make.fingerprint);
			SELECT * INTO made FROM support_tickets k WHERE k.id = ticket;
		END IF;
	END IF;
	RETURN NEXT;
EXCEPTION WHEN unique_violation THEN
	-- Somebody has made it in this moment.
	SELECT * INTO made FROM support_tickets k WHERE k.id = ticket;
	outcome := ticket_made_by(ticket, ticket_make.actor_id);
	RETURN NEXT;
END $$;

-- What a chat's ticket is called where nobody has said it.
CREATE OR REPLACE FUNCTION ticket_chat_subject(s chat_sessions) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT left(CASE m.locale WHEN 'de' THEN 'Chat mit ' ELSE 'Chat with ' END
		|| coalesce(nullif(btrim(s.visitor_name), ''), s.visitor_email,
			CASE m.locale WHEN 'de' THEN 'jemandem auf der Seite' ELSE 'a visitor' END), 255)
	FROM mail_settings m
$$;

-- A chat's ticket, not stored yet.
CREATE OR REPLACE FUNCTION ticket_of_chat(s chat_sessions, ticket uuid, subject text) RETURNS support_tickets
LANGUAGE plpgsql STABLE AS $$
DECLARE
	t support_tickets;
BEGIN
	t.id := ticket;
	t.subject := coalesce(ticket_of_chat.subject, ticket_chat_subject(s));
	t.channel := 'chat';
	t.visitor_id := s.visitor_id;
	t.requester_name := s.visitor_name;
	t.requester_email := s.visitor_email;
	t.conversation_id := s.conversation_id;
	t.session_id := s.id;
	RETURN t;
END $$;

-- Makes a chat a ticket of who has it, or finds the one that there is: 'done', 'known' or 'absent'. Of two that do at
-- once the second waits for the session's row, and finds the first one's.
CREATE OR REPLACE FUNCTION ticket_make_of_chat(session uuid, ticket uuid, wrapped bytea, agent uuid, subject text)
RETURNS TABLE (outcome text, made support_tickets) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	s chat_sessions;
	t support_tickets;
BEGIN
	SELECT * INTO s FROM chat_sessions k WHERE k.id = session FOR NO KEY UPDATE;
	outcome := CASE WHEN NOT FOUND THEN 'absent' ELSE 'known' END;
	SELECT * INTO made FROM support_tickets k WHERE k.session_id = session;
	IF outcome = 'known' AND NOT FOUND THEN
		outcome := 'done';
		t := ticket_of_chat(s, ticket, ticket_make_of_chat.subject);
		t.assigned_agent_id := s.assigned_agent_id;
		made := ticket_insert(t, ticket_make_of_chat.wrapped, 'agent', agent::text, false);
	END IF;
	RETURN NEXT;
END $$;

-- Says something in a ticket, and gives it a status where one is wanted: 'done' or 'known' with the ticket, or why not.
-- The status rests on no version: who sends and solves has read what they answer. What has a recipient is sent to them.
CREATE OR REPLACE FUNCTION ticket_comment(ticket uuid, comment uuid, agent text, is_admin boolean, is_public boolean,
	content bytea, fingerprint bytea, given jsonb, recipient text, host text, parameters bytea)
RETURNS TABLE (outcome text, changed support_tickets) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	step record;
BEGIN
	PERFORM ticket_hold(ARRAY[ticket]);
	SELECT * INTO changed FROM support_tickets t WHERE t.id = ticket;
	outcome := CASE WHEN NOT FOUND THEN 'absent' WHEN changed.merged_into IS NOT NULL THEN 'merged'
		ELSE ticket_say(ticket, comment, 'agent', agent, ticket_comment.is_public, ticket_comment.content,
			ticket_comment.fingerprint) END;
	IF outcome = 'done' THEN
		IF recipient IS NOT NULL THEN
			PERFORM ticket_mail_send(comment, ticket, recipient, host, parameters);
		END IF;
		SELECT c.* INTO step FROM ticket_change(ticket, NULL, 'agent', agent, is_admin, given) c;
		outcome := step.outcome;
		changed := step.changed;
		IF outcome <> 'done' THEN
			RAISE EXCEPTION USING ERRCODE = 'FD001', MESSAGE = outcome;
		END IF;
	END IF;
	RETURN NEXT;
EXCEPTION WHEN SQLSTATE 'FD001' THEN
	outcome := SQLERRM; -- and nothing was said
	RETURN NEXT;
END $$;
