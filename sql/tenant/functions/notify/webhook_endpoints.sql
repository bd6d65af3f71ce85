-- Webhook endpoints as their tenant's admins see and change them.

CREATE OR REPLACE FUNCTION webhook_json(w webhook_endpoints) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN jsonb_strip_nulls(jsonb_build_object('id', w.id, 'url', w.url, 'description', w.description,
		'events', w.events, 'state', w.state, 'isGivenUp', w.is_given_up,
		'disabledAt', chat_time(w.disabled_at), 'failingSince', chat_time(w.failing_since),
		'formerSecretUntil', CASE WHEN w.former_until > now() THEN chat_time(w.former_until) END,
		'createdAt', chat_time(w.created_at)));
END $$;

-- Makes one, or finds the one that the same request made before; NULL where there are as many as may be.
CREATE OR REPLACE FUNCTION webhook_create(endpoint uuid, url text, description text, events text[], secret bytea,
	agent uuid) RETURNS jsonb
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	most CONSTANT bigint := 20;
	made webhook_endpoints;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('webhook_create'), hashtext(current_schema()));
	IF (SELECT count(*) FROM webhook_endpoints w WHERE w.id <> endpoint) >= most THEN
		RETURN NULL;
	END IF;
	INSERT INTO webhook_endpoints AS w (id, url, description, events, secret)
	VALUES (endpoint, webhook_create.url, webhook_create.description, webhook_create.events,
		webhook_create.secret)
	ON CONFLICT (id) DO UPDATE SET secret = excluded.secret
	RETURNING w.* INTO made;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', agent, 'webhook.create', endpoint);
	RETURN webhook_json(made);
END $$;

-- Changes what is given. Whoever gives it another address, or enables it, begins anew: what failed before is
-- forgotten.
CREATE OR REPLACE FUNCTION webhook_change(endpoint uuid, url text, description text, events text[], state text,
	agent uuid) RETURNS jsonb
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	w webhook_endpoints;
	is_anew boolean;
BEGIN
	SELECT * INTO w FROM webhook_endpoints x WHERE x.id = endpoint FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	is_anew := w.url <> webhook_change.url OR (w.state = 'disabled' AND webhook_change.state = 'active');
	UPDATE webhook_endpoints x SET url = coalesce(webhook_change.url, x.url),
		description = coalesce(webhook_change.description, x.description),
		events = coalesce(webhook_change.events, x.events), state = coalesce(webhook_change.state, x.state),
		disabled_at = CASE coalesce(webhook_change.state, x.state)
			WHEN 'disabled' THEN coalesce(x.disabled_at, now()) END,
		is_given_up = x.is_given_up AND webhook_change.state IS DISTINCT FROM 'active',
		failing_since = CASE WHEN is_anew THEN NULL ELSE x.failing_since END,
		failures = CASE WHEN is_anew THEN 0 ELSE x.failures END,
		held_until = CASE WHEN is_anew THEN NULL ELSE x.held_until END, updated_at = now()
	WHERE x.id = endpoint
	RETURNING x.* INTO w;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', agent, CASE webhook_change.state WHEN 'active' THEN 'webhook.enable'
		WHEN 'disabled' THEN 'webhook.disable' ELSE 'webhook.change' END, endpoint);
	RETURN webhook_json(w);
END $$;
