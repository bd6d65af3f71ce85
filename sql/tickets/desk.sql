-- How a tenant's agents have their tickets.

-- ticket_views(agent_id uuid) [slow] -> json
-- The agent's views, and everybody's.
SELECT ticket_views_json($1);

-- ticket_view_make(agent_id uuid, is_shared bool, given json) [write] -> row(outcome text, view text?)
-- Saves a view, or says why not.
SELECT m.outcome, m.view::text FROM ticket_view_make($1, $2, $3) m;

-- ticket_view_change(view_id uuid, agent_id uuid, is_supervisor bool, given json) [write] -> json
-- Changes a view; nothing where there is none that they may change.
SELECT json FROM (SELECT ticket_view_change($1, $2, $3, $4) AS json) v WHERE json IS NOT NULL;

-- ticket_view_delete(view_id uuid, agent_id uuid, is_supervisor bool) [write] -> row(id uuid)
-- Deletes a view.
DELETE FROM ticket_views v WHERE v.id = $1 AND (v.agent_id = $2 OR (v.agent_id IS NULL AND $3)) RETURNING v.id;

-- ticket_fields() [slow] -> json
-- The tenant's fields, in their order.
SELECT ticket_fields_json();

-- ticket_field_make(agent_id uuid, given json) [write] -> row(outcome text, field text?)
-- Makes a field, or says why not.
SELECT m.outcome, m.field::text FROM ticket_field_make($1, $2) m;

-- ticket_field_change(field_id uuid, agent_id uuid, given json) [write] -> row(outcome text, field text?)
-- Changes a field, or says why not.
SELECT c.outcome, c.field::text FROM ticket_field_change($1, $2, $3) c;

-- ticket_field_delete(field_id uuid, agent_id uuid) [write] -> row(is_done bool)
-- Deletes a field.
SELECT ticket_field_delete($1, $2);

-- ticket_settings() -> json
-- The TicketSettings.
SELECT jsonb_strip_nulls(s || jsonb_build_object('version', settings_version(s))) FROM ticket_settings_json() AS s;

-- ticket_settings_change(agent_id uuid, version text, given json) [write] -> row(outcome text)
-- Changes what is given of them, where they are still what that version says; or says why not.
SELECT ticket_settings_change($1, $2, $3) AS outcome;

-- conversation_get(conversation_id uuid, agent_id uuid, is_supervisor bool) [slow] -> json
-- A customer's conversation; nothing where there is none.
SELECT json FROM (SELECT conversation_json($1, $2, $3) AS json) c WHERE json IS NOT NULL;
