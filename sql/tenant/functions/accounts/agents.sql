-- Colleagues, as admins change them. Whoever locks does it in the order of chat/erase.sql: sessions, then agents.

-- Whether somebody else is an admin still, when this one is no more. Admins are locked, in the order of their
-- ids: of two who take that from each other, the second one waits, and sees what the first one did.
CREATE OR REPLACE FUNCTION agents_leave_an_admin(agent uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	PERFORM FROM support_agents a WHERE a.id = agent OR (a.role = 'admin' AND a.is_active)
	ORDER BY a.id FOR NO KEY UPDATE;
	RETURN EXISTS (SELECT FROM support_agents a WHERE a.id <> agent AND a.role = 'admin' AND a.is_active)
		OR NOT EXISTS (SELECT FROM support_agents a WHERE a.id = agent AND a.role = 'admin' AND a.is_active);
END $$;

-- Why an agent may not become so: 'absent', 'self' where they would shut themselves out, 'last_admin'; NULL:
-- they may. Their row is locked by then.
CREATE OR REPLACE FUNCTION agent_change_refusal(agent uuid, actor uuid, new_role text, new_active boolean)
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	IF agent = actor AND NOT new_active THEN
		RETURN 'self';
	ELSIF (NOT new_active OR new_role <> 'admin') AND NOT agents_leave_an_admin(agent) THEN
		RETURN 'last_admin';
	END IF;
	PERFORM FROM support_agents a WHERE a.id = agent FOR NO KEY UPDATE;
	RETURN CASE WHEN NOT FOUND THEN 'absent' END;
END $$;

-- Notes of what was changed of an agent each as an act of its own.
CREATE OR REPLACE FUNCTION agent_change_note(was support_agents, a support_agents, actor uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'agent', actor, act, a.id FROM (VALUES
		('agent.rename', was.name <> a.name), ('agent.role', was.role <> a.role),
		('agent.limit', was.max_chats <> a.max_chats),
		('agent.disable', was.is_active AND NOT a.is_active),
		('agent.enable', a.is_active AND NOT was.is_active)) AS done (act, is_done)
	WHERE is_done;
END $$;

-- Changes a colleague: what is NULL stays. Says 'done' with the person, whether their sign-ins are over, which
-- another role or none ends, and the sessions that went back to the queue; or why not.
CREATE OR REPLACE FUNCTION agent_change(agent uuid, actor uuid, new_name text, new_role text,
	new_max_chats bigint, new_active boolean)
RETURNS TABLE (outcome text, user_id uuid, is_over boolean, session_ids uuid[], agent_is jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	was support_agents;
	a support_agents;
BEGIN
	session_ids := CASE WHEN NOT new_active THEN chat_sessions_lock_of(agent) ELSE '{}' END;
	outcome := agent_change_refusal(agent, actor, new_role, new_active);
	IF outcome IS NOT NULL THEN
		session_ids := '{}';
		RETURN NEXT;
		RETURN;
	END IF;
	SELECT * INTO was FROM support_agents o WHERE o.id = agent;
	UPDATE support_agents o SET name = coalesce(new_name, o.name), role = coalesce(new_role, o.role),
		max_chats = coalesce(new_max_chats, o.max_chats), is_active = coalesce(new_active, o.is_active),
		status = CASE WHEN NOT new_active THEN 'offline' ELSE o.status END,
		seen_at = CASE WHEN NOT new_active THEN now() - interval '1 minute' ELSE o.seen_at END
	WHERE o.id = agent RETURNING o.* INTO a;
	PERFORM control.membership_change(agent, a.role, a.is_active);
	PERFORM agent_change_note(was, a, actor);
	IF NOT a.is_active THEN
		session_ids := chat_sessions_give_back(session_ids, 'agent', actor::text);
	END IF;
	outcome := 'done';
	agent_is := agent_json(agent, 'agent');
	user_id := a.user_id;
	is_over := was.role <> a.role OR (was.is_active AND NOT a.is_active);
	RETURN NEXT;
END $$;
