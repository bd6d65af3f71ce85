-- Messages that come by mail, or go.

-- What holds a visitor's sessions together, as message_mails has it.
CREATE OR REPLACE FUNCTION message_mail_thread(session uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
	SELECT coalesce(s.conversation_id, s.id) FROM chat_sessions s WHERE s.id = session
$$;

-- Keeps a mail that came in answer to a session's, and has it made a message by the job chat.mail. False: it came
-- before, or the session has been erased.
CREATE OR REPLACE FUNCTION message_mail_keep(message uuid, session uuid, mail_id text, address text,
	is_known boolean, content bytea) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO message_mails AS m (message_id, session_id, thread_id, mail_id, is_incoming, address, is_known,
		content)
	SELECT message_mail_keep.message, session, message_mail_thread(session), message_mail_keep.mail_id, true,
		message_mail_keep.address, message_mail_keep.is_known, message_mail_keep.content
	WHERE message_mail_thread(session) IS NOT NULL
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM control.job_enqueue('chat.mail', message);
	RETURN true;
END $$;

-- The open session of somebody who writes to the tenant's own address, or a new one, with its key; none where the
-- tenant takes no such mail, or as many wait as may. One statement after the other: the key is seen that the session
-- was given just now, and nothing begins where nothing is taken.
CREATE OR REPLACE FUNCTION mail_stranger_begin(visitor text, name text, email text, new_id uuid, wrapped bytea)
RETURNS TABLE (takes_strangers boolean, session_id uuid, wrapped_key bytea, locale text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
	SELECT m.takes_strangers, m.locale INTO takes_strangers, locale FROM mail_settings m;
	IF takes_strangers THEN
		SELECT b.session_id INTO session_id FROM chat_session_begin(visitor, NULL, NULL, mail_stranger_begin.name,
			mail_stranger_begin.email, NULL, NULL, new_id, mail_stranger_begin.wrapped, NULL, false) b;
		SELECT k.wrapped INTO wrapped_key FROM session_keys k WHERE k.session_id = mail_stranger_begin.session_id;
	END IF;
	RETURN NEXT;
END $$;

-- Stores one message, stamped now, for who has no worker that does: outcome, seq and stamp as
-- chat_messages_store has them. The counter is locked before the session, as the writer does.
CREATE OR REPLACE FUNCTION message_store_one(message uuid, session uuid, sender_type text, sender text,
	content bytea, fingerprint bytea)
RETURNS TABLE (outcome text, seq bigint, created_at timestamptz)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	stamp timestamptz;
BEGIN
	PERFORM control.counters_lock(ARRAY[session]);
	SELECT greatest(clock_timestamp(), s.last_message_at + interval '1 microsecond') INTO stamp
	FROM chat_sessions s WHERE s.id = session;
	RETURN QUERY SELECT r.outcome, r.seq, r.created_at FROM chat_messages_store(ARRAY[message], ARRAY[session],
		ARRAY[message_store_one.sender_type], ARRAY[sender], ARRAY[message_store_one.content],
		ARRAY[message_store_one.fingerprint], ARRAY[coalesce(stamp, clock_timestamp())], true) r;
END $$;

-- Makes a mail a message, and finishes the job; not where the session has ended meanwhile, so that the job looks
-- for another one.
CREATE OR REPLACE FUNCTION message_mail_store(message uuid, session uuid, visitor text, content bytea,
	fingerprint bytea, job_id uuid, fence bigint)
RETURNS TABLE (outcome text, seq bigint, created_at timestamptz)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
	SELECT r.outcome, r.seq, r.created_at INTO outcome, seq, created_at FROM message_store_one(message, session,
		'visitor', visitor, message_mail_store.content, message_mail_store.fingerprint) r;
	IF outcome = 'fresh' THEN
		UPDATE chat_sessions s SET visitor_mailed_at = now() WHERE s.id = session;
	END IF;
	IF outcome <> 'ended' THEN
		PERFORM control.job_finish(message_mail_store.job_id, message_mail_store.fence);
	END IF;
	RETURN NEXT;
END $$;

-- Has an agent answer in a session that has ended: in the visitor's open one, which the agent has or takes, else in
-- a new one, which they have from its start. Says 'done' and which, or as chat_session_assign does why not, and about
-- whom; 'queue_full' where a new one would have to wait. Then nothing has begun.
CREATE OR REPLACE FUNCTION chat_session_follow(ended uuid, agent uuid, new_id uuid, wrapped bytea)
RETURNS TABLE (outcome text, session_id uuid, holder jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	refused CONSTANT text := 'FD001';
	s chat_sessions;
	is_new boolean;
BEGIN
	SELECT * INTO s FROM chat_sessions c WHERE c.id = ended;
	outcome := CASE WHEN NOT FOUND THEN 'absent' ELSE 'queue_full' END;
	IF outcome = 'queue_full' THEN
		BEGIN
			SELECT b.session_id, b.is_new INTO session_id, is_new FROM chat_session_begin(s.visitor_id, NULL,
				NULL, s.visitor_name, s.visitor_email, NULL, NULL, new_id, wrapped, NULL, false) b;
			IF session_id IS NOT NULL THEN
				SELECT a.outcome, a.holder INTO outcome, holder FROM chat_session_assign(session_id, agent,
					agent, false, '{waiting,transferred}') a;
			END IF;
			IF is_new AND outcome <> 'done' THEN
				RAISE EXCEPTION USING ERRCODE = refused;
			END IF;
		EXCEPTION WHEN SQLSTATE 'FD001' THEN
			NULL; -- the session has not begun
		END;
	END IF;
	RETURN NEXT;
END $$;

-- The last mails of a thread by their ids, oldest first, as References has them (RFC 5322, 3.6.4); such as had none
-- of their own are left out.
CREATE OR REPLACE FUNCTION message_mail_references(thread uuid) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT string_agg('<' || m.mail_id || '>', ' ' ORDER BY m.created_at)
	FROM (SELECT r.mail_id, r.created_at FROM message_mails r
		WHERE r.thread_id = thread AND r.mail_id NOT LIKE '%@nowhere.invalid'
		ORDER BY r.created_at DESC LIMIT 10) m
$$;

-- Stores an agent's message, and has it sent by mail; once, however often it is asked for.
CREATE OR REPLACE FUNCTION message_mail_send(message uuid, session uuid, agent uuid, content bytea,
	fingerprint bytea, kind text, recipient text, host text, parameters bytea)
RETURNS TABLE (outcome text, seq bigint, created_at timestamptz)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
	SELECT r.outcome, r.seq, r.created_at INTO outcome, seq, created_at FROM message_store_one(message, session,
		'agent', agent::text, message_mail_send.content, message_mail_send.fingerprint) r;
	IF outcome = 'fresh' THEN
		INSERT INTO message_mails (message_id, session_id, thread_id, mail_id, is_incoming, address, is_known)
		VALUES (message, session, message_mail_thread(session), message || '@' || host, false, recipient, true);
		PERFORM mail_enqueue(message, message_mail_send.kind, recipient, NULL, session, parameters);
	END IF;
	RETURN NEXT;
END $$;
