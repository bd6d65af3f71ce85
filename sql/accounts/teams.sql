-- Teams of the tenant's agents.

-- team_list() [slow] -> json
-- The tenant's teams, by name: 200 at most.
SELECT jsonb_build_object('items', (SELECT coalesce(jsonb_agg(team_json(t) ORDER BY t.name, t.id), '[]') FROM teams t));

-- team_get(team_id uuid) [slow] -> json
-- One team with its members; nothing where there is none.
SELECT json FROM (SELECT team_json_whole($1) AS json) t WHERE json IS NOT NULL;

-- team_make(agent_id uuid, team_name text, member_ids texts) [write] -> row(outcome text, team text?)
-- Makes a team, or says why not.
SELECT outcome, team::text FROM team_make($1, $2, $3::uuid[]);

-- team_change(team_id uuid, agent_id uuid, team_name text?, has_members bool, member_ids texts) [write]
--	-> row(outcome text, team text?)
-- Changes a team, or says why not.
SELECT outcome, team::text FROM team_change($1, $2, $3, CASE WHEN $4 THEN $5::uuid[] END);

-- team_delete(team_id uuid, agent_id uuid) [write] -> row(is_done bool)
-- Deletes a team.
SELECT team_delete($1, $2);
