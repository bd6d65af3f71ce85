-- The list of tickets, by whatever it is filtered and sorted.

-- The words that are looked for, of which the last may be but the beginning of one; an address is one word. NULL where
-- there is none.
CREATE OR REPLACE FUNCTION ticket_words(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE AS $$
	WITH terms AS (
		SELECT t.term, t.place FROM regexp_split_to_table(lower(typed), '\s+') WITH ORDINALITY AS t (term, place)
	), lexemes AS (
		SELECT t.term AS lexeme, t.place FROM terms t WHERE t.term LIKE '%@%'
		UNION ALL SELECT l.lexeme, t.place FROM terms t,
			unnest(to_tsvector('simple'::regconfig, translate(t.term, '@.-_+/:''', '        '))) AS l
		WHERE t.term NOT LIKE '%@%'
	)
	SELECT string_agg(quote_literal(l.lexeme) || CASE WHEN l.place = (SELECT max(k.place) FROM lexemes k)
		THEN ':*' ELSE '' END, ' & ')::tsquery FROM lexemes l
$$;

-- The number that is looked for, with its sign or without; NULL where it is none.
CREATE OR REPLACE FUNCTION ticket_number(typed text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN typed ~ '^\s*#?[0-9]{1,18}\s*$' THEN substring(typed FROM '[0-9]+')::bigint END
$$;

-- What a filter asks of a row, beside its status and its words. $1 is the filter: what people typed stands in no
-- statement's text, for those are logged.
CREATE OR REPLACE FUNCTION ticket_condition(filter jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT concat_ws(' AND ', 'true',
		CASE WHEN filter ->> 'assignee' = 'none' THEN 't.assigned_agent_id IS NULL'
			WHEN filter ? 'assignee' THEN format('t.assigned_agent_id = %L', filter ->> 'assignee') END,
		CASE WHEN filter ->> 'team' = 'none' THEN 't.team_id IS NULL'
			WHEN filter ? 'team' THEN format('t.team_id = %L', filter ->> 'team') END,
		CASE WHEN filter ? 'priority' THEN format('t.urgency = %s', CASE filter ->> 'priority'
			WHEN 'urgent' THEN 4 WHEN 'high' THEN 3 WHEN 'normal' THEN 2 ELSE 1 END) END,
		CASE WHEN filter ? 'channel' THEN format('t.channel = %L', filter ->> 'channel') END,
		CASE WHEN filter ? 'tag' THEN 't.tags @> ARRAY[$1 ->> ''tag'']' END)
$$;

-- How many tickets have these words, as far as it matters: PostgreSQL knows the common ones by heart, and the others
-- are counted until they are too many. VOLATILE, since it asks for a plan.
CREATE OR REPLACE FUNCTION ticket_words_are_rare(words tsquery) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
DECLARE
	few CONSTANT bigint := 5000;
	plan json;
	found bigint;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM support_tickets t WHERE t.words @@ $1' INTO plan USING words;
	IF (plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric > few THEN
		RETURN false;
	END IF;
	EXECUTE 'SELECT count(*) FROM (SELECT FROM support_tickets t WHERE t.words @@ $1 LIMIT $2) c'
	INTO found USING words, few + 1;
	RETURN found <= few;
END $$;

-- How the words are asked for, which are $2, or the number, which is $3. Where few tickets have them their index finds
-- these, and else nothing is won by it: a list in its order meets them soon.
CREATE OR REPLACE FUNCTION ticket_search(words tsquery, number bigint) RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT CASE WHEN NOT ticket_words_are_rare(words) THEN '(t.words @@ $2) IS TRUE'
		WHEN number IS NULL THEN 't.words @@ $2' ELSE '(t.words @@ $2 OR t.number = $3)' END
$$;

-- By what a sort's rows are in order, the id last.
CREATE OR REPLACE FUNCTION ticket_order(sort text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE ltrim(sort, '-') WHEN 'createdAt' THEN '{created_at,id}' WHEN 'number' THEN '{number,id}'
		WHEN 'priority' THEN '{urgency,updated_at,id}' ELSE '{updated_at,id}' END::text[]
$$;

-- Where a page ends: "URGENCY_PLACE_ID", the place a number or microseconds.
CREATE OR REPLACE FUNCTION ticket_cursor(t support_tickets, sort text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT t.urgency || '_' || CASE ltrim(sort, '-') WHEN 'number' THEN t.number
		ELSE (extract(epoch FROM CASE ltrim(sort, '-') WHEN 'createdAt' THEN t.created_at
			ELSE t.updated_at END) * 1000000)::bigint END || '_' || t.id
$$;

-- The condition of what comes behind such an end; NULL where there is none.
CREATE OR REPLACE FUNCTION ticket_behind(place text, sort text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
	SELECT format('(t.%s) %s (%s)', array_to_string(ticket_order(sort), ', t.'),
		CASE WHEN starts_with(sort, '-') THEN '<' ELSE '>' END,
		concat_ws(', ', CASE WHEN ltrim(sort, '-') = 'priority' THEN split_part(place, '_', 1) END,
			CASE WHEN ltrim(sort, '-') = 'number' THEN split_part(place, '_', 2) ELSE format('%L::timestamptz',
				'epoch'::timestamptz + split_part(place, '_', 2)::bigint * interval '1 microsecond') END,
			format('%L::uuid', split_part(place, '_', 3))))
$$;

-- The statement of a page, of so many tickets. It asks each status by itself, which its index has in order, and with
-- the values themselves: so PostgreSQL knows how many rows each leaves, and goes through those in their order or, where
-- they are few, sorts them. Those that words find are few, and are sorted at once.
CREATE OR REPLACE FUNCTION ticket_list_text(filter jsonb, search text, sort text, place text, most bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
	direction CONSTANT text := CASE WHEN starts_with(sort, '-') THEN ' DESC' ELSE '' END;
	ordered CONSTANT text := 't.' || array_to_string(ticket_order(sort), direction || ', t.') || direction;
	condition CONSTANT text := concat_ws(' AND ', ticket_condition(filter), search, ticket_behind(place, sort));
	one CONSTANT text := '(SELECT t.* FROM support_tickets t WHERE t.status = %s AND %s ORDER BY %s LIMIT %s)';
	statuses CONSTANT text[] := ARRAY(SELECT quote_literal(s.status)
		FROM jsonb_array_elements_text(filter -> 'status') AS s (status));
BEGIN
	IF search NOT LIKE '%IS TRUE' THEN
		RETURN format(one, format('ANY (ARRAY[%s])', array_to_string(statuses, ', ')), condition, ordered, most);
	END IF;
	RETURN (SELECT format('SELECT t.* FROM (%s) t ORDER BY %s LIMIT %s', string_agg(
		format(one, s.status, condition, ordered, most), ' UNION ALL '), ordered, most) FROM unnest(statuses) AS s (status));
END $$;

-- A page of the tickets that a filter leaves.
CREATE OR REPLACE FUNCTION ticket_list(filter jsonb, sort text, place text, most bigint) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off AS $$
DECLARE
	words CONSTANT tsquery := ticket_words(filter ->> 'q');
	number CONSTANT bigint := ticket_number(filter ->> 'q');
	search CONSTANT text := CASE WHEN NOT filter ? 'q' THEN NULL WHEN words IS NULL THEN 'false'
		ELSE ticket_search(words, number) END;
	t support_tickets;
	items jsonb[] := '{}';
	cursors text[] := '{}';
BEGIN
	FOR t IN EXECUTE ticket_list_text(filter, search, sort, place, most + 1) USING filter, words, number LOOP
		items := items || ticket_json(t);
		cursors := cursors || ticket_cursor(t, sort);
	END LOOP;
	RETURN list_page(items, cursors, most);
END $$;

-- How many there are of those that are to be done: of each kind 1,000 at most.
CREATE OR REPLACE FUNCTION ticket_summary(agent uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
	most CONSTANT bigint := 1000;
	undone CONSTANT text[] := '{open,pending,snoozed}';
BEGIN
	RETURN (SELECT jsonb_object_agg(u.status, (SELECT count(*) FROM (SELECT FROM support_tickets t
			WHERE t.status = u.status LIMIT most) c)) FROM unnest(undone) AS u (status))
		|| jsonb_build_object(
			'unassigned', (SELECT count(*) FROM (SELECT FROM support_tickets t
				WHERE t.assigned_agent_id IS NULL AND t.status = ANY (undone) LIMIT most) c),
			'mine', (SELECT count(*) FROM (SELECT FROM support_tickets t
				WHERE t.assigned_agent_id = agent AND t.status = ANY (undone) LIMIT most) c));
END $$;
