-- What the widget's configuration was, version by version.

-- Keeps what it becomes, whoever changes it; at first what it was, too. Of more than a hundred the oldest go.
CREATE OR REPLACE FUNCTION widget_version_keep() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	IF widget_look(NEW) = widget_look(OLD) THEN
		RETURN NEW;
	END IF;
	NEW.version := OLD.version + 1;
	INSERT INTO chat_widget_versions (version, look, created_at)
	VALUES (OLD.version, widget_look(OLD), OLD.updated_at), (NEW.version, widget_look(NEW), NEW.updated_at)
	ON CONFLICT (version) DO NOTHING;
	DELETE FROM chat_widget_versions v WHERE v.version <= NEW.version - 100;
	RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER chat_widget_config_versions BEFORE UPDATE ON chat_widget_config
	FOR EACH ROW EXECUTE FUNCTION widget_version_keep();

-- The names of the members in which two differ, but those that the first knew nothing of.
CREATE OR REPLACE FUNCTION widget_differences(before jsonb, after jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(jsonb_agg(m.name ORDER BY m.name), '[]') FROM jsonb_object_keys(before || after) AS m (name)
	WHERE before ? m.name AND before -> m.name IS DISTINCT FROM after -> m.name
$$;

-- A page of versions before one, the newest first: a WidgetVersionPage.
CREATE OR REPLACE FUNCTION widget_version_page(before bigint, most bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
	WITH page AS (
		SELECT v.version, v.created_at, v.agent_id, widget_differences(
			coalesce((SELECT e.look FROM chat_widget_versions e WHERE e.version = v.version - 1), v.look),
			v.look) AS changes
		FROM chat_widget_versions v
		WHERE widget_version_page.before IS NULL OR v.version < widget_version_page.before
		ORDER BY v.version DESC LIMIT most + 1
	), shown AS (
		SELECT p.* FROM page p ORDER BY p.version DESC LIMIT most
	)
	SELECT jsonb_strip_nulls(jsonb_build_object('items', coalesce((SELECT jsonb_agg(jsonb_build_object(
			'version', s.version, 'changedAt', chat_time(s.created_at),
			'agent', (SELECT jsonb_build_object('id', a.id, 'name', a.name) FROM support_agents a
				WHERE a.id = s.agent_id),
			'changes', s.changes) ORDER BY s.version DESC) FROM shown s), '[]'),
		'next', CASE WHEN (SELECT count(*) FROM page) > most THEN (SELECT min(s.version)::text FROM shown s) END))
$$;

-- Makes it look as a version did, anew, as widget_config_put has it; is_known: there is one like that. What that
-- version knew nothing of stays as it is.
CREATE OR REPLACE FUNCTION widget_version_return(agent uuid, updated_at text, earlier bigint)
RETURNS TABLE (is_known boolean, version bigint, is_changed boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	wanted jsonb;
BEGIN
	SELECT v.look INTO wanted FROM chat_widget_versions v WHERE v.version = earlier;
	IF wanted IS NULL THEN
		RETURN QUERY SELECT false, NULL::bigint, false;
	ELSE
		RETURN QUERY SELECT true, p.version, p.is_changed
			FROM widget_config_put(agent, widget_version_return.updated_at, wanted) AS p;
	END IF;
END $$;
