-- What becomes of tickets. Whoever locks a ticket has locked its visitor and its session before, and of several
-- tickets they are locked in the order of their ids.

-- Holds tickets, so that they can be changed more than once.
CREATE OR REPLACE FUNCTION ticket_hold(tickets uuid[]) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	PERFORM FROM visitors v WHERE v.visitor_id IN (SELECT t.visitor_id FROM support_tickets t WHERE t.id = ANY (tickets))
	ORDER BY v.visitor_id FOR KEY SHARE;
	PERFORM FROM chat_sessions s WHERE s.id IN (SELECT t.session_id FROM support_tickets t WHERE t.id = ANY (tickets))
	ORDER BY s.id FOR KEY SHARE;
	PERFORM FROM support_tickets t WHERE t.id = ANY (tickets) ORDER BY t.id FOR NO KEY UPDATE;
END $$;

-- Whether a status may follow another. What is closed is opened again by an admin alone.
CREATE OR REPLACE FUNCTION ticket_may_become(before text, after text, is_admin boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
	SELECT before = after OR CASE before WHEN 'closed' THEN is_admin AND after = 'open'
		WHEN 'resolved' THEN after IN ('open', 'closed') ELSE after <> 'closed' END
$$;

-- What differs between two pictures of a ticket: {"status": ["open", "resolved"]}. Of what may be somebody's own
-- words there is only that it differs.
CREATE OR REPLACE FUNCTION ticket_differences(before support_tickets, after support_tickets) RETURNS jsonb
LANGUAGE sql STABLE AS $$
	SELECT coalesce(jsonb_object_agg(d.name, CASE WHEN d.is_text THEN '[]' ELSE jsonb_build_array(d.was, d.now) END)
		FILTER (WHERE d.was IS DISTINCT FROM d.now), '{}')
	FROM (VALUES ('subject', true, to_jsonb(before.subject), to_jsonb(after.subject)),
		('status', false, to_jsonb(before.status), to_jsonb(after.status)),
		('snoozedUntil', false, to_jsonb(chat_time(before.snoozed_until)), to_jsonb(chat_time(after.snoozed_until))),
		('priority', false, to_jsonb(before.priority), to_jsonb(after.priority)),
		('assignedAgentId', false, to_jsonb(before.assigned_agent_id), to_jsonb(after.assigned_agent_id)),
		('teamId', false, to_jsonb(before.team_id), to_jsonb(after.team_id)),
		('tags', false, to_jsonb(before.tags), to_jsonb(after.tags)),
		('fields', true, before.fields, after.fields),
		('visitorId', true, to_jsonb(before.visitor_id), to_jsonb(after.visitor_id)),
		('requesterName', true, to_jsonb(before.requester_name), to_jsonb(after.requester_name)),
		('requesterEmail', true, to_jsonb(before.requester_email), to_jsonb(after.requester_email)),
		('requesterPhone', true, to_jsonb(before.requester_phone), to_jsonb(after.requester_phone)),
		('mergedInto', false, to_jsonb(before.merged_into), to_jsonb(after.merged_into)))
		AS d (name, is_text, was, now)
$$;

-- Notes a ticket that was made (`before` is NULL then), or changed, in its history; every change passes here, in its
-- transaction, once its row is what it is to be. `is_rule`: nobody did it, a rule has.
CREATE OR REPLACE FUNCTION ticket_note_change(before support_tickets, after support_tickets, actor_type text,
	actor_id text, is_rule boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO ticket_history (ticket_id, actor_type, actor_id, version, changes)
	VALUES (after.id, ticket_note_change.actor_type, ticket_note_change.actor_id, after.version,
		ticket_differences(before, after));
	PERFORM webhooks_tell_about(CASE WHEN before.id IS NULL THEN 'ticket_created' ELSE 'ticket_updated' END, after.id,
		NULL, NULL);
	IF after.status = 'resolved' AND before.status <> 'resolved' THEN
		PERFORM webhooks_tell_about('ticket_resolved', after.id, NULL, NULL);
		PERFORM csat_ticket_resolved(after.id, is_rule);
	ELSIF before.status IN ('resolved', 'closed') AND after.status NOT IN ('resolved', 'closed')
		OR before.merged_into IS DISTINCT FROM after.merged_into THEN
		PERFORM csat_ticket_reopened(after.id);
	END IF;
END $$;

-- Tags as they are kept: each once, in the order in which they came. They are proposed from now on.
CREATE OR REPLACE FUNCTION ticket_tags_take(tags jsonb) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	taken text[];
BEGIN
	taken := ARRAY(SELECT g.tag FROM jsonb_array_elements_text(tags) WITH ORDINALITY AS g (tag, place)
		GROUP BY g.tag ORDER BY min(g.place));
	INSERT INTO ticket_tags (name) SELECT g.tag FROM unnest(taken) AS g (tag)
	WHERE NOT EXISTS (SELECT FROM ticket_tags k WHERE k.name = g.tag) ORDER BY g.tag ON CONFLICT DO NOTHING;
	RETURN taken;
END $$;

-- Whether a text is a day of the calendar, as 2026-11-30.
CREATE OR REPLACE FUNCTION ticket_is_day(day text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN day ~ '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}$' THEN right(day, 2)::integer BETWEEN 1
		AND extract(day FROM (left(day, 8) || '01')::date + interval '1 month - 1 day') ELSE false END
$$;

-- Whether a value is one that a field of the tenant may have.
CREATE OR REPLACE FUNCTION ticket_field_fits(f ticket_fields, value jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE f.kind WHEN 'checkbox' THEN jsonb_typeof(value) = 'boolean'
		WHEN 'number' THEN jsonb_typeof(value) = 'number'
		WHEN 'choice' THEN value #>> '{}' = ANY (f.choices)
		WHEN 'date' THEN jsonb_typeof(value) = 'string' AND ticket_is_day(value #>> '{}')
		ELSE jsonb_typeof(value) = 'string' END
$$;

-- Whether all of these are fields of the tenant, each with what it may have; null takes one away, also of a field that
-- is no more.
CREATE OR REPLACE FUNCTION ticket_fields_fit(fields jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT NOT EXISTS (SELECT FROM jsonb_each(fields) AS e (key, value) LEFT JOIN ticket_fields f ON f.key = e.key
		WHERE e.value <> 'null' AND (f.id IS NULL OR NOT ticket_field_fits(f, e.value)))
$$;

-- What a ticket has of the fields that there are: of one that was deleted nothing, nor what another kind of field had
-- under its key. A choice that can be chosen no more is still what was chosen.
CREATE OR REPLACE FUNCTION ticket_fields_shown(fields jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN CASE WHEN fields = '{}' THEN fields ELSE (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}')
		FROM jsonb_each(fields) AS e (key, value) JOIN ticket_fields f ON f.key = e.key
		WHERE ticket_field_fits(f, e.value) OR f.kind = 'choice' AND jsonb_typeof(e.value) = 'string') END;
END $$;

-- Whether a field is empty that must not be where a ticket is resolved.
CREATE OR REPLACE FUNCTION ticket_lacks_field(fields jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT EXISTS (SELECT FROM ticket_fields f
		WHERE f.is_required AND coalesce(fields -> f.key, '""') IN ('""', 'false'))
$$;

-- A ticket with what is given of it; the members are those of requests, and were judged.
CREATE OR REPLACE FUNCTION ticket_with(t support_tickets, given jsonb) RETURNS support_tickets LANGUAGE plpgsql AS $$
BEGIN
	t.subject := coalesce(given ->> 'subject', t.subject);
	t.status := coalesce(given ->> 'status', t.status);
	t.priority := coalesce(given ->> 'priority', t.priority);
	IF given ? 'snoozedUntil' THEN t.snoozed_until := (given ->> 'snoozedUntil')::timestamptz; END IF;
	IF given ? 'assignedAgentId' THEN t.assigned_agent_id := (given ->> 'assignedAgentId')::uuid; END IF;
	IF given ? 'teamId' THEN t.team_id := (given ->> 'teamId')::uuid; END IF;
	IF given ? 'visitorId' THEN t.visitor_id := given ->> 'visitorId'; END IF;
	IF given ? 'requesterName' THEN t.requester_name := given ->> 'requesterName'; END IF;
	IF given ? 'requesterEmail' THEN t.requester_email := given ->> 'requesterEmail'; END IF;
	IF given ? 'requesterPhone' THEN t.requester_phone := given ->> 'requesterPhone'; END IF;
	IF given ? 'tags' THEN t.tags := ticket_tags_take(given -> 'tags'); END IF;
	IF given ? 'fields' THEN t.fields := jsonb_strip_nulls(t.fields || (given -> 'fields')); END IF;
	IF t.status <> 'snoozed' THEN t.snoozed_until := NULL; END IF;
	RETURN t;
END $$;

-- Why a ticket may not have what is given; NULL: it may.
CREATE OR REPLACE FUNCTION ticket_refusal(before support_tickets, after support_tickets, given jsonb, is_admin boolean)
RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN before.merged_into IS NOT NULL THEN 'merged'
		WHEN before.status IS NOT NULL AND NOT ticket_may_become(before.status, after.status, is_admin) THEN 'state'
		WHEN after.status = 'snoozed' AND (after.snoozed_until IS NULL OR (given ? 'snoozedUntil'
			AND (after.snoozed_until <= now() OR after.snoozed_until > now() + interval '366 days'))) THEN 'until'
		WHEN given ->> 'snoozedUntil' IS NOT NULL AND after.status <> 'snoozed' THEN 'awake'
		WHEN given ->> 'assignedAgentId' IS NOT NULL AND NOT EXISTS (SELECT FROM support_agents a
			WHERE a.id = after.assigned_agent_id AND a.is_active) THEN 'agent'
		WHEN given ->> 'teamId' IS NOT NULL AND ticket_team_json(after.team_id) IS NULL THEN 'team'
		WHEN given ->> 'visitorId' IS NOT NULL AND NOT EXISTS (SELECT FROM visitors v
			WHERE v.visitor_id = after.visitor_id AND v.merged_into IS NULL) THEN 'visitor'
		WHEN given ? 'fields' AND NOT ticket_fields_fit(given -> 'fields') THEN 'fields'
		WHEN after.status = 'resolved' AND before.status IS DISTINCT FROM 'resolved'
			AND ticket_lacks_field(ticket_fields_shown(after.fields)) THEN 'required' END
$$;

-- Stores a ticket as it is now, and notes it. What stands on its status is kept here, and nowhere else.
CREATE OR REPLACE FUNCTION ticket_store(before support_tickets, after support_tickets, actor_type text, actor_id text,
	is_rule boolean) RETURNS support_tickets LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	IF after.status = 'resolved' AND before.status <> 'resolved' THEN
		after.resolution_number := after.resolution_number + 1;
		after.resolved_at := clock_timestamp();
		after.resolved_by := CASE WHEN actor_type = 'agent' THEN agent_of('agent', actor_id) END;
	ELSIF after.status NOT IN ('resolved', 'closed') THEN
		after.resolved_at := NULL;
		after.resolved_by := NULL;
	ELSE
		after.resolved_at := coalesce(after.resolved_at, clock_timestamp());
	END IF;
	IF after.snoozed_until IS DISTINCT FROM before.snoozed_until AND after.snoozed_until IS NOT NULL THEN
		PERFORM control.job_enqueue('tickets.wake', after.id, after.snoozed_until);
	END IF;
	UPDATE support_tickets t SET subject = after.subject, status = after.status, snoozed_until = after.snoozed_until,
		priority = after.priority, visitor_id = after.visitor_id, requester_name = after.requester_name,
		requester_email = after.requester_email, requester_phone = after.requester_phone,
		assigned_agent_id = after.assigned_agent_id,
		team_id = after.team_id, tags = after.tags, fields = after.fields, merged_into = after.merged_into,
		resolution_number = after.resolution_number, resolved_at = after.resolved_at,
		resolved_by = after.resolved_by, version = t.version + 1, updated_at = clock_timestamp()
	WHERE t.id = after.id RETURNING t.* INTO after;
	PERFORM ticket_note_change(before, after, ticket_store.actor_type, ticket_store.actor_id, is_rule);
	RETURN after;
END $$;

-- Carries out a change of a ticket that stands at `version`, or at any where that is NULL: 'done' with the ticket,
-- 'conflict' with the ticket as somebody else has left it, or why not. What changes nothing makes no version. New tags
-- are taken before the ticket is: of two who give them to several tickets one waits for the other, and has none yet.
CREATE OR REPLACE FUNCTION ticket_change(ticket uuid, version bigint, actor_type text, actor_id text, is_admin boolean,
	given jsonb) RETURNS TABLE (outcome text, changed support_tickets)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	before support_tickets;
	after support_tickets;
BEGIN
	IF given ? 'tags' THEN
		PERFORM ticket_tags_take(given -> 'tags');
	END IF;
	SELECT * INTO before FROM support_tickets t WHERE t.id = ticket FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		outcome := 'absent';
	ELSIF before.version <> ticket_change.version THEN
		outcome := 'conflict';
		changed := before;
	ELSE
		after := ticket_with(before, given);
		outcome := coalesce(ticket_refusal(before, after, given, is_admin), 'done');
		changed := CASE WHEN outcome <> 'done' THEN before
			WHEN after IS NOT DISTINCT FROM before THEN before
			ELSE ticket_store(before, after, ticket_change.actor_type, ticket_change.actor_id, false) END;
	END IF;
	RETURN NEXT;
END $$;
