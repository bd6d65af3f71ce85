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

-- sign_in_begin(token_hash bytes, pending_hash bytes, user_id uuid, tenant_id uuid, expires_at time,
--	user_agent text?, password_hash text) [control] [write]
--	-> rows(sign_in_id uuid?, agent_id uuid?, pending_until time?)
-- Begins a sign-in, or lets it wait for a code; no row when the person may not sign in there, or has
-- another password by now.
SELECT sign_in_id, agent_id, pending_until FROM control.sign_in_begin($1, $2, $3, $4, $5, $6, $7);

-- pending_sign_in(pending_hash bytes) [control]
--	-> rows(user_id uuid, email text, tenant_id uuid, by_provider bool)
-- Who waits for a code; no row when it is too late, or too many were tried.
SELECT user_id, email, tenant_id, by_provider FROM control.pending_sign_in_get($1);

-- pending_sign_in_try(pending_hash bytes) [control] [write] -> rows(secret bytes, last_step int)
-- Counts a try before it is made, and answers what its code is compared with.
SELECT secret, last_step FROM control.pending_sign_in_try($1);

-- sign_in_complete(pending_hash bytes, token_hash bytes, expires_at time, user_agent text?, step int?,
--	code_hashes texts) [control] [write]
--	-> rows(sign_in_id uuid, agent_id uuid, user_id uuid, tenant_id uuid)
-- Begins the sign-in that waited, by the code of a step or by a recovery code; no row when it was used
-- before.
SELECT sign_in_id, agent_id, user_id, tenant_id
FROM control.sign_in_complete($1, $2, $3, $4, $5, $6);

-- sign_in_end(sign_in_id uuid) [control] [write] -> nothing
-- Ends one sign-in.
SELECT control.sign_in_end($1);

-- sign_ins_end(user_id uuid) [control] [write] -> nothing
-- Ends a person's sign-ins, in every tenant.
SELECT control.sign_ins_end($1);

-- sign_ins_gone(ids texts) [control] -> rows(sign_in_id uuid)
-- Of these sign-ins, those that hold no more.
SELECT sign_in_id FROM control.sign_ins_gone($1);

-- sign_ins_failed(user_ids texts, peers texts, times texts) [control] [write] -> nothing
-- Notes at their tenants that somebody tried in vain to sign in as these people, from where, and how often.
SELECT control.sign_ins_failed($1::uuid[], $2::inet[], $3::bigint[]);

-- me(user_id uuid, agent_id uuid, sign_in_id uuid, time_zone text) -> json
-- Who has signed in, to whom, as what, and whether they must set up a second factor first. The address is
-- as it was given for this tenant.
SELECT jsonb_build_object(
	'user', control.scope_user($1)::jsonb || jsonb_build_object('email', a.email)
		|| CASE WHEN control.scope_sign_in_must_enrol($3) THEN jsonb_build_object('mustEnrol', true) ELSE '{}' END,
	'tenant', jsonb_build_object(
		'id', control.scope_tenant_id(), 'name', control.scope_tenant_name(), 'timeZone', $4::text),
	'agent', agent_json(a.id, 'agent'))
FROM support_agents a WHERE a.id = $2;
