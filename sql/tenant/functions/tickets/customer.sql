-- What a tenant and one of its customers have had to do with each other.

-- The Conversation: who they are, and the newest of their chats, tickets and surveys; NULL where there is none. An agent
-- who is no supervisor is shown the surveys that are credited to them.
CREATE OR REPLACE FUNCTION conversation_json(conversation uuid, agent uuid, is_supervisor boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
	newest CONSTANT bigint := 20;
	c conversations;
BEGIN
	SELECT * INTO c FROM conversations k WHERE k.id = conversation;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_strip_nulls(jsonb_build_object('id', c.id, 'createdAt', chat_time(c.created_at),
			'visitorId', v.visitor_id, 'visitorName', v.name, 'visitorEmail', v.email,
			'visitorVerified', v.is_verified, 'lastSeenAt', chat_time(v.last_seen_at)))
		FROM visitors v WHERE v.visitor_id = c.visitor_id)
		|| jsonb_build_object(
			'sessions', (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', s.id, 'status', s.status,
					'assignedAgent', agent_json(s.assigned_agent_id, 'agent'), 'startedAt', chat_time(s.started_at),
					'endedAt', chat_time(s.ended_at))) ORDER BY s.started_at DESC, s.id DESC), '[]')
				FROM (SELECT k.* FROM chat_sessions k WHERE k.visitor_id = c.visitor_id
					ORDER BY k.started_at DESC, k.id DESC LIMIT newest) s),
			'tickets', (SELECT coalesce(jsonb_agg(ticket_json(t) ORDER BY t.updated_at DESC, t.id DESC), '[]')
				FROM (SELECT k.* FROM support_tickets k WHERE k.conversation_id = c.id OR k.visitor_id = c.visitor_id
					ORDER BY k.updated_at DESC, k.id DESC LIMIT newest) t),
			'surveys', (SELECT coalesce(jsonb_agg(csat_survey_json(s) ORDER BY s.created_at DESC, s.id DESC), '[]')
				FROM (SELECT k.* FROM csat_surveys k WHERE k.conversation_id = c.id AND (is_supervisor OR k.agent_id = agent)
					ORDER BY k.created_at DESC, k.id DESC LIMIT newest) s));
END $$;
