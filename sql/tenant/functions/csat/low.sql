-- A rating of 1 or 2 is told: to each of the tenant's admins by mail, one after the other, and by a ticket.

-- What the job's next step is: 'mail' to this admin, 'ticket', or 'over'. Nothing of who was erased, of what was told
-- before, or once the rating was corrected to more.
CREATE OR REPLACE FUNCTION csat_low_plan(survey uuid, step bigint)
RETURNS TABLE (act text, recipient text, locale text, rating integer, ticket_id uuid, ticket_number bigint)
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	admins_most CONSTANT integer := 50;
	admins text[];
	asks csat_settings;
BEGIN
	SELECT * INTO asks FROM csat_settings;
	SELECT s.rating, t.id, t.number, m.locale INTO rating, ticket_id, ticket_number, locale
	FROM csat_surveys s CROSS JOIN mail_settings m LEFT JOIN support_tickets t ON t.id = s.ticket_id
	WHERE s.id = survey AND (s.ticket_id IS NOT NULL OR s.session_id IS NOT NULL)
		AND s.rating <= 2 AND (step > 0 OR s.low_told_at IS NULL);
	IF asks.low_mails THEN
		admins := ARRAY(SELECT control.scope_user(a.user_id) ->> 'email' FROM support_agents a
			WHERE a.role = 'admin' AND a.is_active ORDER BY a.created_at, a.id LIMIT admins_most);
	END IF;
	recipient := admins[step + 1];
	act := CASE WHEN rating IS NULL THEN 'over' WHEN recipient IS NOT NULL THEN 'mail'
		WHEN asks.low_opens_ticket THEN 'ticket' ELSE 'over' END;
	RETURN NEXT;
END $$;

-- Tells an admin, and goes on to the next step.
CREATE OR REPLACE FUNCTION csat_low_mail(survey uuid, message uuid, recipient text, content bytea, job_id uuid,
	fence bigint, lease_s bigint) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	UPDATE csat_surveys s SET low_told_at = coalesce(s.low_told_at, now()) WHERE s.id = survey;
	PERFORM mail_enqueue(message, 'csat.low', csat_low_mail.recipient, NULL, survey, content);
	PERFORM control.job_advance(csat_low_mail.job_id, csat_low_mail.fence, lease_s::integer);
END $$;

-- Opens a ticket about a low rating, of the same customer and for the same team, and finishes the job. NULL: the survey
-- is no more.
CREATE OR REPLACE FUNCTION csat_low_ticket(survey uuid, ticket uuid, wrapped bytea, subject text, job_id uuid,
	fence bigint) RETURNS jsonb
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	s csat_surveys;
	former support_tickets;
	t support_tickets;
BEGIN
	UPDATE csat_surveys x SET low_told_at = coalesce(x.low_told_at, now()) WHERE x.id = survey
	RETURNING * INTO s;
	IF NOT FOUND THEN
		PERFORM control.job_finish(csat_low_ticket.job_id, csat_low_ticket.fence);
		RETURN NULL;
	END IF;
	SELECT * INTO former FROM support_tickets x WHERE x.id = s.ticket_id;
	t.id := ticket;
	t.subject := left(csat_low_ticket.subject, 255);
	t.priority := 'high';
	t.channel := coalesce(former.channel, 'chat');
	t.visitor_id := s.customer_id;
	t.requester_name := former.requester_name;
	t.requester_email := s.customer_email;
	t.requester_phone := s.customer_phone;
	t.team_id := former.team_id;
	t := ticket_insert(ticket_with_visitor(t), csat_low_ticket.wrapped, 'system', 'csat', true);
	PERFORM control.job_finish(csat_low_ticket.job_id, csat_low_ticket.fence);
	RETURN ticket_digest(t);
END $$;
