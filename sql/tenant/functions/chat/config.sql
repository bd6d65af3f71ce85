-- How the widget looks.

-- What admins set of it.
CREATE OR REPLACE FUNCTION widget_look(c chat_widget_config) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('primaryColor', c.primary_color, 'secondaryColor', c.secondary_color,
		'colorScheme', c.color_scheme, 'headerText', c.header_text, 'greetingMessage', c.greeting_message,
		'offlineMessage', c.offline_message, 'position', c.position, 'offsetX', c.offset_x,
		'offsetY', c.offset_y, 'autoOpenDelaySeconds', c.auto_open_delay_seconds,
		'showAgentTyping', c.show_agent_typing, 'showReadReceipts', c.show_read_receipts,
		'businessHoursEnabled', c.business_hours_enabled, 'businessHours', hours_listed(c.business_hours))
$$;

-- Changes the members that are given; false where somebody else has changed it since that time.
CREATE OR REPLACE FUNCTION widget_config_change(agent uuid, updated_at text, changes jsonb) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	before chat_widget_config;
	wanted jsonb;
BEGIN
	SELECT * INTO before FROM chat_widget_config c FOR NO KEY UPDATE;
	IF chat_time(before.updated_at) IS DISTINCT FROM widget_config_change.updated_at THEN
		RETURN false;
	END IF;
	wanted := widget_look(before) || changes;
	IF wanted = widget_look(before) THEN
		RETURN true;
	END IF;
	UPDATE chat_widget_config c SET primary_color = wanted ->> 'primaryColor',
		secondary_color = wanted ->> 'secondaryColor', color_scheme = wanted ->> 'colorScheme',
		header_text = wanted ->> 'headerText', greeting_message = wanted ->> 'greetingMessage',
		offline_message = wanted ->> 'offlineMessage', position = wanted ->> 'position',
		offset_x = (wanted ->> 'offsetX')::integer, offset_y = (wanted ->> 'offsetY')::integer,
		auto_open_delay_seconds = (wanted ->> 'autoOpenDelaySeconds')::integer,
		show_agent_typing = (wanted ->> 'showAgentTyping')::boolean,
		show_read_receipts = (wanted ->> 'showReadReceipts')::boolean,
		business_hours_enabled = (wanted ->> 'businessHoursEnabled')::boolean,
		business_hours = wanted -> 'businessHours', updated_at = clock_timestamp();
	PERFORM settings_note(agent, 'tenant.widget', widget_look(before), wanted);
	RETURN true;
END $$;
