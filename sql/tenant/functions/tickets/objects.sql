-- Tickets, as agents see them.

-- A team as it is named alone; NULL of none.
CREATE OR REPLACE FUNCTION ticket_team_json(team uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('id', t.id, 'name', t.name) FROM teams t WHERE t.id = team);
END $$;

-- A SupportTicket, of its row. What is said in it is counted with what was said in those that were merged into it:
-- VOLATILE, so that the statement that says something counts it.
CREATE OR REPLACE FUNCTION ticket_json(t support_tickets) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
DECLARE
	said bigint;
	said_at timestamptz;
BEGIN
	SELECT count(*), max(c.created_at) INTO said, said_at FROM ticket_comments c
	WHERE c.ticket_id = ANY (ticket_with_merged(t.id));
	RETURN jsonb_strip_nulls(jsonb_build_object('id', t.id, 'number', t.number, 'subject', t.subject,
		'status', t.status, 'snoozedUntil', chat_time(t.snoozed_until), 'priority', t.priority,
		'channel', t.channel, 'visitorId', t.visitor_id, 'requesterName', t.requester_name,
		'requesterEmail', t.requester_email, 'requesterPhone', t.requester_phone,
		'conversationId', t.conversation_id, 'sessionId', t.session_id,
		'assignedAgent', agent_json(t.assigned_agent_id, 'agent'), 'team', ticket_team_json(t.team_id),
		'tags', t.tags, 'fields', ticket_fields_shown(t.fields), 'version', t.version,
		'resolutionNumber', t.resolution_number,
		'mergedInto', (SELECT jsonb_build_object('id', o.id, 'number', o.number) FROM support_tickets o
			WHERE o.id = t.merged_into),
		'resolvedAt', chat_time(t.resolved_at), 'resolvedBy', agent_json(t.resolved_by, 'agent'),
		'firstResponseAt', chat_time(t.first_response_at), 'commentCount', said,
		'lastCommentAt', chat_time(said_at)) || jsonb_build_object('createdAt', chat_time(t.created_at),
		'updatedAt', chat_time(t.updated_at)));
END $$;

-- A ticket, and those that were merged into it.
CREATE OR REPLACE FUNCTION ticket_with_merged(ticket uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
	SELECT array_agg(t.id) || ticket FROM support_tickets t WHERE t.merged_into = ticket
$$;

-- The same of a ticket by its id; NULL where there is none.
CREATE OR REPLACE FUNCTION ticket_json_by(ticket uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT ticket_json(t) FROM support_tickets t WHERE t.id = ticket);
END $$;

-- What consoles are told of a ticket that has changed.
CREATE OR REPLACE FUNCTION ticket_digest(t support_tickets) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('id', t.id, 'version', t.version, 'number', t.number,
		'status', t.status, 'assignedAgentId', t.assigned_agent_id))
$$;

-- A TicketComment, but for what was said.
CREATE OR REPLACE FUNCTION ticket_comment_json(c ticket_comments) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN json_strip_nulls(json_build_object('id', c.id, 'ticketId', c.ticket_id, 'authorType', c.author_type,
		'authorId', c.author_id, 'authorName', CASE c.author_type WHEN 'agent' THEN agent_name(c.author_id)
			WHEN 'visitor' THEN (SELECT t.requester_name FROM support_tickets t WHERE t.id = c.ticket_id) END,
		'isPublic', c.is_public, 'mail', (SELECT json_build_object('address', m.address, 'isIncoming', m.is_incoming,
			'isKnown', m.is_known) FROM ticket_mails m WHERE m.comment_id = c.id),
		'createdAt', chat_time(c.created_at)));
END $$;

-- A page of what became of a ticket, with the names of the agents and teams that it names.
CREATE OR REPLACE FUNCTION ticket_history_page(ticket uuid, place text, most bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
	h ticket_history;
	items jsonb[] := '{}';
	cursors text[] := '{}';
BEGIN
	FOR h IN SELECT k.* FROM ticket_history k WHERE k.ticket_id = ticket
		AND (place IS NULL OR (k.created_at, k.id) < (list_cursor_at(place), list_cursor_id(place)))
		ORDER BY k.created_at DESC, k.id DESC LIMIT most + 1
	LOOP
		items := items || (jsonb_strip_nulls(jsonb_build_object('id', h.id, 'actorType', h.actor_type,
			'actorId', h.actor_id, 'actorName', CASE h.actor_type WHEN 'agent' THEN agent_name(h.actor_id) END,
			'version', h.version, 'createdAt', chat_time(h.created_at),
			'names', ticket_history_names(h.changes))) || jsonb_build_object('changes', h.changes));
		cursors := cursors || list_cursor(h.created_at, h.id);
	END LOOP;
	RETURN list_page(items, cursors, most);
END $$;

-- Who the agents and teams are that a change names, by their ids; NULL where it names none.
CREATE OR REPLACE FUNCTION ticket_history_names(changes jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_object_agg(n.id, n.name) FROM (
		SELECT a.id, a.name FROM jsonb_array_elements_text(changes -> 'assignedAgentId') AS e (id)
		JOIN support_agents a ON a.id = e.id::uuid
		UNION ALL SELECT t.id, t.name FROM jsonb_array_elements_text(changes -> 'teamId') AS e (id)
		JOIN teams t ON t.id = e.id::uuid) n);
END $$;

-- A page of what was said in a ticket and in those that were merged into it, oldest first: a row with where the next
-- page begins, NULL where there is none, then what is said. No row: there is no such ticket.
CREATE OR REPLACE FUNCTION ticket_comments_page(ticket uuid, place text, most bigint, bytes_most bigint)
RETURNS TABLE (next text, head json, ticket_id uuid, comment_id uuid, author_type text, author_id text, wrapped bytea,
	content bytea)
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	page uuid[];
	ended uuid;
BEGIN
	IF NOT EXISTS (SELECT FROM support_tickets t WHERE t.id = ticket) THEN
		RETURN;
	END IF;
	SELECT array_agg(s.id ORDER BY s.place) FILTER (WHERE s.place <= most AND (s.place = 1 OR s.bytes <= bytes_most)),
		(array_agg(s.id ORDER BY s.place) FILTER (WHERE s.place > most OR (s.place > 1 AND s.bytes > bytes_most)))[1]
	INTO page, ended FROM (
		SELECT o.id, row_number() OVER w AS place, sum(octet_length(o.content)) OVER w AS bytes FROM (
			SELECT c.* FROM ticket_comments c WHERE c.ticket_id = ANY (ticket_with_merged(ticket))
				AND (ticket_comments_page.place IS NULL OR (c.created_at, c.id)
					> (list_cursor_at(ticket_comments_page.place), list_cursor_id(ticket_comments_page.place)))
			ORDER BY c.created_at, c.id LIMIT most + 1) o
		WINDOW w AS (ORDER BY o.created_at, o.id)) s;
	RETURN QUERY SELECT (SELECT list_cursor(c.created_at, c.id) FROM ticket_comments c
		WHERE ended IS NOT NULL AND c.id = page[cardinality(page)]),
		NULL::json, NULL::uuid, NULL::uuid, NULL, NULL, NULL::bytea, NULL::bytea;
	RETURN QUERY SELECT NULL, ticket_comment_json(c), c.ticket_id, c.id, c.author_type::text, c.author_id::text,
		k.wrapped, c.content
	FROM ticket_comments c LEFT JOIN ticket_keys k ON k.ticket_id = c.ticket_id
	WHERE c.id = ANY (page) ORDER BY c.created_at, c.id;
END $$;
