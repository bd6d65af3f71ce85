-- Tickets that are one, and many that are changed at once.

-- Merges a ticket into another, which goes on with what was said in both: 'done' with the other one, 'conflict' with the
-- one that somebody else has changed, or why not. Those that were merged into the first are merged into the other.
CREATE OR REPLACE FUNCTION ticket_merge(ticket uuid, version bigint, other uuid, other_version bigint, agent uuid)
RETURNS TABLE (outcome text, merged support_tickets, kept support_tickets)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	before support_tickets;
BEGIN
	PERFORM ticket_hold(ARRAY[ticket, other]);
	SELECT * INTO merged FROM support_tickets t WHERE t.id = ticket;
	SELECT * INTO kept FROM support_tickets t WHERE t.id = other;
	outcome := CASE WHEN merged.id IS NULL OR kept.id IS NULL THEN 'absent'
		WHEN ticket = other THEN 'same'
		WHEN merged.version <> ticket_merge.version OR kept.version <> other_version THEN 'conflict'
		WHEN merged.merged_into IS NOT NULL OR kept.merged_into IS NOT NULL THEN 'merged'
		WHEN kept.status = 'closed' THEN 'state' ELSE 'done' END;
	IF outcome = 'conflict' AND kept.version = other_version THEN
		kept := merged;
	ELSIF outcome = 'done' THEN
		UPDATE support_tickets t SET merged_into = other WHERE t.merged_into = ticket;
		before := merged;
		merged.status := 'closed';
		merged.snoozed_until := NULL;
		merged.merged_into := other;
		merged := ticket_store(before, merged, 'agent', agent::text, false);
		before := kept;
		kept.tags := ticket_tags_take(to_jsonb(kept.tags || merged.tags));
		kept.requester_name := coalesce(kept.requester_name, merged.requester_name);
		kept.requester_email := coalesce(kept.requester_email, merged.requester_email);
		kept.visitor_id := coalesce(kept.visitor_id, merged.visitor_id);
		kept.conversation_id := coalesce(kept.conversation_id, merged.conversation_id);
		kept := ticket_store(before, kept, 'agent', agent::text, false);
	END IF;
	RETURN NEXT;
END $$;

-- Changes several tickets alike, each where it stands at its version, in the order of their ids. Says of each 'done' or
-- 'conflict' with the ticket, 'absent', or 'refused' and why.
CREATE OR REPLACE FUNCTION tickets_change(tickets uuid[], versions bigint[], agent text, is_admin boolean, given jsonb)
RETURNS TABLE (place bigint, item jsonb, digest jsonb) LANGUAGE plpgsql AS $$
DECLARE
	asked record;
	step record;
BEGIN
	FOR asked IN SELECT a.id, a.version, a.place FROM unnest(tickets, versions) WITH ORDINALITY AS a (id, version, place)
		ORDER BY a.id
	LOOP
		SELECT c.* INTO step FROM ticket_change(asked.id, asked.version, 'agent', agent, is_admin, given) c;
		place := asked.place;
		item := jsonb_build_object('id', asked.id) || CASE
			WHEN step.outcome IN ('done', 'conflict') THEN
				jsonb_build_object('outcome', step.outcome, 'ticket', ticket_json(step.changed))
			WHEN step.outcome = 'absent' THEN jsonb_build_object('outcome', 'absent')
			ELSE jsonb_build_object('outcome', 'refused', 'reason', step.outcome) END;
		digest := CASE WHEN step.outcome = 'done' THEN ticket_digest(step.changed) END;
		RETURN NEXT;
	END LOOP;
END $$;
