-- What the gateway itself asks of PostgreSQL.

-- db_clock() [control] -> row(now time, epoch text)
-- Reads the server's clock and the name of its history.
SELECT clock_timestamp(), control.epoch();

-- tenant_load(tenant_id uuid, version text) [control] -> rows(name text, time_zone text, origins json, is_active bool, identity_secret bytes?, wrapped_key bytes?, kept_parameters json, is_known bool, is_moving bool, token_keys bytes?)
-- Loads a tenant, with a row for each of its wrapped keys, oldest first, and whether programs of this version of its schema know it; no row when there is no such tenant.
SELECT t.name, t.time_zone, to_json(t.origins), t.is_active, t.identity_secret, k.wrapped,
	to_json(control.tenant_kept_parameters($1)), control.tenant_is_known($1, $2), m.is_moving,
	m.token_keys
FROM control.tenant_load($1) t CROSS JOIN control.tenant_move($1) m
LEFT JOIN LATERAL control.tenant_key_list($1) WITH ORDINALITY AS k (key_id, wrapped, place) ON true
ORDER BY k.place;

-- tenants_unknown(version text) [control] -> row(tenants int)
-- Counts the tenants whose schema programs of this version do not know, and notes that one of them is at work.
SELECT control.tenants_unknown($1);
