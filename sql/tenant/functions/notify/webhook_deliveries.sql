-- Delivering to webhooks: what is to be sent, and what became of it. An endpoint that has failed some times in a row
-- is tried by one delivery at a time, ever later, and the others wait for what comes of it: so it takes neither the
-- workers' time nor other endpoints'.

-- After so many failures in a row.
CREATE OR REPLACE FUNCTION webhook_holds_after() RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT 4 $$;

-- How long until a delivery is tried again, that failed so often: 5 s, 20 s, 80 s, 5, 21 and 85 minutes, then 4
-- hours; each time between a half of it and all.
CREATE OR REPLACE FUNCTION webhook_retry_after(attempts integer) RETURNS interval LANGUAGE sql VOLATILE AS $$
	SELECT make_interval(secs => least(14400, 5 * 4 ^ least(attempts - 1, 10)) * (0.5 + random() / 2))
$$;

-- The same for an endpoint that is held: from 5 s on, which doubles, up to 15 minutes.
CREATE OR REPLACE FUNCTION webhook_held_for(failures integer) RETURNS interval LANGUAGE sql VOLATILE AS $$
	SELECT make_interval(secs => least(900, 5 * 2 ^ least(failures - webhook_holds_after(), 10))
		* (0.5 + random() / 2))
$$;

-- Whether a delivery is to be sent now, and to whom: no row where it is not, and its job is finished. It may be
-- there no more, or be to come later.
CREATE OR REPLACE FUNCTION webhook_begin(delivery uuid, job uuid, fence bigint)
RETURNS TABLE (endpoint_id uuid, url text, secret bytea, former_secret bytea, event text, session_id uuid,
	message_id uuid, created_at timestamptz)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	d webhook_deliveries;
	w webhook_endpoints;
	later timestamptz;
BEGIN
	SELECT * INTO d FROM webhook_deliveries x WHERE x.id = delivery;
	SELECT * INTO w FROM webhook_endpoints x WHERE x.id = d.endpoint_id;
	IF d.state IS DISTINCT FROM 'pending' OR w.state IS DISTINCT FROM 'active' THEN
		UPDATE webhook_deliveries x SET state = 'failed', next_at = NULL
		WHERE x.id = delivery AND x.state = 'pending';
		PERFORM control.job_finish(job, fence);
		RETURN;
	END IF;
	IF w.failures >= webhook_holds_after() THEN
		UPDATE webhook_endpoints x SET held_until = now() + interval '20 seconds'
		WHERE x.id = w.id AND x.held_until <= now();
		IF NOT FOUND THEN
			later := greatest(now(), (SELECT x.held_until FROM webhook_endpoints x WHERE x.id = w.id))
				+ interval '20 seconds' * random();
			UPDATE webhook_deliveries x SET next_at = later WHERE x.id = delivery;
			PERFORM control.job_enqueue('notify.webhook', delivery, later);
			PERFORM control.job_finish(job, fence);
			RETURN;
		END IF;
	END IF;
	RETURN QUERY SELECT w.id, w.url, w.secret, CASE WHEN w.former_until > now() THEN w.former_secret END,
		d.event::text, d.session_id, d.message_id, d.created_at;
END $$;

-- Notes of an endpoint that it took something, or did not. One that has failed for a day is disabled,
-- and the tenant's admins are told by mail.
CREATE OR REPLACE FUNCTION webhook_note_endpoint(endpoint uuid, is_delivered boolean) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
	IF is_delivered THEN
		UPDATE webhook_endpoints w SET failing_since = NULL, failures = 0, held_until = NULL
		WHERE w.id = endpoint AND w.failures > 0;
		RETURN;
	END IF;
	UPDATE webhook_endpoints w SET failures = w.failures + 1, failing_since = coalesce(w.failing_since, now()),
		held_until = CASE WHEN w.failures + 1 >= webhook_holds_after()
			THEN now() + webhook_held_for(w.failures + 1) END
	WHERE w.id = endpoint;
	UPDATE webhook_endpoints w SET state = 'disabled', disabled_at = now(), is_given_up = true
	WHERE w.id = endpoint AND w.state = 'active' AND w.failing_since <= now() - interval '1 day';
	IF FOUND THEN
		INSERT INTO audit_log (actor_type, actor_id, action, target_id)
		VALUES ('system', 'failing', 'webhook.disable', endpoint);
		PERFORM mail_enqueue(gen_random_uuid(), 'notify.webhook_disabled',
			control.scope_user(a.user_id) ->> 'email', NULL, endpoint, NULL)
		FROM support_agents a WHERE a.role = 'admin' AND a.is_active;
	END IF;
END $$;

-- Notes what became of a delivery that was sent, and finishes its job; one that failed has another, until it has
-- been tried for a day.
CREATE OR REPLACE FUNCTION webhook_note(delivery uuid, job uuid, fence bigint, is_delivered boolean, status bigint,
	failure text, duration_ms bigint) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	d webhook_deliveries;
	ends timestamptz;
BEGIN
	SELECT * INTO d FROM webhook_deliveries x WHERE x.id = delivery;
	PERFORM webhook_note_endpoint(d.endpoint_id, is_delivered);
	ends := d.since + interval '1 day';
	UPDATE webhook_deliveries x SET attempts = x.attempts + 1, attempted_at = now(), last_status = status,
		failure = webhook_note.failure, duration_ms = webhook_note.duration_ms,
		state = CASE WHEN is_delivered THEN 'delivered' WHEN now() >= ends THEN 'failed' ELSE 'pending' END,
		next_at = CASE WHEN NOT is_delivered AND now() < ends
			THEN least(ends, now() + webhook_retry_after(x.attempts + 1)) END
	WHERE x.id = delivery
	RETURNING x.* INTO d;
	IF d.next_at IS NOT NULL THEN
		PERFORM control.job_enqueue('notify.webhook', delivery, d.next_at);
	END IF;
	PERFORM control.job_finish(job, fence);
END $$;

-- Has a delivery sent again that was delivered or failed: 'done', 'absent', or 'state' where it is under way, or its
-- endpoint disabled.
CREATE OR REPLACE FUNCTION webhook_send_again(endpoint uuid, delivery uuid, agent uuid) RETURNS text
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	d webhook_deliveries;
	w webhook_endpoints;
BEGIN
	SELECT * INTO w FROM webhook_endpoints x WHERE x.id = endpoint;
	SELECT * INTO d FROM webhook_deliveries x WHERE x.id = delivery AND x.endpoint_id = endpoint FOR UPDATE;
	IF w.id IS NULL OR d.id IS NULL THEN
		RETURN 'absent';
	ELSIF d.state = 'pending' OR w.state <> 'active' THEN
		RETURN 'state';
	END IF;
	UPDATE webhook_deliveries x SET state = 'pending', attempts = 0, since = now(), next_at = now()
	WHERE x.id = delivery;
	PERFORM control.job_enqueue('notify.webhook', delivery);
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', agent, 'webhook.resend', delivery);
	RETURN 'done';
END $$;
