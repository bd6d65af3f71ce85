-- Agents and their presence; customers whom the merchant vouches for.

-- agent_list(search text?, team_id uuid?, is_admin bool, cursor text?, most int) [slow] -> json
-- A page of the tenant's agents, in the order in which they came, or of those in whose name or address
-- something stands, or who belong to a team, each with their teams; admins learn when a console of theirs was
-- open last, and whether they have a second factor.
WITH page AS MATERIALIZED (
	SELECT a, a.id, a.created_at FROM support_agents a
	WHERE ($1::text IS NULL OR strpos(lower(a.name), lower($1)) > 0 OR strpos(lower(a.email), lower($1)) > 0)
		AND ($2::uuid IS NULL OR EXISTS (SELECT FROM team_members m WHERE m.team_id = $2 AND m.agent_id = a.id))
		AND ($4::text IS NULL OR (a.created_at, a.id) > (list_cursor_at($4), list_cursor_id($4)))
	ORDER BY a.created_at, a.id LIMIT $5 + 1
)
SELECT list_page(array_agg(agent_json_of(a, 'agent') || jsonb_build_object('teams', teams_of_json(id))
		|| CASE WHEN $3 THEN jsonb_strip_nulls(jsonb_build_object('lastSeenAt', chat_time((a).noted_at),
			'hasSecondFactor', control.scope_has_second_factor((a).user_id))) ELSE '{}' END
		ORDER BY created_at, id),
	array_agg(list_cursor(created_at, id) ORDER BY created_at, id), $5)
FROM page;

-- agent_change(agent_id uuid, actor_id uuid, new_name text?, new_role text?, max_chats int?, is_active bool?)
--	[write] -> row(outcome text, user_id uuid?, is_over bool?, session_ids bytes, agent text?)
-- Changes a colleague, or says why not; answers the SupportAgent, whether sign-ins of theirs have ended, and
-- the sessions that went back to the queue, their ids one behind the other.
SELECT c.outcome, c.user_id, c.is_over, coalesce((SELECT string_agg(uuid_send(s), '')
	FROM unnest(c.session_ids) AS s), ''), c.agent_is::text
FROM agent_change($1, $2, $3, $4, $5, $6) c;

-- agent_choose_status(agent_id uuid, choice text) [write] -> json
-- Writes whether an agent takes sessions; answers the SupportAgent.
SELECT agent_choose_status($1, $2);

-- agents_note(here texts, gone texts) [write] -> rows(agent text)
-- Notes who has a console open and who no longer has; answers those whose status changed.
SELECT agent::text FROM agents_note($1::uuid[], $2::uuid[]) AS agent;

-- agents_leave(agents texts) [write] -> rows(agent text)
-- Notes who has signed out or fell silent, and is gone at once; answers those whose status changed.
SELECT agent::text FROM agents_leave($1::uuid[]) AS agent;

-- visitor_prove(visitor_id text, proven_id text, former_id text, identifier text, visitor_name text?,
--	email text?) [write] -> row(customer_id text, gave_way text?, session_ids bytes)
-- Makes a customer known for whom the merchant vouched, and theirs what the visitor began; answers who
-- they are, which id gave way to theirs, and the sessions that are not what they were, their ids one
-- behind the other.
SELECT p.customer AS customer_id, p.gave_way, coalesce((SELECT string_agg(uuid_send(s.id), '' ORDER BY s.place)
	FROM unnest(p.session_ids) WITH ORDINALITY AS s (id, place)), '') AS session_ids
FROM visitor_prove($1, $2, $3, $4, $5, $6) p;

-- visitor_attributes_note(visitor_id text, said json?, identifier text?, vouched json?) [write]
--	-> row(outcome text, session_id uuid?)
-- Notes what a page says of its visitor beside name and address, and what of it is signed; answers the
-- session that shows it, where anything changed, or why it is refused.
SELECT outcome, session_id FROM visitor_attributes_note($1, $2, $3, $4);

-- visitor_attributes(session_id uuid) -> json
-- What pages say of a session's visitor: the attributes, and the names of those that are signed.
SELECT jsonb_build_object('attributes', coalesce(a.said || a.vouched, '{}'), 'verified',
	coalesce((SELECT jsonb_agg(name ORDER BY name) FROM jsonb_object_keys(a.vouched) AS name), '[]'))
FROM chat_sessions s LEFT JOIN visitor_attributes a ON a.visitor_id = s.visitor_id WHERE s.id = $1;
