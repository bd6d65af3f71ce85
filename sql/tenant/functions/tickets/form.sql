-- What is left in the form of a desk that is closed.

-- What such a ticket is called: whom it is from. What they wrote is sealed, and stands nowhere in clear.
CREATE OR REPLACE FUNCTION ticket_form_subject(name text, email text) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT left(CASE m.locale WHEN 'de' THEN 'Nachricht von ' ELSE 'Message from ' END
		|| coalesce(nullif(btrim(name), ''), email), 255)
	FROM mail_settings m
$$;

-- 'known' where that form was made a ticket, and said the same; else 'conflict'.
CREATE OR REPLACE FUNCTION ticket_form_again(form uuid, email text, fingerprint bytea) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN CASE WHEN EXISTS (SELECT FROM ticket_comments c JOIN support_tickets t ON t.id = form
		WHERE c.id = form AND t.channel = 'form' AND t.requester_email = ticket_form_again.email
			AND c.fingerprint = ticket_form_again.fingerprint) THEN 'known' ELSE 'conflict' END;
END $$;

-- Whether so few were left from that address within the hour, with the newest, that it is written to: anybody's can be
-- left. It is asked by who made the ticket, so that of many who bring one form nobody takes another's turn.
CREATE OR REPLACE FUNCTION ticket_form_is_answered(email text) RETURNS boolean
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
	RETURN (SELECT count(*) FROM support_tickets t WHERE t.channel = 'form'
		AND t.status IN ('open', 'pending', 'snoozed', 'resolved', 'closed') AND t.updated_at > now() - interval '1 hour'
		AND t.created_at > now() - interval '1 hour'
		AND lower(t.requester_email) = lower(ticket_form_is_answered.email)) <= 3;
END $$;

-- Makes what somebody left a ticket, whose id is the form's, and has the recipient told that it has come: 'done',
-- 'known' where it was made before, or 'conflict' where that id is another's.
CREATE OR REPLACE FUNCTION ticket_form(form uuid, wrapped bytea, visitor text, name text, email text, content bytea,
	fingerprint bytea, mail uuid, recipient text, locale text, parameters bytea)
RETURNS TABLE (outcome text, made support_tickets) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	t support_tickets;
BEGIN
	t.id := form;
	t.subject := ticket_form_subject(ticket_form.name, ticket_form.email);
	t.channel := 'form';
	t.visitor_id := visitor;
	t.requester_name := ticket_form.name;
	t.requester_email := ticket_form.email;
	BEGIN
		PERFORM ticket_insert(ticket_with_visitor(t), ticket_form.wrapped, 'visitor', visitor, false);
		outcome := ticket_say(form, form, 'visitor', visitor, true, ticket_form.content, ticket_form.fingerprint);
		IF outcome <> 'done' THEN
			RAISE unique_violation; -- another ticket's comment has that id: nothing was made
		END IF;
	EXCEPTION WHEN unique_violation THEN
		outcome := ticket_form_again(form, ticket_form.email, ticket_form.fingerprint);
	END;
	IF outcome = 'done' AND recipient IS NOT NULL AND ticket_form_is_answered(ticket_form.email) THEN
		PERFORM mail_enqueue(mail, 'tickets.received', recipient, ticket_form.locale, form,
			ticket_form.parameters);
	END IF;
	SELECT * INTO made FROM support_tickets k WHERE k.id = form;
	RETURN NEXT;
END $$;
