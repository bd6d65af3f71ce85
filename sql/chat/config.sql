-- chat_widget_config(tenant_id uuid, time_zone text, kept_parameters texts) -> json
-- The ChatWidgetConfig.
SELECT jsonb_strip_nulls(jsonb_build_object('tenantId', $1::uuid, 'timeZone', $2::text,
	'agentsOnline', chat_agents_online() > 0, 'keptParameters', $3::text[],
	'primaryColor', c.primary_color, 'secondaryColor', c.secondary_color,
	'colorScheme', c.color_scheme,
	'headerText', c.header_text, 'greetingMessage', c.greeting_message,
	'position', c.position, 'offsetX', c.offset_x, 'offsetY', c.offset_y,
	'autoOpenDelaySeconds', c.auto_open_delay_seconds,
	'showAgentTyping', c.show_agent_typing, 'showReadReceipts', c.show_read_receipts,
	'businessHoursEnabled', c.business_hours_enabled, 'businessHours', c.business_hours,
	'offlineMessage', c.offline_message, 'fileUploadEnabled', c.file_upload_enabled,
	'maxFileSizeMb', c.max_file_size_mb, 'allowedFileTypes', c.allowed_file_types,
	'updatedAt', chat_time(c.updated_at)))
FROM chat_widget_config c;
