-- Forgotten passwords. Who asks is answered before anybody looks whose the address is: a job does, and another
-- one, in the scope of a tenant of that person, writes the mail.

CREATE OR REPLACE FUNCTION control.password_ask(id uuid, address bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO control.password_asks (id, address) VALUES (password_ask.id, password_ask.address);
	PERFORM control.job_put(NULL, 'accounts.forgotten', password_ask.id, now());
END $$;

-- No row when the job has looked already.
CREATE OR REPLACE FUNCTION control.password_ask_get(id uuid) RETURNS TABLE (address bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT a.address FROM control.password_asks a WHERE a.id = password_ask_get.id
$$;

-- In whose name somebody is written to: the tenant to which they signed in last, or for which they have worked
-- longest, of those to which they may sign in, and by a password. No row where there is none: of nobody too. Not for
-- the gateway.
CREATE OR REPLACE FUNCTION control.password_sender(user_id uuid) RETURNS TABLE (tenant_id uuid, agent_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT t.tenant_id, t.agent_id FROM control.user_tenants(password_sender.user_id) t
	JOIN control.memberships m ON m.user_id = password_sender.user_id AND m.tenant_id = t.tenant_id
	WHERE control.sign_in_provider_wanted(m.user_id, m.tenant_id) IS NULL
	ORDER BY (SELECT max(s.last_seen_at) FROM control.sign_ins s
		WHERE s.user_id = m.user_id AND s.tenant_id = m.tenant_id AND NOT s.by_provider) DESC NULLS LAST,
		m.created_at, m.tenant_id
	LIMIT 1
$$;

-- Has somebody mailed a link, where the address is anybody's who may sign in by a password, and the last hour has not seen four of
-- them; finishes the job.
CREATE OR REPLACE FUNCTION control.password_ask_answer(id uuid, email text, job_id uuid, fence bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	hourly_most CONSTANT bigint := 4;
	person uuid;
	sender record;
	made uuid;
BEGIN
	DELETE FROM control.password_asks a WHERE a.id = password_ask_answer.id;
	SELECT u.id INTO person FROM public.users u WHERE u.email = password_ask_answer.email FOR NO KEY UPDATE;
	SELECT * INTO sender FROM control.password_sender(person);
	IF sender.tenant_id IS NOT NULL AND (SELECT count(*) FROM control.password_resets r
		WHERE r.user_id = person AND r.created_at > now() - interval '1 hour') < hourly_most
	THEN
		INSERT INTO control.password_resets (user_id) VALUES (person) RETURNING id INTO made;
		PERFORM control.job_put(sender.tenant_id, 'accounts.password_mail', made, now());
		PERFORM control.audit_note(sender.tenant_id, 'system', 'forgotten', 'agent.password_mail',
			sender.agent_id::text);
	END IF;
	PERFORM control.job_finish(job_id, fence);
END $$;

GRANT EXECUTE ON FUNCTION control.password_ask(uuid, bytea), control.password_ask_get(uuid),
	control.password_ask_answer(uuid, text, uuid, bigint) TO frontdesk_gateway;

-- Makes a link good, once and for half an hour; answers to whom it is mailed, NULL where that is nobody any more.
CREATE OR REPLACE FUNCTION control.scope_password_reset_begin(id uuid, token_hash bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	recipient text;
BEGIN
	UPDATE control.password_resets r
	SET token_hash = scope_password_reset_begin.token_hash, expires_at = now() + interval '30 minutes'
	FROM public.users u JOIN control.memberships m ON m.user_id = u.id
	WHERE r.id = scope_password_reset_begin.id AND r.token_hash IS NULL AND u.id = r.user_id AND m.is_active
		AND m.tenant_id = control.scope_tenant_id()
	RETURNING u.email INTO recipient;
	RETURN recipient;
END $$;
GRANT EXECUTE ON FUNCTION control.scope_password_reset_begin(uuid, bytea) TO frontdesk_tenant;

-- Those that hold, of who may sign in somewhere by a password. Not for the gateway.
CREATE OR REPLACE VIEW control.valid_password_resets AS
	SELECT r.token_hash, r.user_id, u.email FROM control.password_resets r
	JOIN public.users u ON u.id = r.user_id
	WHERE r.expires_at > now() AND EXISTS (SELECT FROM control.password_sender(r.user_id));

-- Whose link it is; no row where it does not hold.
CREATE OR REPLACE FUNCTION control.password_reset_find(token_hash bytea) RETURNS TABLE (email text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY SELECT v.email::text FROM control.valid_password_resets v
	WHERE v.token_hash = password_reset_find.token_hash;
END $$;

-- Gives whoever has a link the password that they chose, and ends their sign-ins; answers who they are and all
-- the tenants that they work for, no row where the link does not hold. Of two who come with it at once the
-- second waits, and finds it gone with the password on which it rested.
CREATE OR REPLACE FUNCTION control.password_reset_use(token_hash bytea, password_hash text)
RETURNS TABLE (user_id uuid, tenant_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
	person uuid;
BEGIN
	SELECT u.id INTO person FROM public.users u
	WHERE u.id IN (SELECT v.user_id FROM control.valid_password_resets v
		WHERE v.token_hash = password_reset_use.token_hash) FOR NO KEY UPDATE;
	IF NOT EXISTS (SELECT FROM control.valid_password_resets v
		WHERE v.token_hash = password_reset_use.token_hash AND v.user_id = person)
	THEN
		RETURN;
	END IF;
	PERFORM control.user_prove(person, password_reset_use.password_hash);
	PERFORM control.audit_note_own(person, 'agent.password_reset');
	RETURN QUERY SELECT m.user_id, m.tenant_id FROM control.memberships m WHERE m.user_id = person;
END $$;

GRANT EXECUTE ON FUNCTION control.password_reset_find(bytea), control.password_reset_use(bytea, text)
	TO frontdesk_gateway;

-- A link rests on the password that was forgotten: another one, whoever sets it, ends all.
CREATE OR REPLACE FUNCTION control.password_resets_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM control.password_resets r WHERE r.user_id = NEW.id;
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER password_resets_end AFTER UPDATE OF password_hash ON public.users
	FOR EACH ROW EXECUTE FUNCTION control.password_resets_end();
