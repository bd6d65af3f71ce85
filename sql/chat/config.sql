-- How the widget looks.

-- chat_widget_config(tenant_id uuid, time_zone text, kept_parameters texts) -> row(config json, lasts_ms int?)
-- The ChatWidgetConfig, and in how long its isOpen turns, if it does.
SELECT jsonb_strip_nulls(jsonb_build_object('tenantId', $1::uuid, 'timeZone', $2::text,
	'agentsOnline', chat_agents_online() > 0, 'keptParameters', $3::text[],
	'isOpen', h.is_open, 'opensAt', chat_time(h.opens_at), 'changesAt', chat_time(h.changes_at),
	'version', c.version, 'updatedAt', chat_time(c.updated_at),
	'hasSurveys', nullif(o.is_enabled, false)) || widget_look(c)) AS config,
	floor(extract(epoch FROM h.changes_at - now()) * 1000)::bigint AS lasts_ms
FROM chat_widget_config c CROSS JOIN csat_settings o
CROSS JOIN LATERAL hours_state(c.business_hours, c.business_hours_enabled, $2, now()) h;

-- chat_widget_config_put(agent_id uuid, updated_at text, changes json) [write] -> row(version int?, is_changed bool)
-- Changes what is given of it: its version then; none where somebody else has changed it since that time.
SELECT p.version, p.is_changed FROM widget_config_put($1, $2, $3) AS p;

-- chat_widget_versions(before int?, most int) -> json
-- A page of what it was, the newest version first.
SELECT widget_version_page($1, $2);

-- chat_widget_version_return(agent_id uuid, updated_at text, earlier int) [write]
--	-> row(is_known bool, version int?, is_changed bool)
-- Makes it what it was in a version, anew.
SELECT r.is_known, r.version, r.is_changed FROM widget_version_return($1, $2, $3) AS r;

-- chat_business_hours(time_zone text) -> row(is_open bool, turns_in_ms int?)
-- Whether the desk is open, and in how long that turns, if it does.
SELECT h.is_open, ceil(extract(epoch FROM h.changes_at - now()) * 1000)::bigint
FROM chat_widget_config c
CROSS JOIN LATERAL hours_state(c.business_hours, c.business_hours_enabled, $1, now()) h;

-- origin_seen_note(origin text) [write] -> nothing
-- Notes that the widget was seen at an origin, once an hour.
INSERT INTO seen_origins AS s (origin) VALUES ($1)
ON CONFLICT (origin) DO UPDATE SET last_seen_at = now() WHERE s.last_seen_at < now() - interval '1 hour';
