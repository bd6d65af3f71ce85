-- Teams, as admins make and change them.

-- A Team; its members only where it is looked at alone.
CREATE OR REPLACE FUNCTION team_json(t teams) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN jsonb_build_object('id', t.id, 'name', t.name, 'createdAt', chat_time(t.created_at),
		'memberCount', (SELECT count(*) FROM team_members m WHERE m.team_id = t.id));
END $$;

CREATE OR REPLACE FUNCTION team_json_whole(team uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT team_json(t) || jsonb_build_object('members', (
			SELECT coalesce(jsonb_agg(agent_json_of(a, 'visitor') ORDER BY a.name, a.id), '[]')
			FROM team_members m JOIN support_agents a ON a.id = m.agent_id WHERE m.team_id = t.id))
		FROM teams t WHERE t.id = team);
END $$;

CREATE OR REPLACE FUNCTION team_name(team text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT t.name FROM teams t WHERE t.id = team::uuid);
END $$;

-- The teams of an agent, by name: each its id and name.
CREATE OR REPLACE FUNCTION teams_of_json(agent uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) ORDER BY t.name, t.id), '[]')
		FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.agent_id = agent);
END $$;

CREATE OR REPLACE FUNCTION team_note(actor uuid, what text, team uuid) RETURNS void LANGUAGE sql AS $$
	INSERT INTO audit_log (actor_type, actor_id, action, target_id) VALUES ('agent', actor, 'team.' || what, team)
$$;

-- Makes these agents a team's members, and nobody else; whether that is any change.
CREATE OR REPLACE FUNCTION team_members_set(team uuid, members uuid[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	is_changed boolean;
BEGIN
	DELETE FROM team_members m WHERE m.team_id = team AND m.agent_id <> ALL (members);
	is_changed := FOUND;
	INSERT INTO team_members (team_id, agent_id) SELECT team, agent FROM unnest(members) AS agent
	ON CONFLICT DO NOTHING;
	RETURN is_changed OR FOUND;
END $$;

-- Why these are no members: 'members', since one of them is no agent here; NULL: they may be. Nobody's row goes.
CREATE OR REPLACE FUNCTION team_refusal(members uuid[]) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT 'members' WHERE EXISTS (SELECT FROM unnest(members) AS agent
		WHERE NOT EXISTS (SELECT FROM support_agents a WHERE a.id = agent))
$$;

-- Makes a team: 'done', or why not. Who makes another at the same time waits, and counts this one.
CREATE OR REPLACE FUNCTION team_make(actor uuid, called text, members uuid[])
RETURNS TABLE (outcome text, team jsonb) LANGUAGE plpgsql AS $$
DECLARE
	teams_most CONSTANT bigint := 200;
	made uuid;
BEGIN
	LOCK TABLE teams IN SHARE ROW EXCLUSIVE MODE;
	outcome := coalesce(team_refusal(members),
		CASE WHEN (SELECT count(*) FROM teams) >= teams_most THEN 'full' ELSE 'done' END);
	IF outcome = 'done' THEN
		INSERT INTO teams (name) VALUES (called) RETURNING id INTO made;
		PERFORM team_members_set(made, members);
		PERFORM team_note(actor, 'create', made);
		team := team_json_whole(made);
	END IF;
	RETURN NEXT;
EXCEPTION WHEN unique_violation THEN
	RETURN QUERY SELECT 'taken', NULL::jsonb;
END $$;

-- Changes a team: what is NULL stays. 'done', or why not.
CREATE OR REPLACE FUNCTION team_change(changed uuid, actor uuid, called text, members uuid[])
RETURNS TABLE (outcome text, team jsonb) LANGUAGE plpgsql AS $$
DECLARE
	was teams;
BEGIN
	SELECT * INTO was FROM teams t WHERE t.id = changed FOR UPDATE;
	outcome := CASE WHEN NOT FOUND THEN 'absent' ELSE coalesce(team_refusal(members), 'done') END;
	IF outcome = 'done' THEN
		IF called <> was.name THEN
			UPDATE teams t SET name = called WHERE t.id = changed;
			PERFORM team_note(actor, 'rename', changed);
		END IF;
		IF members IS NOT NULL AND team_members_set(changed, members) THEN
			PERFORM team_note(actor, 'members', changed);
		END IF;
		team := team_json_whole(changed);
	END IF;
	RETURN NEXT;
EXCEPTION WHEN unique_violation THEN
	RETURN QUERY SELECT 'taken', NULL::jsonb;
END $$;

-- Deletes a team; whether there was one. Its members stay.
CREATE OR REPLACE FUNCTION team_delete(gone uuid, actor uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM teams t WHERE t.id = gone;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM team_note(actor, 'delete', gone);
	RETURN true;
END $$;
