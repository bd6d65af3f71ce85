-- What a tenant's admins may say of their desk.

-- What is off, or not set, has no value.
CREATE OR REPLACE FUNCTION tenant_settings() RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT control.scope_tenant_settings() || jsonb_build_object('awayMinutes', s.away_minutes,
		'silentMinutes', s.silent_minutes, 'waitingMost', s.waiting_most)
	FROM chat_settings s
$$;

-- What it was when it was read: who changes it shows this, and nobody overwrites what they have not seen.
CREATE OR REPLACE FUNCTION settings_version(settings jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT md5(settings::text)
$$;

-- Changes the members that are given; null turns a limit off. 'done'; 'conflict' where somebody else has
-- changed something meanwhile; 'time_zone' for one that is none.
CREATE OR REPLACE FUNCTION tenant_settings_change(agent uuid, version text, changes jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	before jsonb;
	zone text;
BEGIN
	PERFORM control.scope_tenant_lock();
	before := tenant_settings();
	IF settings_version(before) <> tenant_settings_change.version THEN
		RETURN 'conflict';
	END IF;
	IF changes ->> 'timeZone' <> before ->> 'timeZone' THEN
		-- posix/… and posixrules are no names that browsers know.
		SELECT z.name INTO zone FROM pg_timezone_names z WHERE lower(z.name) = lower(changes ->> 'timeZone')
			AND z.name !~ '^(posix|right|localtime)' LIMIT 1;
		IF zone IS NULL THEN
			RETURN 'time_zone';
		END IF;
		changes := changes || jsonb_build_object('timeZone', zone);
	END IF;
	PERFORM control.scope_tenant_settings_set(changes);
	UPDATE chat_settings s SET updated_at = now(),
		away_minutes = CASE WHEN changes ? 'awayMinutes' THEN (changes ->> 'awayMinutes')::integer
			ELSE s.away_minutes END,
		silent_minutes = CASE WHEN changes ? 'silentMinutes' THEN (changes ->> 'silentMinutes')::integer
			ELSE s.silent_minutes END,
		waiting_most = CASE WHEN changes ? 'waitingMost' THEN (changes ->> 'waitingMost')::integer
			ELSE s.waiting_most END;
	PERFORM settings_note(agent, 'tenant.set', before, tenant_settings());
	RETURN 'done';
END $$;
