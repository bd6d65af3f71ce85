-- What becomes of tickets by rules, and by time.

-- A chat that nobody answered becomes a ticket where the tenant wants that, in the transaction in which it ends. One in
-- which nothing was said becomes none, nor one that goes on under another name; consoles are told by a job.
CREATE OR REPLACE FUNCTION ticket_of_unanswered_chat() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
	t support_tickets;
BEGIN
	IF NOT (SELECT k.unanswered_becomes_ticket FROM ticket_settings k)
		OR EXISTS (SELECT FROM support_tickets k WHERE k.session_id = NEW.id)
		OR NOT EXISTS (SELECT FROM chat_messages m WHERE m.session_id = NEW.id) THEN
		RETURN NULL;
	END IF;
	t := ticket_insert(ticket_of_chat(NEW, gen_random_uuid(), NULL), NULL, 'system', 'unanswered', true);
	PERFORM control.job_enqueue('tickets.tell', t.id);
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER chat_sessions_unanswered AFTER UPDATE OF status ON chat_sessions
	FOR EACH ROW WHEN (NEW.status = 'ended' AND OLD.status <> 'ended' AND NEW.first_response_at IS NULL
		AND (NEW.ended_by <> 'system' OR NEW.end_reason IS NOT NULL))
	EXECUTE FUNCTION ticket_of_unanswered_chat();

-- Gives a ticket another status, since a rule says so; its digest.
CREATE OR REPLACE FUNCTION ticket_by_rule(before support_tickets, status text, rule text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
	after support_tickets := before;
BEGIN
	after.status := ticket_by_rule.status;
	after.snoozed_until := NULL;
	RETURN ticket_digest(ticket_store(before, after, 'system', rule, true));
END $$;

-- Opens a ticket that has slept as long as it was to; NULL where it is awake, gone, or sleeps on.
CREATE OR REPLACE FUNCTION ticket_wake(ticket uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	t support_tickets;
BEGIN
	SELECT * INTO t FROM support_tickets k
	WHERE k.id = ticket AND k.status = 'snoozed' AND k.snoozed_until <= now() FOR NO KEY UPDATE;
	RETURN CASE WHEN FOUND THEN ticket_by_rule(t, 'open', 'snoozed') END;
END $$;

-- Closes what was resolved long enough ago, so many at most, the oldest first; answers their digests.
CREATE OR REPLACE FUNCTION tickets_close(most bigint) RETURNS SETOF jsonb
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	days CONSTANT integer := (SELECT s.close_after_days FROM ticket_settings s);
	closing uuid[] := ARRAY(SELECT k.id FROM support_tickets k
		WHERE k.status = 'resolved' AND k.resolved_at <= now() - make_interval(days => days)
		ORDER BY k.resolved_at LIMIT most);
	t support_tickets;
BEGIN
	FOR t IN SELECT k.* FROM support_tickets k WHERE k.id = ANY (closing) AND k.status = 'resolved'
		AND k.resolved_at <= now() - make_interval(days => days) ORDER BY k.id FOR NO KEY UPDATE
	LOOP
		RETURN NEXT ticket_by_rule(t, 'closed', 'closed');
	END LOOP;
END $$;

-- The same as a step of a job, behind which there is another where there may be more, unless it is to be the last.
CREATE OR REPLACE FUNCTION tickets_close_step(most bigint, is_last boolean, job_id uuid, fence bigint, lease_s bigint)
RETURNS TABLE (digest jsonb, is_more boolean) LANGUAGE plpgsql AS $$
DECLARE
	digests CONSTANT jsonb[] := ARRAY(SELECT tickets_close(most));
	goes_on CONSTANT boolean := NOT is_last AND cardinality(digests) >= most;
BEGIN
	IF goes_on THEN
		PERFORM control.job_advance(tickets_close_step.job_id, tickets_close_step.fence, lease_s::integer);
	ELSE
		PERFORM control.job_finish(tickets_close_step.job_id, tickets_close_step.fence);
	END IF;
	RETURN QUERY SELECT d, goes_on FROM unnest(digests) d;
END $$;
