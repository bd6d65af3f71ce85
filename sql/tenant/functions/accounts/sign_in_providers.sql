-- The provider by which the tenant's people sign in, as admins see and change it.

-- {provider, links}; without the provider where there is none.
CREATE OR REPLACE FUNCTION sign_in_provider_json() RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object(
		'provider', (SELECT jsonb_build_object('issuer', p.issuer, 'clientId', p.client_id, 'label', p.label,
				'isRequired', p.is_required, 'takesUnsaidEmails', p.takes_unsaid_emails,
				'emailDomains', to_jsonb(control.scope_sign_in_provider_domains()))
			FROM control.scope_sign_in_provider() p),
		'links', (SELECT coalesce(jsonb_agg(l.link ORDER BY l.name, l.id), '[]')
			FROM (SELECT a.name, a.id, jsonb_build_object('agent', agent_json(a.id, 'agent'),
					'createdAt', chat_time(s.created_at), 'lastUsedAt', chat_time(s.last_used_at)) AS link
				FROM control.scope_provider_links() s JOIN support_agents a ON a.id = s.agent_id
				ORDER BY a.name, a.id LIMIT 500) l)))
$$;

CREATE OR REPLACE FUNCTION sign_in_provider_set(agent uuid, issuer text, client_id text, client_secret bytea,
	label text, is_required boolean, takes_unsaid_emails boolean, email_domains text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome CONSTANT text := control.scope_sign_in_provider_set(issuer, client_id, client_secret, label,
		is_required, takes_unsaid_emails, email_domains);
BEGIN
	IF outcome = 'done' THEN
		INSERT INTO audit_log (actor_type, actor_id, action)
		VALUES ('agent', agent, 'tenant.sign_in_provider');
	END IF;
	RETURN outcome;
END $$;

CREATE OR REPLACE FUNCTION sign_in_provider_drop(agent uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF NOT control.scope_sign_in_provider_drop() THEN
		RETURN false;
	END IF;
	INSERT INTO audit_log (actor_type, actor_id, action)
	VALUES ('agent', agent, 'tenant.sign_in_provider_off');
	RETURN true;
END $$;

CREATE OR REPLACE FUNCTION provider_unlink(actor uuid, agent uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF NOT control.scope_provider_unlink(agent) THEN
		RETURN false;
	END IF;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', actor, 'agent.provider_unlink', agent);
	RETURN true;
END $$;
