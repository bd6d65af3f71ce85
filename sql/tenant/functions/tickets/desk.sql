-- How a tenant's agents have their tickets: views, fields, settings.

CREATE OR REPLACE FUNCTION ticket_view_json(v ticket_views) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('id', v.id, 'name', v.name, 'filter', v.filter, 'position', v.position,
		'isShared', v.agent_id IS NULL, 'createdAt', chat_time(v.created_at))
$$;

-- An agent's views and everybody's, in their order.
CREATE OR REPLACE FUNCTION ticket_views_json(agent uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('items', coalesce(jsonb_agg(ticket_view_json(v)
		ORDER BY v.agent_id IS NOT NULL, v.position, v.created_at, v.id), '[]'))
		FROM ticket_views v WHERE v.agent_id = agent OR v.agent_id IS NULL);
END $$;

-- Saves a view: 'done', or 'full' where there are as many of the agent, or of everybody, as may be.
CREATE OR REPLACE FUNCTION ticket_view_make(agent uuid, is_shared boolean, given jsonb)
RETURNS TABLE (outcome text, view jsonb) LANGUAGE plpgsql AS $$
DECLARE
	views_most CONSTANT bigint := 100;
	v ticket_views;
BEGIN
	LOCK TABLE ticket_views IN SHARE ROW EXCLUSIVE MODE;
	outcome := CASE WHEN (SELECT count(*) FROM ticket_views k WHERE k.agent_id IS NOT DISTINCT FROM
		CASE WHEN NOT is_shared THEN agent END) >= views_most THEN 'full' ELSE 'done' END;
	IF outcome = 'done' THEN
		INSERT INTO ticket_views (agent_id, name, filter, position)
		VALUES (CASE WHEN NOT is_shared THEN agent END, given ->> 'name', coalesce(given -> 'filter', '{}'),
			coalesce((given ->> 'position')::integer, 0)) RETURNING * INTO v;
		view := ticket_view_json(v);
	END IF;
	RETURN NEXT;
END $$;

-- Changes a view of the agent's, or one of everybody's where they may; NULL where there is none.
CREATE OR REPLACE FUNCTION ticket_view_change(changed uuid, agent uuid, is_supervisor boolean, given jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
	v ticket_views;
BEGIN
	UPDATE ticket_views k SET name = coalesce(given ->> 'name', k.name), filter = coalesce(given -> 'filter', k.filter),
		position = coalesce((given ->> 'position')::integer, k.position)
	WHERE k.id = changed AND (k.agent_id = agent OR (k.agent_id IS NULL AND is_supervisor)) RETURNING * INTO v;
	RETURN CASE WHEN FOUND THEN ticket_view_json(v) END;
END $$;

CREATE OR REPLACE FUNCTION ticket_field_json(f ticket_fields) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('id', f.id, 'key', f.key, 'label', f.label, 'kind', f.kind, 'choices', f.choices,
		'isRequired', f.is_required, 'position', f.position, 'createdAt', chat_time(f.created_at))
$$;

CREATE OR REPLACE FUNCTION ticket_fields_json() RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('items', coalesce(jsonb_agg(ticket_field_json(f)
		ORDER BY f.position, f.created_at, f.id), '[]')) FROM ticket_fields f);
END $$;

CREATE OR REPLACE FUNCTION ticket_desk_note(agent uuid, what text, target uuid) RETURNS void LANGUAGE sql AS $$
	INSERT INTO audit_log (actor_type, actor_id, action, target_id) VALUES ('agent', agent, what, target)
$$;

-- Why a field of a kind may not have these choices: 'choices' where it has none to choose of, or some that nobody can
-- choose; 'twice' where one is there more than once. NULL: it may.
CREATE OR REPLACE FUNCTION ticket_choices_refusal(kind text, choices jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN (kind = 'choice') <> (choices <> '[]') THEN 'choices'
		WHEN (SELECT count(DISTINCT c.word) <> count(*) FROM jsonb_array_elements_text(choices) AS c (word))
			THEN 'twice' END
$$;

-- Makes a field: 'done', 'taken' where another has its key, why its choices will not do, or 'full'.
CREATE OR REPLACE FUNCTION ticket_field_make(agent uuid, given jsonb) RETURNS TABLE (outcome text, field jsonb)
LANGUAGE plpgsql AS $$
DECLARE
	fields_most CONSTANT bigint := 50;
	choices CONSTANT jsonb := coalesce(given -> 'choices', '[]');
	f ticket_fields;
BEGIN
	LOCK TABLE ticket_fields IN SHARE ROW EXCLUSIVE MODE;
	outcome := CASE WHEN (SELECT count(*) FROM ticket_fields) >= fields_most THEN 'full'
		WHEN EXISTS (SELECT FROM ticket_fields k WHERE k.key = given ->> 'key') THEN 'taken'
		ELSE coalesce(ticket_choices_refusal(given ->> 'kind', choices), 'done') END;
	IF outcome = 'done' THEN
		INSERT INTO ticket_fields (key, label, kind, choices, is_required, position)
		VALUES (given ->> 'key', given ->> 'label', given ->> 'kind',
			ARRAY(SELECT c FROM jsonb_array_elements_text(choices) AS c),
			coalesce((given ->> 'isRequired')::boolean, false), coalesce((given ->> 'position')::integer, 0))
		RETURNING * INTO f;
		PERFORM ticket_desk_note(agent, 'ticket_field.create', f.id);
		field := ticket_field_json(f);
	END IF;
	RETURN NEXT;
END $$;

-- Changes what is given of a field; its key and kind stay. 'done', 'absent', or why its choices will not do.
CREATE OR REPLACE FUNCTION ticket_field_change(changed uuid, agent uuid, given jsonb)
RETURNS TABLE (outcome text, field jsonb) LANGUAGE plpgsql AS $$
DECLARE
	f ticket_fields;
BEGIN
	SELECT * INTO f FROM ticket_fields k WHERE k.id = changed FOR UPDATE;
	outcome := CASE WHEN NOT FOUND THEN 'absent'
		WHEN given ? 'choices' THEN coalesce(ticket_choices_refusal(f.kind, given -> 'choices'), 'done')
		ELSE 'done' END;
	IF outcome = 'done' THEN
		UPDATE ticket_fields k SET label = coalesce(given ->> 'label', k.label),
			choices = CASE WHEN given ? 'choices'
				THEN ARRAY(SELECT c FROM jsonb_array_elements_text(given -> 'choices') AS c) ELSE k.choices END,
			is_required = coalesce((given ->> 'isRequired')::boolean, k.is_required),
			position = coalesce((given ->> 'position')::integer, k.position)
		WHERE k.id = changed RETURNING * INTO f;
		PERFORM ticket_desk_note(agent, 'ticket_field.set', changed);
		field := ticket_field_json(f);
	END IF;
	RETURN NEXT;
END $$;

-- Deletes a field; whether there was one. What tickets have of it is shown no more, and again where a field of that kind
-- has its key.
CREATE OR REPLACE FUNCTION ticket_field_delete(gone uuid, agent uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM ticket_fields f WHERE f.id = gone;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM ticket_desk_note(agent, 'ticket_field.delete', gone);
	RETURN true;
END $$;

CREATE OR REPLACE FUNCTION ticket_settings_json() RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('unansweredBecomesTicket', s.unanswered_becomes_ticket,
		'closeAfterDays', s.close_after_days) FROM ticket_settings s
$$;

-- Changes the settings that are given; 'done', or 'conflict' where somebody else has changed something meanwhile.
CREATE OR REPLACE FUNCTION ticket_settings_change(agent uuid, version text, given jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	before jsonb;
BEGIN
	PERFORM FROM ticket_settings s FOR UPDATE;
	before := ticket_settings_json();
	IF settings_version(before) <> ticket_settings_change.version THEN
		RETURN 'conflict';
	END IF;
	UPDATE ticket_settings s SET updated_at = now(),
		unanswered_becomes_ticket = coalesce((given ->> 'unansweredBecomesTicket')::boolean,
			s.unanswered_becomes_ticket),
		close_after_days = CASE WHEN given ? 'closeAfterDays' THEN (given ->> 'closeAfterDays')::integer
			ELSE s.close_after_days END;
	PERFORM settings_note(agent, 'ticket_settings.set', before, ticket_settings_json());
	RETURN 'done';
END $$;
