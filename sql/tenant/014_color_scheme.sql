-- How the widget looks: as the page on which it stands does, or always light or dark.
ALTER TABLE chat_widget_config ADD COLUMN color_scheme varchar(10) NOT NULL DEFAULT 'page'
	CHECK (color_scheme IN ('page', 'light', 'dark'));
