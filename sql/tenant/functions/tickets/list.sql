-- The list of tickets, by whatever it is filtered and sorted.

-- The words that are looked for, as a query has them; the last may be but the beginning of one, and an address is one
-- word.
CREATE OR REPLACE FUNCTION ticket_terms(typed text) RETURNS TABLE (term text, is_last boolean) LANGUAGE sql IMMUTABLE AS $$
	WITH typed_terms AS (
		SELECT t.term, t.place FROM regexp_split_to_table(lower(typed), '\s+') WITH ORDINALITY AS t (term, place)
	), lexemes AS (
		SELECT t.term AS lexeme, t.place FROM typed_terms t WHERE t.term LIKE '%@%'
		UNION ALL SELECT l.lexeme, t.place FROM typed_terms t,
			unnest(to_tsvector('simple'::regconfig, translate(t.term, '@.-_+/:''', '        '))) AS l
		WHERE t.term NOT LIKE '%@%'
	)
	SELECT format('''%s''', replace(replace(l.lexeme, '\', '\\'), '''', '''''')),
		l.place = (SELECT max(k.place) FROM lexemes k) FROM lexemes l
$$;

-- All of them, NULL where there is none; and those that are whole.
CREATE OR REPLACE FUNCTION ticket_words(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE AS $$
	SELECT string_agg(t.term || CASE WHEN t.is_last THEN ':*' ELSE '' END, ' & ')::tsquery FROM ticket_terms(typed) t
$$;
CREATE OR REPLACE FUNCTION ticket_whole_words(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE AS $$
	SELECT string_agg(t.term, ' & ')::tsquery FROM ticket_terms(typed) t WHERE NOT t.is_last
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

-- The statuses that a filter leaves, as a list of literals.
CREATE OR REPLACE FUNCTION ticket_statuses(filter jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT string_agg(quote_literal(s.status), ', ') FROM jsonb_array_elements_text(filter -> 'status') AS s (status)
$$;

-- How much of the table a sample reads, in percent: so many blocks of it.
CREATE OR REPLACE FUNCTION ticket_sample() RETURNS numeric LANGUAGE sql STABLE AS $$
	SELECT least(100, 100 * 128 * current_setting('block_size')::numeric
		/ greatest(pg_relation_size('support_tickets'::regclass), 1))
$$;

-- How many tickets have these words, by a sample; NULL of none. PostgreSQL's own guess does for words that it knows to be
-- common; of others' beginnings it has none, and those that very many rare words share, as order numbers do, take their
-- index longer than all else.
CREATE OR REPLACE FUNCTION ticket_words_count(words tsquery) RETURNS numeric LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
	part CONSTANT numeric := ticket_sample();
BEGIN
	RETURN (SELECT count(*) * 100 / part FROM support_tickets t TABLESAMPLE SYSTEM (part) REPEATABLE (0)
		WHERE t.words @@ ticket_words_count.words);
END $$;

-- By what a sort's rows are in order, the id last.
CREATE OR REPLACE FUNCTION ticket_order(sort text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE ltrim(sort, '-') WHEN 'createdAt' THEN '{created_at,id}' WHEN 'number' THEN '{number,id}'
		WHEN 'priority' THEN '{urgency,updated_at,id}' ELSE '{updated_at,id}' END::text[]
$$;

CREATE OR REPLACE FUNCTION ticket_order_text(sort text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT string_agg('t.' || o.name || CASE WHEN starts_with(sort, '-') THEN ' DESC' ELSE '' END, ', ' ORDER BY o.place)
	FROM unnest(ticket_order(sort)) WITH ORDINALITY AS o (name, place)
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

-- The statement of so many of the tickets that a filter leaves, in their order. It asks each status by itself, which its
-- index has in order, and with the values themselves: so PostgreSQL knows how many rows each leaves, and goes through
-- those in their order or, where they are few, sorts them.
CREATE OR REPLACE FUNCTION ticket_list_text(filter jsonb, search text, sort text, place text, most bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
	ordered CONSTANT text := ticket_order_text(sort);
	condition CONSTANT text := concat_ws(' AND ', ticket_condition(filter), search, ticket_behind(place, sort));
	one CONSTANT text := '(SELECT t.* FROM support_tickets t WHERE t.status = %L AND %s ORDER BY %s LIMIT %s)';
BEGIN
	RETURN (SELECT format('SELECT t.* FROM (%s) t ORDER BY %s LIMIT %s', string_agg(
			format(one, s.status, condition, ordered, most), ' UNION ALL '), ordered, most)
		FROM jsonb_array_elements_text(filter -> 'status') AS s (status));
END $$;

-- How many tickets a filter leaves, by a sample.
CREATE OR REPLACE FUNCTION ticket_filter_count(filter jsonb) RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
	part CONSTANT numeric := ticket_sample();
	sampled bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM support_tickets t TABLESAMPLE SYSTEM (%s) REPEATABLE (0)
		WHERE t.status IN (%s) AND %s', part, ticket_statuses(filter), ticket_condition(filter)) INTO sampled USING filter;
	RETURN sampled * 100 / part;
END $$;

-- The same of those of a filter that a search finds: by whatever index has either, all of them, and then sorted.
CREATE OR REPLACE FUNCTION ticket_found_text(filter jsonb, search text, sort text, place text, most bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN format('SELECT t.* FROM (SELECT t.* FROM support_tickets t WHERE %s AND t.status IN (%s) AND %s OFFSET 0) t
		ORDER BY %s LIMIT %s', search, ticket_statuses(filter), concat_ws(' AND ', ticket_condition(filter),
		ticket_behind(place, sort)), ticket_order_text(sort), most);
END $$;

CREATE OR REPLACE FUNCTION ticket_rows(statement text, filter jsonb, words tsquery, number bigint, whole tsquery)
RETURNS SETOF support_tickets LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN QUERY EXECUTE statement USING filter, words, number, whole;
END $$;

-- So many of the tickets that a filter leaves and a search finds. What few have their index finds; where few are left by
-- the filter, these are looked through, and sorted. What more have is met at the list's beginning, as a rule; where it is
-- not, the index finds that too, or the rest of the list is gone through where the index would find half of it.
CREATE OR REPLACE FUNCTION ticket_search(filter jsonb, sort text, place text, most bigint) RETURNS support_tickets[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
	few CONSTANT bigint := 5000; -- that an index's rows are looked up of, or a list's beginning has
	readable CONSTANT bigint := 35000; -- that are looked through in some 40 ms
	many CONSTANT bigint := 50000;
	condition CONSTANT text := '(t.words @@ $2 OR t.number = $3) IS TRUE'; -- which no index answers
	begun CONSTANT text := ticket_list_text(filter, NULL, sort, place, few);
	words CONSTANT tsquery := ticket_words(filter ->> 'q');
	whole CONSTANT tsquery := ticket_whole_words(filter ->> 'q');
	number CONSTANT bigint := ticket_number(filter ->> 'q');
	share CONSTANT numeric := ticket_words_count(words);
	found support_tickets[] := '{}';
	is_walked boolean := false;
	search text := CASE WHEN number IS NULL THEN 't.words @@ $2' ELSE '(t.words @@ $2 OR t.number = $3)' END;
BEGIN
	IF words IS NULL THEN
		RETURN found;
	ELSIF share <= few THEN
		IF number IS NULL AND ticket_words_count(whole) <= few THEN -- these alone are looked up
			search := 't.words @@ $4 AND (t.words @@ $2) IS TRUE';
		END IF;
	ELSIF ticket_filter_count(filter) <= readable THEN
		search := condition;
	ELSE
		found := ARRAY(SELECT t FROM ticket_rows(format('SELECT t.* FROM (%s) t WHERE %s ORDER BY %s LIMIT %s', begun,
			condition, ticket_order_text(sort), most), filter, words, number, whole) t);
		IF cardinality(found) = most OR NOT EXISTS (SELECT FROM ticket_rows(
			format('SELECT t.* FROM (%s) t OFFSET %s', begun, few - 1), filter, words, number, whole)) THEN
			RETURN found;
		END IF;
		is_walked := share > many;
	END IF;
	RETURN ARRAY(SELECT t FROM ticket_rows(CASE WHEN is_walked THEN ticket_list_text(filter, condition, sort, place, most)
		ELSE ticket_found_text(filter, search, sort, place, most) END, filter, words, number, whole) t);
END $$;

-- A page of the tickets that a filter leaves.
CREATE OR REPLACE FUNCTION ticket_list(filter jsonb, sort text, place text, most bigint) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off AS $$
DECLARE
	found CONSTANT support_tickets[] := CASE WHEN filter ? 'q' THEN ticket_search(filter, sort, place, most + 1)
		ELSE ARRAY(SELECT t FROM ticket_rows(ticket_list_text(filter, NULL, sort, place, most + 1), filter, NULL, NULL,
			NULL) t) END;
BEGIN
	RETURN list_page(ARRAY(SELECT ticket_json(t) FROM unnest(found) t),
		ARRAY(SELECT ticket_cursor(t, sort) FROM unnest(found) t), most);
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
