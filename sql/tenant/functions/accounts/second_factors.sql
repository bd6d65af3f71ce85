-- What is done to second factors, and stands in the audit log.

CREATE OR REPLACE FUNCTION second_factor_note(actor uuid, what text, target uuid) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', actor, 'agent.' || what, target)
$$;

CREATE OR REPLACE FUNCTION second_factor_confirm(agent uuid, person uuid, sign_in uuid, secret bytea,
	step bigint, code_hashes text[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF NOT control.scope_second_factor_confirm(person, sign_in, secret, step, code_hashes) THEN
		RETURN false;
	END IF;
	PERFORM second_factor_note(agent, 'second_factor_on', agent);
	RETURN true;
END $$;

CREATE OR REPLACE FUNCTION recovery_codes_make(agent uuid, person uuid, step bigint, code_hashes text[])
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF NOT control.scope_recovery_codes_make(person, step, code_hashes) THEN
		RETURN false;
	END IF;
	PERFORM second_factor_note(agent, 'recovery_codes', agent);
	RETURN true;
END $$;

CREATE OR REPLACE FUNCTION second_factor_off(agent uuid, person uuid, step bigint, code_hashes text[])
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF NOT control.scope_second_factor_off(person, step, code_hashes) THEN
		RETURN false;
	END IF;
	PERFORM second_factor_note(agent, 'second_factor_off', agent);
	RETURN true;
END $$;

-- Takes a colleague's away: 'done', with who they are, or why it is refused.
CREATE OR REPLACE FUNCTION second_factor_reset(actor uuid, agent uuid)
RETURNS TABLE (outcome text, user_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
	SELECT control.scope_second_factor_reset(a.user_id), a.user_id INTO outcome, user_id
	FROM support_agents a WHERE a.id = agent;
	outcome := coalesce(outcome, 'absent');
	IF outcome = 'done' THEN
		PERFORM second_factor_note(actor, 'second_factor_reset', agent);
	END IF;
	RETURN NEXT;
END $$;

-- Of which roles a second factor is wanted from now on.
CREATE OR REPLACE FUNCTION security_settings_change(agent uuid, roles text[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
	IF control.scope_second_factor_roles_set(roles) THEN
		INSERT INTO audit_log (actor_type, actor_id, action)
		VALUES ('agent', agent, 'tenant.security');
	END IF;
	RETURN jsonb_build_object('secondFactorRoles', to_jsonb(roles));
END $$;
