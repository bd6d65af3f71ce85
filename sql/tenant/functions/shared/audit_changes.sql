-- Of settings that were changed: what the audit log shows.

-- Lists as their items with commas; NULL where there is nothing.
CREATE OR REPLACE FUNCTION audit_shown(value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
	SELECT left(CASE jsonb_typeof(value)
		WHEN 'null' THEN NULL
		WHEN 'array' THEN (SELECT nullif(string_agg(i.item, ', '), '')
			FROM jsonb_array_elements_text(CASE jsonb_typeof(value) WHEN 'array' THEN value END) AS i (item))
		ELSE value #>> '{}' END, 1000)
$$;

-- What an act has changed of settings, for the audit log: of the members of two JSON objects those that
-- differ, old and new, as texts of bounded length. NULL where none does.
CREATE OR REPLACE FUNCTION audit_changes(before jsonb, after jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('name', m.name,
		'before', audit_shown(before -> m.name), 'after', audit_shown(after -> m.name))) ORDER BY m.name)
	FROM jsonb_object_keys(before || after) AS m (name)
	WHERE before -> m.name IS DISTINCT FROM after -> m.name
$$;

-- Notes what an agent has changed; where nothing has changed, nothing.
CREATE OR REPLACE FUNCTION settings_note(agent uuid, action text, before jsonb, after jsonb) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO audit_log (actor_type, actor_id, action, changes)
	SELECT 'agent', agent::text, action, c.changes FROM audit_changes(before, after) AS c (changes)
	WHERE c.changes IS NOT NULL
$$;
