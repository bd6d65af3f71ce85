-- Acts of a tenant's people that are done without its scope: they stand in its audit log all the same.

-- Notes an act in the transaction of what was done. Not for the gateway: the functions that do it call this.
CREATE OR REPLACE FUNCTION control.audit_note(tenant_id uuid, actor_type text, actor text, action text, target text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	EXECUTE format('INSERT INTO %I.audit_log (actor_type, actor_id, action, target_id) VALUES ($1, $2, $3, $4)',
		'tenant_' || replace(tenant_id::text, '-', ''))
	USING actor_type, actor, action, target;
END $$;

-- Notes what a person did to themselves, at each tenant that they work for or at one.
CREATE OR REPLACE FUNCTION control.audit_note_own(user_id uuid, action text, tenant_id uuid DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM control.audit_note(m.tenant_id, 'agent', m.agent_id::text, audit_note_own.action, m.agent_id::text)
	FROM control.memberships m
	WHERE m.user_id = audit_note_own.user_id
		AND (audit_note_own.tenant_id IS NULL OR m.tenant_id = audit_note_own.tenant_id);
END $$;

CREATE OR REPLACE FUNCTION control.sign_in_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM control.audit_note_own(NEW.user_id,
		CASE WHEN NEW.by_provider THEN 'agent.sign_in_provider' ELSE 'agent.sign_in' END, NEW.tenant_id);
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER sign_ins_note AFTER INSERT ON control.sign_ins
	FOR EACH ROW EXECUTE FUNCTION control.sign_in_note();
