-- Whether and how customers are asked, as admins set it.

CREATE OR REPLACE FUNCTION csat_settings_shown(s csat_settings) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('isEnabled', s.is_enabled, 'delayMinutes', s.delay_minutes, 'channel', s.channel,
		'expiryDays', s.expiry_days, 'cooldownDays', s.cooldown_days, 'reminderDays', s.reminder_days,
		'asksByRule', s.asks_by_rule, 'asksInChat', s.asks_in_chat, 'scale', s.scale, 'texts', s.texts,
		'lowMails', s.low_mails, 'lowOpensTicket', s.low_opens_ticket)
$$;

-- The CSATSettings; no reminder is null, and not left out.
CREATE OR REPLACE FUNCTION csat_settings_json() RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT csat_settings_shown(s) || jsonb_build_object('updatedAt', chat_time(s.updated_at)) FROM csat_settings s
$$;

-- Changes the members that are given: 'done'; 'conflict' where somebody else has changed them since that time;
-- 'reminder' where it would come when nobody can answer any more.
CREATE OR REPLACE FUNCTION csat_settings_change(agent uuid, updated_at text, changes jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	before csat_settings;
	wanted jsonb;
BEGIN
	SELECT * INTO before FROM csat_settings s FOR NO KEY UPDATE;
	IF chat_time(before.updated_at) IS DISTINCT FROM csat_settings_change.updated_at THEN
		RETURN 'conflict';
	END IF;
	wanted := csat_settings_shown(before) || changes;
	IF (wanted ->> 'reminderDays')::integer >= (wanted ->> 'expiryDays')::integer THEN
		RETURN 'reminder';
	ELSIF wanted = csat_settings_shown(before) THEN
		RETURN 'done';
	END IF;
	UPDATE csat_settings s SET is_enabled = (wanted ->> 'isEnabled')::boolean,
		delay_minutes = (wanted ->> 'delayMinutes')::integer, channel = wanted ->> 'channel',
		expiry_days = (wanted ->> 'expiryDays')::integer, cooldown_days = (wanted ->> 'cooldownDays')::integer,
		reminder_days = (wanted ->> 'reminderDays')::integer, asks_by_rule = (wanted ->> 'asksByRule')::boolean,
		asks_in_chat = (wanted ->> 'asksInChat')::boolean, scale = wanted ->> 'scale', texts = wanted -> 'texts',
		low_mails = (wanted ->> 'lowMails')::boolean, low_opens_ticket = (wanted ->> 'lowOpensTicket')::boolean,
		updated_at = clock_timestamp();
	PERFORM settings_note(agent, 'csat.settings', csat_settings_shown(before), wanted);
	RETURN 'done';
END $$;
