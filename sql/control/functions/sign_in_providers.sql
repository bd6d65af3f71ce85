-- Signing in by a tenant's provider of OpenID Connect: its settings, who is on the way to it and back, and whom
-- it knows by what.

-- A tenant's provider, with its secret as it is sealed; no row where it has none, or nobody can sign in.
CREATE OR REPLACE FUNCTION control.sign_in_provider_get(tenant_id uuid)
RETURNS TABLE (issuer text, client_id text, client_secret bytea, label text, is_required boolean,
	takes_unsaid_emails boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT p.issuer::text, p.client_id::text, p.client_secret, p.label::text, p.is_required, p.takes_unsaid_emails
	FROM control.sign_in_providers p JOIN public.tenants t ON t.id = p.tenant_id
	WHERE p.tenant_id = sign_in_provider_get.tenant_id AND t.status = 'active'
$$;

-- The label of the provider by which somebody must come to a tenant, whose password alone will not do there. Admins
-- keep theirs, so that a provider that fails locks nobody out for good.
CREATE OR REPLACE FUNCTION control.sign_in_provider_wanted(user_id uuid, tenant_id uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT p.label::text FROM control.sign_in_providers p
	JOIN control.memberships m ON m.tenant_id = p.tenant_id
	WHERE p.tenant_id = sign_in_provider_wanted.tenant_id AND p.is_required AND m.role <> 'admin'
		AND m.user_id = sign_in_provider_wanted.user_id
$$;

-- Somebody leaves for the provider, and has ten minutes; false where it is another one by now.
CREATE OR REPLACE FUNCTION control.provider_sign_in_begin(token_hash bytea, tenant_id uuid, issuer text,
	client_id text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO control.provider_sign_ins (token_hash, tenant_id, expires_at)
	SELECT provider_sign_in_begin.token_hash, provider_sign_in_begin.tenant_id, now() + interval '10 minutes'
	FROM control.sign_in_provider_get(provider_sign_in_begin.tenant_id) p
	WHERE p.issuer = provider_sign_in_begin.issuer AND p.client_id = provider_sign_in_begin.client_id;
	RETURN FOUND;
END $$;

-- Somebody is back: for which tenant, once; no row when it is too late. Settings of another provider since then
-- have ended what was under way.
CREATE OR REPLACE FUNCTION control.provider_sign_in_take(token_hash bytea) RETURNS TABLE (tenant_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.provider_sign_ins s
	WHERE s.token_hash = provider_sign_in_take.token_hash AND s.expires_at > now()
	RETURNING s.tenant_id
$$;

-- Who the provider's account is at the tenant: whom it was linked with, or, the first time, the active member
-- who has its address, in the form that is compared. Says 'done', or why nobody: 'unlinked' where no address was
-- told, 'domain' where it is of one that the tenant does not take, 'absent', or 'other' where that member comes by
-- another account. Not for the gateway.
CREATE OR REPLACE FUNCTION control.provider_person(tenant_id uuid, subject text, email text)
RETURNS TABLE (outcome text, user_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	person uuid;
BEGIN
	UPDATE control.provider_links l SET last_used_at = now()
	WHERE l.tenant_id = provider_person.tenant_id AND l.subject = provider_person.subject
	RETURNING l.user_id INTO person;
	IF FOUND THEN
		RETURN QUERY SELECT 'done', person;
		RETURN;
	ELSIF provider_person.email IS NULL THEN
		RETURN QUERY SELECT 'unlinked', NULL::uuid;
		RETURN;
	ELSIF NOT EXISTS (SELECT FROM control.sign_in_providers p WHERE p.tenant_id = provider_person.tenant_id
		AND (p.email_domains = '{}' OR substring(provider_person.email FROM '[^@]*$') = ANY (p.email_domains)))
	THEN
		RETURN QUERY SELECT 'domain', NULL::uuid;
		RETURN;
	END IF;
	SELECT u.id INTO person FROM public.users u JOIN control.memberships m ON m.user_id = u.id
	WHERE u.email = provider_person.email AND m.tenant_id = provider_person.tenant_id AND m.is_active;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::uuid;
		RETURN;
	END IF;
	INSERT INTO control.provider_links (tenant_id, subject, user_id)
	VALUES (provider_person.tenant_id, provider_person.subject, person)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'other', NULL::uuid;
		RETURN;
	END IF;
	PERFORM control.audit_note_own(person, 'agent.provider_link', provider_person.tenant_id);
	RETURN QUERY SELECT 'done', person;
END $$;

-- Begins a sign-in of whom the provider vouches for, or lets it wait for a code where they have a second factor and
-- the provider has not asked for two steps itself. Says 'done', 'code', or why not, as provider_person does. Of what
-- waits the newest 20 of a person at a tenant are kept.
CREATE OR REPLACE FUNCTION control.sign_in_by_provider(token_hash bytea, pending_hash bytea, tenant_id uuid,
	issuer text, client_id text, subject text, email text, is_two_step boolean, expires_at timestamptz,
	user_agent text)
RETURNS TABLE (outcome text, sign_in_id uuid, agent_id uuid, user_id uuid, pending_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	person uuid;
	found_as text := 'absent';
	until timestamptz;
BEGIN
	-- Shared until the end: whoever changes the provider waits for this sign-in.
	PERFORM FROM control.sign_in_providers p WHERE p.tenant_id = sign_in_by_provider.tenant_id
		AND p.issuer = sign_in_by_provider.issuer AND p.client_id = sign_in_by_provider.client_id FOR SHARE;
	IF FOUND THEN
		SELECT p.outcome, p.user_id INTO found_as, person FROM control.provider_person(
			sign_in_by_provider.tenant_id, sign_in_by_provider.subject, sign_in_by_provider.email) p;
	END IF;
	IF person IS NULL THEN
		RETURN QUERY SELECT found_as, NULL::uuid, NULL::uuid, NULL::uuid, NULL::timestamptz;
		RETURN;
	END IF;
	PERFORM FROM public.users u WHERE u.id = person FOR SHARE;
	IF is_two_step OR NOT EXISTS (SELECT FROM control.second_factors f WHERE f.user_id = person AND f.is_on) THEN
		RETURN QUERY SELECT 'done', s.sign_in_id, s.agent_id, person, NULL::timestamptz
		FROM control.sign_in_start_by(sign_in_by_provider.token_hash, person,
			sign_in_by_provider.tenant_id, sign_in_by_provider.expires_at,
			sign_in_by_provider.user_agent, true, sign_in_by_provider.is_two_step) s;
	ELSE
		until := control.pending_sign_in_add(sign_in_by_provider.pending_hash, person,
			sign_in_by_provider.tenant_id, true);
		RETURN QUERY SELECT 'code', NULL::uuid, NULL::uuid, person, until WHERE until IS NOT NULL;
	END IF;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::uuid, NULL::uuid, NULL::uuid, NULL::timestamptz;
	END IF;
END $$;

GRANT EXECUTE ON FUNCTION control.sign_in_provider_get(uuid), control.sign_in_provider_wanted(uuid, uuid),
	control.provider_sign_in_begin(bytea, uuid, text, text), control.provider_sign_in_take(bytea),
	control.sign_in_by_provider(bytea, bytea, uuid, text, text, text, text, boolean, timestamptz, text)
	TO frontdesk_gateway;

-- --- for the tenant's admins --------------------------------------------------------------------

-- Sets the scope's tenant's provider: 'done', 'same' where nothing changes, or 'secret' where one must be given: a
-- secret is told to nobody but whom it was given for. Links are those of an issuer, and what is under way ends with
-- the client.
CREATE OR REPLACE FUNCTION control.scope_sign_in_provider_set(issuer text, client_id text, client_secret bytea,
	label text, is_required boolean, takes_unsaid_emails boolean, email_domains text[]) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	tenant CONSTANT uuid := control.scope_tenant_id();
	was control.sign_in_providers;
	wanted control.sign_in_providers;
BEGIN
	SELECT p.* INTO was FROM control.sign_in_providers p WHERE p.tenant_id = tenant FOR UPDATE;
	wanted := ROW(tenant, scope_sign_in_provider_set.issuer, scope_sign_in_provider_set.client_id,
		coalesce(scope_sign_in_provider_set.client_secret, was.client_secret), scope_sign_in_provider_set.label,
		scope_sign_in_provider_set.is_required, scope_sign_in_provider_set.takes_unsaid_emails, was.updated_at,
		scope_sign_in_provider_set.email_domains);
	IF wanted.client_secret IS NULL
		OR (scope_sign_in_provider_set.client_secret IS NULL AND was.issuer <> wanted.issuer)
	THEN
		RETURN 'secret';
	ELSIF wanted = was THEN
		RETURN 'same';
	END IF;
	IF (was.issuer, was.client_id) IS DISTINCT FROM (wanted.issuer, wanted.client_id) THEN
		DELETE FROM control.provider_sign_ins s WHERE s.tenant_id = tenant;
	END IF;
	IF was.issuer IS DISTINCT FROM wanted.issuer THEN
		DELETE FROM control.provider_links l WHERE l.tenant_id = tenant;
	END IF;
	INSERT INTO control.sign_in_providers AS p (tenant_id, issuer, client_id, client_secret, label, is_required,
		takes_unsaid_emails, email_domains)
	VALUES (tenant, wanted.issuer, wanted.client_id, wanted.client_secret, wanted.label, wanted.is_required,
		wanted.takes_unsaid_emails, wanted.email_domains)
	ON CONFLICT ON CONSTRAINT sign_in_providers_pkey DO UPDATE SET issuer = excluded.issuer,
		client_id = excluded.client_id, client_secret = excluded.client_secret, label = excluded.label,
		is_required = excluded.is_required, takes_unsaid_emails = excluded.takes_unsaid_emails,
		email_domains = excluded.email_domains, updated_at = now();
	RETURN 'done';
END $$;

-- The scope's tenant's provider, without its secret.
CREATE OR REPLACE FUNCTION control.scope_sign_in_provider()
RETURNS TABLE (issuer text, client_id text, label text, is_required boolean, takes_unsaid_emails boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT p.issuer::text, p.client_id::text, p.label::text, p.is_required, p.takes_unsaid_emails
	FROM control.sign_in_providers p WHERE p.tenant_id = control.scope_tenant_id()
$$;

-- Of which domains it takes addresses; none: of any.
CREATE OR REPLACE FUNCTION control.scope_sign_in_provider_domains() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT p.email_domains FROM control.sign_in_providers p WHERE p.tenant_id = control.scope_tenant_id()
$$;

-- Takes it away, and with it its links and what is under way: sign-ins that were begun by it go on.
CREATE OR REPLACE FUNCTION control.scope_sign_in_provider_drop() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM control.sign_in_providers p WHERE p.tenant_id = control.scope_tenant_id();
	RETURN FOUND;
END $$;

-- Whom the provider knows of the scope's tenant's people.
CREATE OR REPLACE FUNCTION control.scope_provider_links()
RETURNS TABLE (agent_id uuid, created_at timestamptz, last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT m.agent_id, l.created_at, l.last_used_at FROM control.provider_links l
	JOIN control.memberships m ON m.user_id = l.user_id AND m.tenant_id = l.tenant_id
	WHERE l.tenant_id = control.scope_tenant_id()
$$;

-- Forgets by what it knows one of them.
CREATE OR REPLACE FUNCTION control.scope_provider_unlink(agent_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM control.provider_links l USING control.memberships m
	WHERE l.tenant_id = control.scope_tenant_id() AND m.tenant_id = l.tenant_id AND m.user_id = l.user_id
		AND m.agent_id = scope_provider_unlink.agent_id;
	RETURN FOUND;
END $$;

GRANT EXECUTE ON FUNCTION control.scope_sign_in_provider(),
	control.scope_sign_in_provider_domains(),
	control.scope_sign_in_provider_set(text, text, bytea, text, boolean, boolean, text[]),
	control.scope_sign_in_provider_drop(), control.scope_provider_links(),
	control.scope_provider_unlink(uuid) TO frontdesk_tenant;
