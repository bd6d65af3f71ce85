-- Customers for whom the merchant vouches, and what they began before as somebody unknown.

-- Gives a customer what an anonymous visitor has begun, and answers those sessions. A session that the
-- customer has open elsewhere goes on, and the anonymous one ends. What is another customer's stays
-- theirs: browsers are shared. The visitor's lock waits for a start of theirs, or is waited for by it; of
-- two customers at once the first one gets all. Nothing that names anybody is left with the old id.
CREATE OR REPLACE FUNCTION visitor_merge(visitor text, customer text, name text, email text)
RETURNS uuid[] LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	v visitors;
	moved uuid[];
BEGIN
	SELECT * INTO v FROM visitors o WHERE o.visitor_id = visitor AND NOT o.is_verified
		AND NOT starts_with(o.visitor_id, 'c-') FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN '{}';
	END IF;
	PERFORM FROM chat_sessions s WHERE s.visitor_id = visitor
		OR (s.visitor_id = customer AND s.status <> 'ended')
	ORDER BY s.id FOR NO KEY UPDATE;
	moved := coalesce((SELECT array_agg(s.id) FROM chat_sessions s WHERE s.visitor_id = visitor), '{}');
	IF v.merged_into IS NOT NULL AND moved = '{}' THEN
		RETURN moved;
	END IF;
	PERFORM FROM support_tickets t WHERE t.visitor_id = visitor ORDER BY t.id FOR NO KEY UPDATE;
	WITH finished AS (
		UPDATE chat_sessions s SET status = 'ended', ended_by = 'system',
			ended_at = greatest(clock_timestamp(), s.last_message_at),
			duration_seconds = extract(epoch FROM now() - s.started_at)::integer,
			queue_position = NULL, transferred_to = NULL
		WHERE s.visitor_id = visitor AND s.status <> 'ended' AND EXISTS (
			SELECT FROM chat_sessions o WHERE o.visitor_id = customer AND o.status <> 'ended')
		RETURNING s.id
	)
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'system', 'identified', 'session.end', f.id FROM finished f;
	UPDATE chat_sessions s SET visitor_id = customer, visitor_verified = true,
		visitor_name = coalesce(visitor_merge.name, s.visitor_name),
		visitor_email = coalesce(visitor_merge.email, s.visitor_email)
	WHERE s.visitor_id = visitor;
	UPDATE conversations c SET visitor_id = customer WHERE c.visitor_id = visitor;
	UPDATE support_tickets t SET visitor_id = customer WHERE t.visitor_id = visitor;
	UPDATE visitors o SET merged_into = customer, identifier = NULL, name = NULL, email = NULL
	WHERE o.visitor_id = visitor;
	UPDATE visitors c SET name = coalesce(c.name, v.name), email = coalesce(c.email, v.email)
	WHERE c.visitor_id = customer;
	PERFORM visitor_attributes_merge(visitor, customer);
	PERFORM visitor_events_merge(visitor, customer);
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('visitor', visitor, 'visitor.identify', customer);
	RETURN moved;
END $$;

-- Locks what a proof may change: the customer, the anonymous visitor, then the sessions of both, which are
-- all of the customer's where their id gives way. Of each kind in the order of their ids, all of it before
-- anything is changed: who ends some of these sessions meanwhile does not wait in a ring.
CREATE OR REPLACE FUNCTION visitor_prove_lock(visitor text, proven text, former text, identifier text)
RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	customer CONSTANT text := customer_find(proven, visitor_prove_lock.identifier);
	is_renamed CONSTANT boolean := customer_gives_way(customer, former, proven);
	is_merged boolean;
BEGIN
	PERFORM FROM visitors o WHERE o.visitor_id = visitor AND NOT starts_with(o.visitor_id, 'c-')
	FOR NO KEY UPDATE;
	is_merged := FOUND;
	IF is_renamed THEN
		PERFORM FROM chat_sessions s
		WHERE s.visitor_id = ANY (ARRAY[customer, CASE WHEN is_merged THEN visitor END])
		ORDER BY s.id FOR NO KEY UPDATE;
	ELSIF is_merged THEN
		PERFORM FROM chat_sessions s WHERE s.visitor_id = visitor
			OR (s.visitor_id = customer AND s.status <> 'ended')
		ORDER BY s.id FOR NO KEY UPDATE;
	END IF;
END $$;

-- Makes a proven customer known, and theirs what the visitor began; what they are called now, and what else
-- is said of them, is shown of the session that they have open. Answers the customer's id, the one that gave way to it, and the
-- sessions that are not what they were: the open ones, then the newest.
CREATE OR REPLACE FUNCTION visitor_prove(visitor text, proven text, former text, identifier text, name text,
	email text) RETURNS TABLE (customer text, gave_way text, session_ids uuid[])
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	told_most CONSTANT bigint := 20;
	changed uuid[];
	attributes_at timestamptz;
	events_at timestamptz;
BEGIN
	PERFORM visitor_prove_lock(visitor, proven, former, visitor_prove.identifier);
	SELECT h.customer, h.gave_way INTO customer, gave_way
	FROM customer_hold(proven, former, identifier, name, email) h;
	changed := visitor_merge(visitor, customer, name, email);
	attributes_at := visitor_attributes_time(customer);
	events_at := visitor_events_time(customer);
	WITH named AS (
		UPDATE chat_sessions s SET visitor_name = coalesce(visitor_prove.name, s.visitor_name),
			visitor_email = coalesce(visitor_prove.email, s.visitor_email),
			visitor_attributes_at = attributes_at, visitor_events_at = events_at
		WHERE s.visitor_id = customer AND s.status <> 'ended' AND (gave_way IS NOT NULL
			OR s.visitor_attributes_at IS DISTINCT FROM attributes_at
			OR s.visitor_events_at IS DISTINCT FROM events_at
			OR s.visitor_name IS DISTINCT FROM coalesce(visitor_prove.name, s.visitor_name)
			OR s.visitor_email IS DISTINCT FROM coalesce(visitor_prove.email, s.visitor_email))
		RETURNING s.id
	)
	SELECT changed || array_agg(n.id) INTO changed FROM named n;
	session_ids := ARRAY(SELECT s.id FROM chat_sessions s WHERE s.id = ANY (changed)
		ORDER BY s.status = 'ended', s.started_at DESC LIMIT told_most);
	RETURN NEXT;
END $$;
