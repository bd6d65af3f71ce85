-- Where the widget may stand, where it was seen, and where it was refused.

CREATE OR REPLACE FUNCTION allowed_origins() RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object(
		'items', coalesce((SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('origin', o.origin,
			'lastSeenAt', chat_time(s.last_seen_at))) ORDER BY o.place)
			FROM unnest(control.scope_origins()) WITH ORDINALITY AS o (origin, place)
			LEFT JOIN seen_origins s ON s.origin = o.origin), '[]'),
		'refused', coalesce((SELECT jsonb_agg(jsonb_build_object('origin', r.origin, 'count', r.count,
			'lastAt', chat_time(r.last_at)) ORDER BY r.last_at DESC)
			FROM control.scope_refused_origins() AS r), '[]'))
$$;

CREATE OR REPLACE FUNCTION allowed_origin_add(agent uuid, origin text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text := control.scope_origin_add(origin);
BEGIN
	IF outcome = 'done' THEN
		PERFORM settings_note(agent, 'tenant.allow_origin', '{}',
			jsonb_build_object('origin', allowed_origin_add.origin));
	END IF;
	RETURN outcome;
END $$;

CREATE OR REPLACE FUNCTION allowed_origin_remove(agent uuid, origin text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF NOT control.scope_origin_remove(origin) THEN
		RETURN false;
	END IF;
	DELETE FROM seen_origins s WHERE s.origin = allowed_origin_remove.origin;
	PERFORM settings_note(agent, 'tenant.refuse_origin',
		jsonb_build_object('origin', allowed_origin_remove.origin), '{}');
	RETURN true;
END $$;
