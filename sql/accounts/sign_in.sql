-- People, their passwords and sign-ins.

-- user_by_email(email text) [control] -> rows(user_id uuid, password_hash text)
-- Who has this address, in the form that is compared; no row when nobody has.
SELECT user_id, password_hash FROM control.user_by_email($1);

-- user_password(user_id uuid) [control] -> row(password_hash text)
-- The hash of a person's password.
SELECT password_hash FROM control.user_get($1);

-- user_tenants(user_id uuid) [control] -> rows(tenant_id uuid, tenant_name text)
-- The tenants that a person may sign in to, by name.
SELECT tenant_id, tenant_name FROM control.user_tenants($1);

-- user_set_password(user_id uuid, password_hash text, except_sign_in_id uuid) [control] [write]
--	-> nothing
-- Changes a password and ends the person's other sign-ins.
SELECT control.user_set_password($1, $2, $3);

-- sign_in_start(token_hash bytes, user_id uuid, tenant_id uuid, expires_at time, user_agent text?,
--	password_hash text) [control] [write] -> rows(sign_in_id uuid, agent_id uuid)
-- Begins a sign-in; no row when the person may not sign in there, or has another password by now.
SELECT sign_in_id, agent_id FROM control.sign_in_start($1, $2, $3, $4, $5, $6);

-- sign_in_end(sign_in_id uuid) [control] [write] -> nothing
-- Ends one sign-in.
SELECT control.sign_in_end($1);

-- sign_ins_end(user_id uuid) [control] [write] -> nothing
-- Ends a person's sign-ins, in every tenant.
SELECT control.sign_ins_end($1);

-- sign_ins_gone(ids texts) [control] -> rows(sign_in_id uuid)
-- Of these sign-ins, those that hold no more.
SELECT sign_in_id FROM control.sign_ins_gone($1);

-- me(user_id uuid, agent_id uuid, time_zone text) -> json
-- Who has signed in, to whom, as what. The address is as it was given for this tenant.
SELECT jsonb_build_object(
	'user', control.scope_user($1)::jsonb || jsonb_build_object('email', a.email),
	'tenant', jsonb_build_object(
		'id', control.scope_tenant_id(), 'name', control.scope_tenant_name(), 'timeZone', $3::text),
	'agent', agent_json(a.id, 'agent'))
FROM support_agents a WHERE a.id = $2;
