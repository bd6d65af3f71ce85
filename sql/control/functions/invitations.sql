-- Invitations: an admin makes one within the tenant's scope; whoever has its token comes without any.

-- An Invitation, with the id of its mail for the tenant's functions, which show what became of that. Not for
-- the gateway.
CREATE OR REPLACE FUNCTION control.invitation_json(invitation_id uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT jsonb_build_object('id', i.id, 'email', i.typed_email, 'name', i.name, 'role', i.role,
		'createdAt', to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		'expiresAt', to_char(i.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
		'mailId', i.mail_id)
	FROM control.invitations i WHERE i.id = invitation_json.invitation_id
$$;

-- Invites somebody to the scope's tenant, in the place of an earlier invitation of the same address. Says
-- 'done', 'member' of who works there already, or 'full' where too many are invited.
CREATE OR REPLACE FUNCTION control.invitation_make(token_hash bytea, email text, typed_email text, name text,
	role text, invited_by uuid, expires_at timestamptz)
RETURNS TABLE (outcome text, invitation jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	invited_most CONSTANT bigint := 200;
	tenant uuid := control.scope_tenant_id();
	made control.invitations;
BEGIN
	IF EXISTS (SELECT FROM control.memberships m JOIN public.users u ON u.id = m.user_id
		WHERE m.tenant_id = tenant AND u.email = invitation_make.email)
	THEN
		RETURN QUERY SELECT 'member', NULL::jsonb;
		RETURN;
	ELSIF (SELECT count(*) FROM control.invitations i WHERE i.tenant_id = tenant) >= invited_most THEN
		RETURN QUERY SELECT 'full', NULL::jsonb;
		RETURN;
	END IF;
	INSERT INTO control.invitations AS i (token_hash, tenant_id, email, typed_email, name, role, invited_by,
		expires_at)
	VALUES (invitation_make.token_hash, tenant, invitation_make.email, invitation_make.typed_email,
		invitation_make.name, invitation_make.role, invitation_make.invited_by, invitation_make.expires_at)
	ON CONFLICT ON CONSTRAINT invitations_tenant_id_email_key DO UPDATE SET token_hash = excluded.token_hash,
		typed_email = excluded.typed_email, name = excluded.name, role = excluded.role,
		invited_by = excluded.invited_by, created_at = now(), expires_at = excluded.expires_at
	RETURNING i.* INTO made;
	PERFORM control.audit_note(tenant, 'agent', made.invited_by::text, 'invitation.send', made.id::text);
	RETURN QUERY SELECT 'done', control.invitation_json(made.id);
END $$;

-- Gives one of the scope's tenant another link, in the place of the one that it had. Says 'done', with the address
-- to which it is sent, 'absent', or 'member' of who works there by now.
CREATE OR REPLACE FUNCTION control.invitation_renew(id uuid, token_hash bytea, actor uuid, expires_at timestamptz)
RETURNS TABLE (outcome text, invitation jsonb, email text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	tenant uuid := control.scope_tenant_id();
	held control.invitations;
BEGIN
	SELECT i.* INTO held FROM control.invitations i
	WHERE i.id = invitation_renew.id AND i.tenant_id = tenant FOR UPDATE;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::jsonb, NULL::text;
		RETURN;
	ELSIF EXISTS (SELECT FROM control.memberships m JOIN public.users u ON u.id = m.user_id
		WHERE m.tenant_id = tenant AND u.email = held.email)
	THEN
		RETURN QUERY SELECT 'member', NULL::jsonb, NULL::text;
		RETURN;
	END IF;
	UPDATE control.invitations i SET token_hash = invitation_renew.token_hash, created_at = now(),
		invited_by = actor, expires_at = invitation_renew.expires_at
	WHERE i.id = held.id;
	PERFORM control.audit_note(tenant, 'agent', actor::text, 'invitation.send_again', held.id::text);
	RETURN QUERY SELECT 'done', control.invitation_json(held.id), held.email::text;
END $$;

-- Notes by which mail the link went out, NULL for none, and answers the Invitation.
CREATE OR REPLACE FUNCTION control.invitation_mail_set(id uuid, mail_id uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	UPDATE control.invitations i SET mail_id = invitation_mail_set.mail_id
	WHERE i.id = invitation_mail_set.id AND i.tenant_id = control.scope_tenant_id();
	RETURN control.invitation_json(invitation_mail_set.id);
END $$;

-- The mail of one of the scope's tenant; NULL where it has none.
CREATE OR REPLACE FUNCTION control.invitation_mail(id uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT i.mail_id FROM control.invitations i
	WHERE i.id = invitation_mail.id AND i.tenant_id = control.scope_tenant_id()
$$;

-- Those of the scope's tenant, newest first.
CREATE OR REPLACE FUNCTION control.invitation_list() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT jsonb_build_object('items', coalesce(
		jsonb_agg(control.invitation_json(i.id) ORDER BY i.created_at DESC, i.id), '[]'))
	FROM control.invitations i WHERE i.tenant_id = control.scope_tenant_id()
$$;

-- Takes one back; false where the scope's tenant has none such.
CREATE OR REPLACE FUNCTION control.invitation_drop(id uuid, actor uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	DELETE FROM control.invitations i
	WHERE i.id = invitation_drop.id AND i.tenant_id = control.scope_tenant_id();
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM control.audit_note(control.scope_tenant_id(), 'agent', actor::text, 'invitation.withdraw',
		invitation_drop.id::text);
	RETURN true;
END $$;

-- How many are invited to the scope's tenant and have not come yet.
CREATE OR REPLACE FUNCTION control.scope_invited() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT count(*) FROM control.invitations i
	WHERE i.tenant_id = control.scope_tenant_id() AND i.expires_at > now()
$$;

GRANT EXECUTE ON FUNCTION
	control.invitation_make(bytea, text, text, text, text, uuid, timestamptz), control.invitation_list(),
	control.invitation_renew(uuid, bytea, uuid, timestamptz), control.invitation_mail_set(uuid, uuid),
	control.invitation_mail(uuid), control.invitation_drop(uuid, uuid), control.scope_invited()
	TO frontdesk_tenant;

-- Those that hold, with the person whom the address names, if they work for anybody. Not for the gateway.
CREATE OR REPLACE VIEW control.valid_invitations AS
	SELECT i.id, i.token_hash, i.tenant_id, t.name AS tenant_name, i.email, i.typed_email, i.name, i.role,
		i.expires_at, u.id AS user_id, u.password_hash,
		EXISTS (SELECT FROM control.memberships m WHERE m.user_id = u.id) AS is_at_work
	FROM control.invitations i
	JOIN public.tenants t ON t.id = i.tenant_id
	LEFT JOIN public.users u ON u.email = i.email
	WHERE i.expires_at > now() AND t.status = 'active';

-- Whose invitation it is; no row where it does not hold. The password's hash is that of who has an account.
CREATE OR REPLACE FUNCTION control.invitation_find(token_hash bytea)
RETURNS TABLE (tenant_id uuid, tenant_name text, email text, typed_email text, name text, role text,
	password_hash text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY SELECT v.tenant_id, v.tenant_name::text, v.email::text, v.typed_email::text, v.name::text,
		v.role::text, CASE WHEN v.is_at_work THEN v.password_hash END
	FROM control.valid_invitations v WHERE v.token_hash = invitation_find.token_hash;
END $$;

-- The person who comes by an invitation: who works for somebody must have shown the password that they have,
-- which stays theirs; everybody else gets the one that they chose. NULL: that does not hold any more. Not for
-- the gateway.
CREATE OR REPLACE FUNCTION control.invitation_person(email text, name text, shown_hash text, new_hash text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	person public.users;
	is_at_work boolean;
BEGIN
	SELECT * INTO person FROM public.users u WHERE u.email = invitation_person.email FOR UPDATE;
	IF NOT FOUND THEN
		INSERT INTO public.users (email, name, password_hash, proven_at)
		SELECT invitation_person.email, invitation_person.name, new_hash, NULL WHERE new_hash IS NOT NULL
		RETURNING id INTO person.id;
		RETURN person.id;
	END IF;
	is_at_work := EXISTS (SELECT FROM control.memberships m WHERE m.user_id = person.id);
	IF is_at_work THEN
		RETURN CASE WHEN person.password_hash = shown_hash THEN person.id END;
	ELSIF new_hash IS NULL OR EXISTS (SELECT FROM control.imported_people p WHERE p.user_id = person.id) THEN
		RETURN NULL;
	END IF;
	UPDATE public.users u SET name = invitation_person.name, password_hash = new_hash, password_changed_at = now(),
		proven_at = NULL
	WHERE u.id = person.id;
	RETURN person.id;
END $$;

-- Makes somebody an agent by an invitation, which is over with that. Says 'done', or 'absent' where it does
-- not hold, or the password that was shown does not any more. Whoever imports people waits, or is waited for.
CREATE OR REPLACE FUNCTION control.invitation_accept(token_hash bytea, shown_hash text, new_hash text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	i control.invitations;
	person uuid;
	agent uuid;
BEGIN
	LOCK TABLE public.users IN ROW EXCLUSIVE MODE;
	SELECT o.* INTO i FROM control.invitations o WHERE o.token_hash = invitation_accept.token_hash
		AND EXISTS (SELECT FROM control.valid_invitations v WHERE v.id = o.id) FOR UPDATE OF o;
	IF NOT FOUND THEN
		RETURN 'absent';
	END IF;
	person := control.invitation_person(i.email, i.name, shown_hash, new_hash);
	IF person IS NULL OR EXISTS (SELECT FROM control.memberships m
		WHERE m.user_id = person AND m.tenant_id = i.tenant_id)
	THEN
		RETURN 'absent';
	END IF;
	EXECUTE format('INSERT INTO %I.support_agents (user_id, name, email, role) VALUES ($1, $2, $3, $4) RETURNING id',
		'tenant_' || replace(i.tenant_id::text, '-', ''))
	USING person, i.name, i.typed_email, i.role INTO agent;
	INSERT INTO control.memberships (user_id, tenant_id, agent_id, role)
	VALUES (person, i.tenant_id, agent, i.role);
	DELETE FROM control.invitations o WHERE o.id = i.id;
	PERFORM control.audit_note(i.tenant_id, 'agent', agent::text, 'invitation.accept', i.id::text);
	RETURN 'done';
END $$;

GRANT EXECUTE ON FUNCTION control.invitation_find(bytea), control.invitation_accept(bytea, text, text)
	TO frontdesk_gateway;
