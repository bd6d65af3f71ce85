-- What merchants' pages say that their visitors did. A visitor's row is locked before their sessions, as everywhere.

-- Leaves a visitor the newest.
CREATE OR REPLACE FUNCTION visitor_events_trim(visitor text) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	kept_most CONSTANT bigint := 50;
BEGIN
	DELETE FROM visitor_events e WHERE e.visitor_id = visitor AND e.id IN (
		SELECT o.id FROM visitor_events o WHERE o.visitor_id = visitor
		ORDER BY o.happened_at DESC, o.id DESC OFFSET kept_most);
END $$;

-- Notes what a page tells: `told` is a list of {id, name, agoMs, properties}, and one that is known by its id
-- changes nothing. Says 'done', with the session that shows it, where anything is new; 'absent' when the visitor
-- is somebody else by now.
CREATE OR REPLACE FUNCTION visitor_events_note(visitor text, told jsonb)
RETURNS TABLE (outcome text, session_id uuid) LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	at timestamptz;
BEGIN
	PERFORM FROM visitors o WHERE o.visitor_id = visitor AND o.merged_into IS NULL FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::uuid;
		RETURN;
	END IF;
	outcome := 'done';
	at := clock_timestamp();
	INSERT INTO visitor_events (visitor_id, id, name, properties, happened_at, updated_at)
	SELECT visitor, t.id, t.name, jsonb_strip_nulls(t.properties),
		at - t."agoMs" * interval '1 millisecond', at
	FROM jsonb_to_recordset(told) AS t (id uuid, name text, "agoMs" bigint, properties jsonb)
	ON CONFLICT DO NOTHING;
	IF FOUND THEN
		PERFORM visitor_events_trim(visitor);
		UPDATE chat_sessions s SET visitor_events_at = at
		WHERE s.visitor_id = visitor AND s.status <> 'ended' RETURNING s.id INTO session_id;
	END IF;
	RETURN NEXT;
END $$;

-- When those of a visitor changed last.
CREATE OR REPLACE FUNCTION visitor_events_time(visitor text) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
	RETURN (SELECT max(e.updated_at) FROM visitor_events e WHERE e.visitor_id = visitor);
END $$;

-- Gives a customer what an anonymous visitor did; of both the newest stay. Nothing is left with the old id.
CREATE OR REPLACE FUNCTION visitor_events_merge(visitor text, customer text) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	INSERT INTO visitor_events (visitor_id, id, name, properties, happened_at, updated_at)
	SELECT customer, e.id, e.name, e.properties, e.happened_at, clock_timestamp()
	FROM visitor_events e WHERE e.visitor_id = visitor
	ON CONFLICT DO NOTHING;
	DELETE FROM visitor_events e WHERE e.visitor_id = visitor;
	PERFORM visitor_events_trim(customer);
END $$;
