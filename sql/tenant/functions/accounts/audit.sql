-- The audit log, as its readers see it.

-- An AuditEntry. Agents bear the names that they have now; whom it is about is named where that is an
-- agent, or a team that there is still.
CREATE OR REPLACE FUNCTION audit_json(l audit_log) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN jsonb_strip_nulls(jsonb_build_object('id', l.id, 'actorType', l.actor_type, 'actorId', l.actor_id,
		'actorName', CASE WHEN l.actor_type = 'agent' THEN agent_name(l.actor_id) END,
		'action', l.action, 'targetId', l.target_id,
		'targetName', CASE WHEN l.action LIKE 'agent.%' THEN agent_name(l.target_id)
			WHEN l.action LIKE 'team.%' THEN team_name(l.target_id) END,
		'ip', abbrev(l.ip), 'count', CASE WHEN l.action = 'agent.sign_in_failed'
			THEN (SELECT f.count FROM failed_sign_ins f WHERE f.entry_id = l.id) END,
		'changes', l.changes, 'createdAt', chat_time(l.created_at)));
END $$;
