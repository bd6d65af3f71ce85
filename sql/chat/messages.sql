-- Messages: pages by seq, one by its id, receipts, heads.

-- chat_messages_after(session_id uuid, after_seq int, most int, bytes_most int)
--	-> sealed(chat_messages, content)
-- The messages that follow a seq, ascending, until the page has the bytes that it may; one at least.
SELECT m.head, m.session_id, m.id, m.sender_type, m.sender_id, m.wrapped, m.content
FROM chat_messages_after($1, $2, $3, $4) m;

-- chat_messages_before(session_id uuid, before_seq int, most int, bytes_most int)
--	-> sealed(chat_messages, content)
-- The messages that stand before a seq, ascending; the page is bounded as above, and what it leaves
-- out is older.
SELECT m.head, m.session_id, m.id, m.sender_type, m.sender_id, m.wrapped, m.content
FROM chat_messages_before($1, $2, $3, $4) m;

-- chat_resume(session_id uuid, after_seq int?, epoch text?, most int, bytes_most int,
--	known_place int?)
--	-> row(epoch text, for_visitor text, for_agent text, visitor_id text, status text, agent_id uuid?,
--	wrapped_key bytes?, head_seq int, last_message_at time?, visitor_delivered int,
--	visitor_read int, agent_delivered int, agent_read int, first_seq int, version int)
--	+ sealed(chat_messages, content)
-- A session and a page of it. Its ChatSessions come without headSeq and receipts, which the worker
-- knows better.
SELECT r.epoch, r.for_visitor, r.for_agent, r.visitor_id, r.status, r.agent_id, r.wrapped, r.head,
	r.last_message_at, r.visitor_delivered, r.visitor_read, r.agent_delivered, r.agent_read,
	r.first_seq, (r.for_agent::json ->> 'version')::bigint, r.message_head, r.message_session_id,
	r.message_id, r.sender_type, r.sender_id, r.wrapped, r.content
FROM chat_resume($1, $2, $3, $4, $5, $6) r;

-- chat_message_find(message_id uuid, session_id uuid, sender_type text, sender_id text)
--	-> rows(seq int, created_at time, fingerprint bytes)
-- What is stored under a message's id by this sender in this session: no row or one.
SELECT seq, created_at, fingerprint FROM chat_messages
WHERE id = $1 AND session_id = $2 AND sender_type = $3 AND visitor_was(sender_id, $4);

-- chat_receipts_store(session_ids texts, sides texts, delivered texts, seen texts) [write]
--	-> nothing
-- Raises the receipts of some sessions, never lowers them.
SELECT chat_receipts_raise($1::uuid[], $2, $3::bigint[], $4::bigint[]);

-- chat_heads(tenant_ids texts, session_ids texts) [control]
--	-> rows(tenant_id uuid, session_id uuid, head_seq int)
-- The newest seq of sessions of several tenants.
SELECT tenant_id, session_id, last_seq FROM control.session_heads($1, $2);
