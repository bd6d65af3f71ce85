-- How the widget looks.

-- chat_widget_config(tenant_id uuid, time_zone text, kept_parameters texts) -> json
-- The ChatWidgetConfig.
SELECT jsonb_strip_nulls(jsonb_build_object('tenantId', $1::uuid, 'timeZone', $2::text,
	'agentsOnline', chat_agents_online() > 0, 'keptParameters', $3::text[],
	'isOpen', h.is_open, 'opensAt', chat_time(h.opens_at), 'changesAt', chat_time(h.changes_at),
	'fileUploadEnabled', c.file_upload_enabled,
	'maxFileSizeMb', c.max_file_size_mb, 'allowedFileTypes', c.allowed_file_types,
	'updatedAt', chat_time(c.updated_at), 'hasSurveys', nullif(o.is_enabled, false)) || widget_look(c))
FROM chat_widget_config c CROSS JOIN csat_settings o
CROSS JOIN LATERAL hours_state(c.business_hours, c.business_hours_enabled, $2, now()) h;

-- chat_widget_config_change(agent_id uuid, updated_at text, changes json) [write] -> row(is_done bool)
-- Changes what is given of it, where nobody else has since that time.
SELECT widget_config_change($1, $2, $3) AS is_done;

-- origin_seen_note(origin text) [write] -> nothing
-- Notes that the widget was seen at an origin, once an hour.
INSERT INTO seen_origins AS s (origin) VALUES ($1)
ON CONFLICT (origin) DO UPDATE SET last_seen_at = now() WHERE s.last_seen_at < now() - interval '1 hour';
