-- What is said in tickets by mail.

-- The last mails of a ticket by their ids, oldest first, as References has them (RFC 5322, 3.6.4); such as had none of
-- their own are left out.
CREATE OR REPLACE FUNCTION ticket_mail_references(ticket uuid) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT string_agg('<' || m.mail_id || '>', ' ' ORDER BY m.created_at)
	FROM (SELECT k.mail_id, k.created_at FROM ticket_mails k
		WHERE k.ticket_id = ANY (ticket_with_merged(ticket)) AND k.mail_id NOT LIKE '%@nowhere.invalid'
		ORDER BY k.created_at DESC LIMIT 10) m
$$;

-- Has a comment sent to who asks.
CREATE OR REPLACE FUNCTION ticket_mail_send(comment uuid, ticket uuid, recipient text, host text, parameters bytea)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO ticket_mails (comment_id, ticket_id, mail_id, is_incoming, address, is_known)
	VALUES (comment, ticket, comment || '@' || host, false, recipient, true);
	PERFORM mail_enqueue(comment, 'tickets.comment', recipient, NULL, ticket, parameters);
END $$;

-- Makes a mail a comment of the ticket that it answers, and opens that one again, or the one into which it was merged.
-- False: it came before, or there is no such ticket.
CREATE OR REPLACE FUNCTION ticket_mail_take(comment uuid, ticket uuid, author text, mail_id text, address text,
	is_known boolean, content bytea, fingerprint bytea) RETURNS boolean
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	goes_on uuid;
	before support_tickets;
	after support_tickets;
BEGIN
	LOOP -- until what is held is what it was merged into: somebody may do that in this moment
		goes_on := (SELECT coalesce(t.merged_into, t.id) FROM support_tickets t WHERE t.id = ticket);
		PERFORM ticket_hold(ARRAY[ticket, goes_on]);
		EXIT WHEN NOT EXISTS (SELECT FROM support_tickets t
			WHERE t.id = ticket AND coalesce(t.merged_into, t.id) <> goes_on);
	END LOOP;
	INSERT INTO ticket_mails AS m (comment_id, ticket_id, mail_id, is_incoming, address, is_known)
	SELECT comment, t.id, ticket_mail_take.mail_id, true, ticket_mail_take.address, ticket_mail_take.is_known
	FROM support_tickets t WHERE t.id = ticket ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM ticket_say(ticket, comment, 'visitor', author, true, ticket_mail_take.content,
		ticket_mail_take.fingerprint);
	SELECT * INTO before FROM support_tickets t WHERE t.id = goes_on;
	IF before.status = 'open' THEN
		UPDATE support_tickets t SET updated_at = clock_timestamp() WHERE t.id = goes_on;
	ELSE
		after := before;
		after.status := 'open';
		after.snoozed_until := NULL;
		PERFORM ticket_store(before, after, 'visitor', author, false);
	END IF;
	PERFORM control.job_enqueue('tickets.tell', goes_on);
	RETURN true;
END $$;
