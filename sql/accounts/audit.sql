-- The audit log's readers.

-- audit_list(actor_type text?, actor_id text?, action text?, from_day text?, to_day text?, time_zone text,
--	cursor text?, most int) [slow] -> json
-- A page of what was done, newest first: by whom, what (all that is done to things of one kind where the
-- action is one word), from which day to which, as the tenant has days.
WITH page AS MATERIALIZED (
	SELECT l, l.created_at, l.id FROM audit_log l
	WHERE ($1::text IS NULL OR l.actor_type = $1) AND ($2::text IS NULL OR l.actor_id = $2)
		AND ($3::text IS NULL OR split_part(l.action, '.', 1) = split_part($3, '.', 1))
		AND ($3::text IS NULL OR strpos($3, '.') = 0 OR l.action = $3)
		AND ($4::text IS NULL OR l.created_at >= $4::date::timestamp AT TIME ZONE $6)
		AND ($5::text IS NULL OR l.created_at < ($5::date + 1)::timestamp AT TIME ZONE $6)
		AND ($7::text IS NULL OR (l.created_at, l.id) < (list_cursor_at($7), list_cursor_id($7)))
	ORDER BY l.created_at DESC, l.id DESC LIMIT $8 + 1
)
SELECT list_page(array_agg(audit_json(l) ORDER BY created_at DESC, id DESC),
	array_agg(list_cursor(created_at, id) ORDER BY created_at DESC, id DESC), $8)
FROM page;
