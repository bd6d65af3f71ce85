-- Erasing tickets.

-- Erases tickets with all that was said in them and in those that were merged into them, for somebody. Mails that
-- brought any of it go, sent or not, and the numbers are not given again.
CREATE OR REPLACE FUNCTION tickets_erase(tickets uuid[], actor_type text, actor text) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	gone uuid[];
BEGIN
	SELECT array_agg(t.id) INTO gone FROM (SELECT k.id FROM support_tickets k
		WHERE k.id = ANY (tickets) OR k.merged_into = ANY (tickets) ORDER BY k.id FOR UPDATE) t;
	DELETE FROM outgoing_mails o WHERE o.id IN (SELECT m.comment_id FROM ticket_mails m WHERE m.ticket_id = ANY (gone));
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT tickets_erase.actor_type, tickets_erase.actor, 'ticket.erase', g.id FROM unnest(gone) AS g (id);
	DELETE FROM support_tickets t WHERE t.id = ANY (gone);
END $$;
