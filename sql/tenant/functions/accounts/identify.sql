-- Makes a proven customer known. What an anonymous visitor began before becomes the customer's; a
-- session that the customer has open elsewhere goes on, and the anonymous one ends. What is
-- another customer's stays theirs: browsers are shared.
CREATE OR REPLACE FUNCTION visitor_identify(visitor text, proven text, identifier text, name text, email text)
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO visitors AS known (visitor_id, identifier, is_verified, name, email)
	VALUES (proven, visitor_identify.identifier, true, visitor_identify.name,
		visitor_identify.email)
	ON CONFLICT (visitor_id) DO UPDATE SET last_seen_at = now(),
		name = coalesce(excluded.name, known.name), email = coalesce(excluded.email, known.email);
	IF EXISTS (SELECT FROM visitors v WHERE v.visitor_id = visitor AND v.is_verified) THEN
		RETURN;
	END IF;
	UPDATE chat_sessions s SET status = 'ended', ended_by = 'system',
		ended_at = greatest(clock_timestamp(), s.last_message_at),
		duration_seconds = extract(epoch FROM now() - s.started_at)::integer,
		queue_position = NULL, transferred_to = NULL
	WHERE s.visitor_id = visitor AND s.status <> 'ended'
		AND EXISTS (SELECT FROM chat_sessions o WHERE o.visitor_id = proven AND o.status <> 'ended');
	UPDATE chat_sessions s SET visitor_id = proven, visitor_verified = true,
		visitor_name = coalesce(visitor_identify.name, s.visitor_name),
		visitor_email = coalesce(visitor_identify.email, s.visitor_email)
	WHERE s.visitor_id = visitor;
	UPDATE conversations c SET visitor_id = proven WHERE c.visitor_id = visitor;
END $$;
