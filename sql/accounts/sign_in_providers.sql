-- A tenant's provider of OpenID Connect: for whoever signs in, and for admins.

-- sign_in_provider(tenant_id uuid) [control] -> rows(issuer text, client_id text, client_secret bytes, label text,
--	is_required bool, takes_unsaid_emails bool)
-- A tenant's provider; no row where it has none, or nobody can sign in.
SELECT issuer, client_id, client_secret, label, is_required, takes_unsaid_emails
FROM control.sign_in_provider_get($1);

-- sign_in_provider_wanted(user_id uuid, tenant_id uuid) [control] -> row(label text?)
-- The label of the provider by which somebody must come to a tenant.
SELECT control.sign_in_provider_wanted($1, $2);

-- provider_sign_in_begin(token_hash bytes, tenant_id uuid, issuer text, client_id text) [control] [write]
--	-> row(is_begun bool)
-- Notes that somebody leaves for the provider.
SELECT control.provider_sign_in_begin($1, $2, $3, $4);

-- provider_sign_in_take(token_hash bytes) [control] [write] -> rows(tenant_id uuid)
-- For which tenant somebody is back, once; no row when it is too late.
SELECT tenant_id FROM control.provider_sign_in_take($1);

-- sign_in_by_provider(token_hash bytes, pending_hash bytes, tenant_id uuid, issuer text, client_id text, subject text,
--	email text?, is_two_step bool, expires_at time, user_agent text?) [control] [write]
--	-> row(outcome text, sign_in_id uuid?, agent_id uuid?, user_id uuid?, pending_until time?)
-- Begins a sign-in of whom the provider vouches for, or lets it wait for a code, or says why not.
SELECT outcome, sign_in_id, agent_id, user_id, pending_until
FROM control.sign_in_by_provider($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- sign_in_provider_settings(redirect_uri text) -> json
-- What an admin sees of it, and whom it knows.
SELECT jsonb_build_object('redirectUri', $1::text) || sign_in_provider_json();

-- sign_in_provider_set(agent_id uuid, issuer text, client_id text, client_secret bytes?, label text,
--	is_required bool, takes_unsaid_emails bool, email_domains texts) [write] -> row(outcome text)
-- Sets it, or says why not.
SELECT sign_in_provider_set($1, $2, $3, $4, $5, $6, $7, $8);

-- sign_in_provider_drop(agent_id uuid) [write] -> row(is_dropped bool)
-- Takes it away.
SELECT sign_in_provider_drop($1);

-- provider_unlink(actor_id uuid, agent_id uuid) [write] -> row(is_unlinked bool)
-- Forgets by what it knows a colleague.
SELECT provider_unlink($1, $2);
