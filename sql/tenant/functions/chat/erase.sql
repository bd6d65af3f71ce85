-- Deleting sessions. Whoever locks rows of several kinds does it in this order, so that nobody waits in a
-- ring: visitors; counters; sessions; what hangs on them, and agents. Of one kind they are locked in the
-- order of their ids (counters: tenant, session).

-- Erases sessions with their messages and keys, for somebody, and answers which there were. It begins
-- with the counters, as the writer does: what the writer is storing is stored first, and erased; what
-- comes later finds no counter. Mails that brought messages of theirs go, sent or not, and so do the tickets
-- that were made of them, which say who asked.
CREATE OR REPLACE FUNCTION chat_sessions_erase(sessions uuid[], actor_type text, actor text)
RETURNS SETOF uuid LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	PERFORM control.counters_lock(sessions);
	PERFORM FROM chat_sessions s WHERE s.id = ANY (sessions) ORDER BY s.id FOR UPDATE;
	DELETE FROM outgoing_mails m WHERE m.id IN (SELECT x.message_id FROM message_mails x
		WHERE x.session_id = ANY (sessions));
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT chat_sessions_erase.actor_type, chat_sessions_erase.actor, 'session.erase', s.id
	FROM chat_sessions s WHERE s.id = ANY (sessions);
	PERFORM tickets_erase(ARRAY(SELECT t.id FROM support_tickets t WHERE t.session_id = ANY (sessions)),
		chat_sessions_erase.actor_type, chat_sessions_erase.actor);
	RETURN QUERY DELETE FROM chat_sessions s WHERE s.id = ANY (sessions) RETURNING s.id;
END $$;
