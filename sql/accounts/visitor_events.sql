-- What merchants' pages say that their visitors did.

-- visitor_events_note(visitor_id text, told json) [write] -> row(outcome text, session_id uuid?)
-- Notes what a page says that its visitor did; answers the session that shows it, where anything is new.
SELECT outcome, session_id FROM visitor_events_note($1, $2);

-- visitor_events(session_id uuid) -> json
-- What a session's visitor did, newest first.
SELECT jsonb_build_object('items', coalesce((SELECT jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name,
		'properties', e.properties, 'happenedAt', chat_time(e.happened_at))
		ORDER BY e.happened_at DESC, e.id DESC)
	FROM visitor_events e WHERE e.visitor_id = s.visitor_id), '[]'))
FROM chat_sessions s WHERE s.id = $1;
