-- How the widget looks.

-- What admins set of it.
CREATE OR REPLACE FUNCTION widget_look(c chat_widget_config) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('primaryColor', c.primary_color, 'secondaryColor', c.secondary_color,
		'colorScheme', c.color_scheme, 'headerText', c.header_text, 'greetingMessage', c.greeting_message,
		'offlineMessage', c.offline_message, 'position', c.position, 'offsetX', c.offset_x,
		'offsetY', c.offset_y, 'autoOpenDelaySeconds', c.auto_open_delay_seconds,
		'showAgentTyping', c.show_agent_typing, 'showReadReceipts', c.show_read_receipts,
		'businessHoursEnabled', c.business_hours_enabled, 'businessHours', hours_listed(c.business_hours))
		|| jsonb_build_object('launcherIcon', c.launcher_icon, 'launcherLabel', c.launcher_label,
		'launcherSize', c.launcher_size, 'hiddenPaths', c.hidden_paths, 'hiddenDevices', c.hidden_devices,
		'languages', c.languages, 'preChatForm', c.pre_chat_form, 'proactiveMessages', c.proactive_messages,
		'showAgentPhotos', c.show_agent_photos, 'repliesIn', c.replies_in,
		'fileUploadEnabled', c.file_upload_enabled, 'maxFileSizeMb', c.max_file_size_mb,
		'allowedFileTypes', c.allowed_file_types)
$$;

-- The texts of a JSON list.
CREATE OR REPLACE FUNCTION widget_texts(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
	SELECT ARRAY(SELECT t.text FROM jsonb_array_elements_text(list) WITH ORDINALITY AS t (text, place)
		ORDER BY t.place)
$$;

-- Makes it look so. What is null has no value.
CREATE OR REPLACE FUNCTION widget_look_set(wanted jsonb) RETURNS void LANGUAGE sql AS $$
	UPDATE chat_widget_config c SET primary_color = wanted ->> 'primaryColor',
		secondary_color = wanted ->> 'secondaryColor', color_scheme = wanted ->> 'colorScheme',
		header_text = wanted ->> 'headerText', greeting_message = wanted ->> 'greetingMessage',
		offline_message = wanted ->> 'offlineMessage', position = wanted ->> 'position',
		offset_x = (wanted ->> 'offsetX')::integer, offset_y = (wanted ->> 'offsetY')::integer,
		auto_open_delay_seconds = (wanted ->> 'autoOpenDelaySeconds')::integer,
		show_agent_typing = (wanted ->> 'showAgentTyping')::boolean,
		show_read_receipts = (wanted ->> 'showReadReceipts')::boolean,
		business_hours_enabled = (wanted ->> 'businessHoursEnabled')::boolean,
		business_hours = wanted -> 'businessHours',
		launcher_icon = wanted ->> 'launcherIcon', launcher_label = wanted ->> 'launcherLabel',
		launcher_size = wanted ->> 'launcherSize', hidden_paths = widget_texts(wanted -> 'hiddenPaths'),
		hidden_devices = wanted ->> 'hiddenDevices', languages = nullif(wanted -> 'languages', 'null'),
		pre_chat_form = nullif(wanted -> 'preChatForm', 'null'), proactive_messages = wanted -> 'proactiveMessages',
		show_agent_photos = (wanted ->> 'showAgentPhotos')::boolean, replies_in = wanted ->> 'repliesIn',
		file_upload_enabled = (wanted ->> 'fileUploadEnabled')::boolean,
		max_file_size_mb = (wanted ->> 'maxFileSizeMb')::integer,
		allowed_file_types = widget_texts(wanted -> 'allowedFileTypes'), updated_at = clock_timestamp()
$$;

-- Changes the members that are given: its version then, and whether that is another; no version where somebody
-- else has changed it since that time.
CREATE OR REPLACE FUNCTION widget_config_put(agent uuid, updated_at text, changes jsonb)
RETURNS TABLE (version bigint, is_changed boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	before chat_widget_config;
	wanted jsonb;
BEGIN
	SELECT * INTO before FROM chat_widget_config c FOR NO KEY UPDATE;
	IF chat_time(before.updated_at) IS DISTINCT FROM widget_config_put.updated_at THEN
		RETURN QUERY SELECT NULL::bigint, false;
		RETURN;
	END IF;
	wanted := widget_look(before) || changes;
	IF wanted = widget_look(before) THEN
		RETURN QUERY SELECT before.version, false;
		RETURN;
	END IF;
	PERFORM widget_look_set(wanted);
	UPDATE chat_widget_versions v SET agent_id = agent WHERE v.version = before.version + 1;
	PERFORM settings_note(agent, 'tenant.widget', widget_look(before), wanted);
	RETURN QUERY SELECT before.version + 1, true;
END $$;
