-- How far the tenant is set up: what has been done of what a desk needs before it is of use.

CREATE OR REPLACE FUNCTION setup_checklist_json() RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object(
		'seenOrigin', s.origin, 'seenAt', chat_time(s.last_seen_at),
		'colleagues', (SELECT count(*) - 1 FROM support_agents a WHERE a.is_active),
		'invited', control.scope_invited(),
		'mailSentAt', chat_time(m.first_sent_at),
		'webhooks', (SELECT count(*) FROM webhook_endpoints),
		'isDismissed', c.dismissed_at IS NOT NULL))
	FROM setup_checklist c CROSS JOIN mail_settings m
	LEFT JOIN (SELECT o.origin, o.last_seen_at FROM seen_origins o
		WHERE o.origin = ANY (control.scope_origins()) ORDER BY o.last_seen_at DESC LIMIT 1) s ON true
$$;
