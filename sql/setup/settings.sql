-- What admins see of their tenant's settings, and change.

-- tenant_settings(script_url text) -> json
-- The TenantSettings.
SELECT jsonb_strip_nulls(s || jsonb_build_object('id', control.scope_tenant_id(),
	'scriptUrl', $1::text, 'version', settings_version(s)))
FROM tenant_settings() AS s;

-- tenant_settings_change(agent_id uuid, version text, changes json) [write] -> row(outcome text)
-- Changes what is given of them, where they are still what that version says; or says why not.
SELECT tenant_settings_change($1, $2, $3) AS outcome;
