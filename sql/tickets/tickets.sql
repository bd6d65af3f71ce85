-- Tickets, as agents see them and change them.

-- ticket_list(filter json, sort text, cursor text?, most int) [slow] -> json
-- A page of the tickets that a filter leaves.
SELECT ticket_list($1, $2, $3, $4);

-- ticket_summary(agent_id uuid) [slow] -> json
-- How many there are to be done.
SELECT ticket_summary($1);

-- ticket_get(ticket_id uuid) -> json
-- One ticket; nothing where there is none.
SELECT json FROM (SELECT ticket_json_by($1) AS json) t WHERE json IS NOT NULL;

-- ticket_key(ticket_id uuid, wrapped bytes, agent_id uuid) [write] -> row(held bytes, agent_name text, number int,
--	subject text, address text?, message_references text?)
-- The key under which is sealed what is said in a ticket: this one, where there was none. And what a mail to who asks is
-- made of; the address only where they are written to.
SELECT h.held, a.name, t.number, t.subject, CASE WHEN m.has_replies AND NOT EXISTS (SELECT FROM suppressed_addresses p
		WHERE p.address = lower(t.requester_email COLLATE "C")) THEN t.requester_email END,
	ticket_mail_references(t.id)
FROM (SELECT ticket_key_hold($1, $2) AS held) h
JOIN support_tickets t ON t.id = $1 JOIN support_agents a ON a.id = $3 CROSS JOIN mail_settings m
WHERE h.held IS NOT NULL;

-- ticket_make(ticket_id uuid, wrapped bytes, actor_type text, actor_id text, channel text, given json, comment_id uuid,
--	is_public bool, content bytes?, fingerprint bytes?) [write] -> row(outcome text, ticket text?, digest text?)
-- Makes a ticket, or says why not.
SELECT m.outcome, ticket_json(m.made)::text, ticket_digest(m.made)::text
FROM ticket_make($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) m;

-- ticket_make_of_chat(session_id uuid, ticket_id uuid, wrapped bytes, agent_id uuid, subject text?) [write]
--	-> row(outcome text, ticket text?, digest text?)
-- Makes a chat a ticket, or finds the one that there is.
SELECT m.outcome, ticket_json(m.made)::text, ticket_digest(m.made)::text
FROM ticket_make_of_chat($1, $2, $3, $4, $5) m;

-- ticket_form_key(form_id uuid) -> rows(held bytes)
-- The key of the ticket that a form was made; no row where there is none.
SELECT k.wrapped FROM ticket_keys k WHERE k.ticket_id = $1;

-- ticket_form(form_id uuid, wrapped bytes, visitor_id text?, name text?, email text, content bytes, fingerprint bytes,
--	mail_id uuid, recipient text?, locale text?, parameters bytes?) [write]
--	-> row(outcome text, number int?, digest text?)
-- Makes what somebody left a ticket, and has them told; or says that it was made, or that its id is another's.
SELECT f.outcome, (f.made).number, ticket_digest(f.made)::text
FROM ticket_form($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) f;

-- ticket_change(ticket_id uuid, version int, agent_id text, is_admin bool, given json) [write]
--	-> row(outcome text, ticket text?, digest text?)
-- Changes what is given of a ticket that stands at that version, or says why not.
SELECT c.outcome, ticket_json(c.changed)::text, ticket_digest(c.changed)::text
FROM ticket_change($1, $2, 'agent', $3, $4, $5) c;

-- ticket_comment(ticket_id uuid, comment_id uuid, agent_id text, is_admin bool, is_public bool, content bytes,
--	fingerprint bytes, given json, recipient text?, host text, parameters bytes?) [write]
--	-> row(outcome text, digest text?)
-- Says something in a ticket, and gives it a status where one is wanted; or says why not. It is sent to the recipient.
SELECT c.outcome, ticket_digest(c.changed)::text
FROM ticket_comment($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) c;

-- ticket_comments(ticket_id uuid, cursor text?, most int, bytes_most int)
--	-> row(next text?) + sealed(ticket_comments, content)
-- A page of what was said in a ticket, oldest first, and where the next one begins.
SELECT p.next, p.head, p.ticket_id, p.comment_id, p.author_type, p.author_id, p.wrapped, p.content
FROM ticket_comments_page($1, $2, $3, $4) p;

-- ticket_comment_get(ticket_id uuid, comment_id uuid) -> sealed(ticket_comments, content)
-- What was said, once.
SELECT ticket_comment_json(c), c.ticket_id, c.id, c.author_type::text, c.author_id::text, k.wrapped, c.content
FROM ticket_comments c LEFT JOIN ticket_keys k ON k.ticket_id = c.ticket_id
WHERE c.id = $2 AND c.ticket_id = $1;

-- ticket_history(ticket_id uuid, cursor text?, most int) [slow] -> json
-- A page of what became of a ticket, newest first; nothing where there is none.
SELECT ticket_history_page(t.id, $2, $3) FROM support_tickets t WHERE t.id = $1;

-- ticket_merge(ticket_id uuid, version int, other_id uuid, other_version int, agent_id uuid) [write]
--	-> row(outcome text, ticket text?, digest text?, merged_digest text?)
-- Merges a ticket into another, or says why not.
SELECT m.outcome, ticket_json(m.kept)::text, ticket_digest(m.kept)::text, ticket_digest(m.merged)::text
FROM ticket_merge($1, $2, $3, $4, $5) m;

-- tickets_change(ticket_ids texts, versions texts, agent_id text, is_admin bool, given json) [write]
--	-> rows(item text, digest text?)
-- Changes several tickets alike, and says of each what became of it.
SELECT c.item::text, c.digest::text FROM tickets_change($1::uuid[], $2::bigint[], $3, $4, $5) c ORDER BY c.place;

-- ticket_tags(typed text) [slow] -> json
-- Tags that tickets have had, which have that in them; 50 at most, those that begin with it first.
SELECT jsonb_build_object('items', coalesce(jsonb_agg(t.name ORDER BY t.is_later, t.name), '[]'))
FROM (SELECT k.name, strpos(lower(k.name), lower($1)) > 1 AS is_later FROM ticket_tags k
	WHERE strpos(lower(k.name), lower($1)) > 0 ORDER BY 2, 1 LIMIT 50) t;
