-- What merchants' pages say that a visitor did ("added to cart"), the newest of each: a name, and an object of the
-- page's own names as in visitor_attributes. An id is the page's, so that what is said again is known.
CREATE TABLE visitor_events (
	visitor_id varchar(100) NOT NULL REFERENCES visitors ON DELETE CASCADE ON UPDATE CASCADE,
	id uuid NOT NULL,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	name varchar(64) NOT NULL,
	properties jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
	happened_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL DEFAULT now(), -- when it came to be this visitor's
	PRIMARY KEY (visitor_id, id),
	CHECK (octet_length(properties::text) <= 16384)
) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.02);
CREATE INDEX visitor_events_happened_at_idx ON visitor_events (happened_at);
-- When those of its visitor changed last: consoles that show them read them again.
ALTER TABLE chat_sessions ADD COLUMN visitor_events_at timestamptz;
