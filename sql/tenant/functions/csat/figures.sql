-- Figures, as they are shown: of the days' counts, whatever is asked; by a tag alone of the surveys themselves.

-- What was counted on each day of a range, of one agent, team or channel, or of all: a row for each day that has any.
CREATE OR REPLACE FUNCTION csat_counts(first date, last date, agent uuid, team uuid, channel text, tag text)
RETURNS SETOF csat_metrics_parts LANGUAGE plpgsql STABLE SET enable_seqscan = off SET plan_cache_mode = auto AS $$
DECLARE
	nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
	IF tag IS NOT NULL THEN
		RETURN QUERY SELECT c.metric_date, nobody, nobody, ''::varchar(20), NULL::uuid, sum(c.sent)::integer,
			sum(c.responded)::integer, sum(c.answered)::integer, sum(c.total)::integer, sum(c.rated_1)::integer,
			sum(c.rated_2)::integer, sum(c.rated_3)::integer, sum(c.rated_4)::integer, sum(c.rated_5)::integer,
			NULL::timestamptz
		FROM csat_surveys s CROSS JOIN LATERAL csat_counted(s) c
		WHERE s.tags <> '{}' AND s.tags @> ARRAY[tag] AND c.metric_date BETWEEN first AND last
			AND (csat_counts.agent IS NULL OR c.agent_id = csat_counts.agent)
			AND (csat_counts.team IS NULL OR c.team_id = csat_counts.team)
			AND (csat_counts.channel IS NULL OR c.channel = csat_counts.channel)
		GROUP BY c.metric_date;
	ELSIF agent IS NULL AND team IS NULL AND channel IS NULL THEN
		RETURN QUERY SELECT d.metric_date, nobody, nobody, ''::varchar(20), NULL::uuid, d.surveys_sent, d.surveys_responded,
			d.surveys_answered, d.total_rating, d.rating_1_count, d.rating_2_count, d.rating_3_count,
			d.rating_4_count, d.rating_5_count, NULL::timestamptz
		FROM csat_metrics_daily d WHERE d.metric_date BETWEEN first AND last;
	ELSE
		RETURN QUERY SELECT p.metric_date, nobody, nobody, ''::varchar(20), NULL::uuid, sum(p.surveys_sent)::integer,
			sum(p.surveys_responded)::integer, sum(p.surveys_answered)::integer, sum(p.total_rating)::integer,
			sum(p.rating_1_count)::integer, sum(p.rating_2_count)::integer, sum(p.rating_3_count)::integer,
			sum(p.rating_4_count)::integer, sum(p.rating_5_count)::integer, NULL::timestamptz
		FROM csat_metrics_parts p
		WHERE p.metric_date BETWEEN first AND last
			AND (csat_counts.agent IS NULL OR p.agent_id = csat_counts.agent)
			AND (csat_counts.team IS NULL OR p.team_id = csat_counts.team)
			AND (csat_counts.channel IS NULL OR p.channel = csat_counts.channel)
		GROUP BY p.metric_date;
	END IF;
END $$;

-- How many there are for each answer; absent where there is none. As many places as whoever sums days up needs to find
-- the whole numbers again: of up to a million answers.
CREATE OR REPLACE FUNCTION csat_share(part bigint, responded bigint) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
	SELECT round(part / nullif(responded, 0)::numeric, 6)
$$;

-- What counts come to, of which there may be none; what there is no answer for is left out, and never 0.
CREATE OR REPLACE FUNCTION csat_figures_of(sent bigint, responded bigint, answered bigint, total bigint, r1 bigint,
	r2 bigint, r3 bigint, r4 bigint, r5 bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('sent', coalesce(sent, 0), 'responded', coalesce(responded, 0),
		'answered', coalesce(answered, 0), 'responseRate', round(answered / nullif(sent, 0)::numeric, 4),
		'averageRating', csat_share(total, responded), 'score', csat_share(r4 + r5, responded),
		'distribution', jsonb_build_object('1', coalesce(r1, 0), '2', coalesce(r2, 0), '3', coalesce(r3, 0),
			'4', coalesce(r4, 0), '5', coalesce(r5, 0))))
$$;

-- The trend's point of a day. As text: of a year there are many, and nobody looks into them here.
CREATE OR REPLACE FUNCTION csat_point(day date, sent bigint, responded bigint, total bigint, good bigint) RETURNS json
LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN responded > 0 THEN json_build_object('date', day, 'sent', sent, 'responded', responded,
			'averageRating', csat_share(total, responded), 'score', csat_share(good, responded))
		ELSE json_build_object('date', day, 'sent', coalesce(sent, 0), 'responded', 0) END
$$;

-- The CSATMetrics of a range of days, beside the range of the same length before it. Whichever they are, the plan that
-- is wanted is the same, and making it takes longer than all else.
CREATE OR REPLACE FUNCTION csat_metrics_json(first date, last date, agent uuid, team uuid, channel text, tag text)
RETURNS json LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
	before CONSTANT date := first - (last - first + 1);
BEGIN
	RETURN (WITH counts AS MATERIALIZED (SELECT * FROM csat_counts(before, last, agent, team, channel, tag)),
		ranges AS (SELECT r.is_before, csat_figures_of(sum(c.surveys_sent), sum(c.surveys_responded),
				sum(c.surveys_answered), sum(c.total_rating), sum(c.rating_1_count), sum(c.rating_2_count),
				sum(c.rating_3_count), sum(c.rating_4_count), sum(c.rating_5_count)) AS figures
			FROM (VALUES (true), (false)) AS r (is_before)
			LEFT JOIN counts c ON (c.metric_date < first) = r.is_before GROUP BY r.is_before)
		SELECT json_build_object('from', first, 'to', last, 'timeZone', control.scope_tenant_settings() ->> 'timeZone',
			'figures', (SELECT r.figures FROM ranges r WHERE NOT r.is_before),
			'before', json_build_object('from', before, 'to', first - 1,
				'figures', (SELECT r.figures FROM ranges r WHERE r.is_before)),
			'days', (SELECT json_agg(csat_point(first + d.day, c.surveys_sent, c.surveys_responded, c.total_rating,
					c.rating_4_count + c.rating_5_count) ORDER BY d.day)
				FROM generate_series(0, last - first) AS d (day)
				LEFT JOIN counts c ON c.metric_date = first + d.day)));
END $$;

-- Between which shares the true one lies, of `good` of `all_of`, with 95 in 100 (Wilson, 1927).
CREATE OR REPLACE FUNCTION csat_wilson(good numeric, all_of numeric, side integer) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
	SELECT round(((p + z * z / (2 * n) + side * z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n))::numeric, 4)
	FROM (SELECT 1.959964::double precision AS z, nullif(all_of, 0)::double precision AS n,
		(good / nullif(all_of, 0))::double precision AS p) s
$$;

-- The scores of each agent who was credited with something in a range: those with the most answers first. An agent of
-- `own` alone where that is given. What nobody had is nobody's.
CREATE OR REPLACE FUNCTION csat_agents(first date, last date, own uuid, team uuid, channel text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('items', coalesce(jsonb_agg(jsonb_strip_nulls(
			jsonb_build_object('agent', agent_json_of(a, 'agent')) || (s.figures - 'distribution')
			|| jsonb_build_object('scoreLow', csat_wilson(s.good, s.responded, -1),
				'scoreHigh', csat_wilson(s.good, s.responded, 1)))
			ORDER BY s.responded DESC, s.sent DESC, a.name, a.id), '[]'))
		FROM (SELECT p.agent_id, csat_figures_of(sum(p.surveys_sent), sum(p.surveys_responded), sum(p.surveys_answered),
				sum(p.total_rating), sum(p.rating_1_count), sum(p.rating_2_count), sum(p.rating_3_count),
				sum(p.rating_4_count), sum(p.rating_5_count)) AS figures,
				sum(p.surveys_sent) AS sent, sum(p.surveys_responded)::numeric AS responded,
				sum(p.rating_4_count + p.rating_5_count)::numeric AS good
			FROM csat_metrics_parts p
			WHERE p.metric_date BETWEEN first AND last AND (own IS NULL OR p.agent_id = own)
				AND (csat_agents.team IS NULL OR p.team_id = csat_agents.team)
				AND (csat_agents.channel IS NULL OR p.channel = csat_agents.channel)
			GROUP BY p.agent_id) s
		JOIN support_agents a ON a.id = s.agent_id);
END $$;

-- A CSATSurvey, as agents see it, without what was written.
CREATE OR REPLACE FUNCTION csat_survey_json(s csat_surveys) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_strip_nulls(jsonb_build_object('id', s.id, 'state', CASE WHEN s.rating IS NOT NULL THEN 'answered'
			WHEN s.sent_at IS NULL AND s.cancelled_at IS NULL THEN 'waiting' ELSE csat_survey_state(s) END,
		'ticketId', s.ticket_id, 'ticketNumber', (SELECT t.number FROM support_tickets t WHERE t.id = s.ticket_id),
		'sessionId', s.session_id, 'conversationId', s.conversation_id, 'rating', s.rating,
		'agent', agent_json(s.agent_id, 'agent'),
		'team', (SELECT jsonb_build_object('id', t.id, 'name', t.name) FROM teams t WHERE t.id = s.team_id),
		'channel', s.channel, 'note', s.note, 'customerId', s.customer_id, 'customerEmail', s.customer_email,
		'customerPhone', s.customer_phone, 'tags', to_jsonb(s.tags), 'sentAt', chat_time(s.sent_at),
		'respondedAt', chat_time(s.responded_at), 'correctedAt', chat_time(s.corrected_at),
		'remindedAt', chat_time(s.reminded_at), 'cancelledAt', chat_time(s.cancelled_at),
		'expiresAt', chat_time(s.expires_at), 'createdAt', chat_time(s.created_at))));
END $$;

-- A page of surveys, newest first: by when they were sent, answered or, of those that were not sent, made; on the days
-- by which they are counted.
CREATE OR REPLACE FUNCTION csat_survey_page(by text, first date, last date, agent uuid, team uuid, channel text, tag text,
	ratings integer[], is_answered boolean, place text, most bigint) RETURNS SETOF csat_surveys
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
	moment CONSTANT text := CASE by WHEN 'sent' THEN 'sent_at' WHEN 'responded' THEN 'responded_at' ELSE 'created_at' END;
	day CONSTANT text := CASE by WHEN 'sent' THEN 's.sent_on' WHEN 'responded' THEN 's.responded_on'
		ELSE format('s.sent_at IS NULL AND (s.created_at AT TIME ZONE %L)::date',
			control.scope_tenant_settings() ->> 'timeZone') END;
BEGIN
	RETURN QUERY EXECUTE format('SELECT s.* FROM csat_surveys s WHERE %s ORDER BY s.%s DESC, s.id DESC LIMIT $9',
		concat_ws(' AND ', format('s.%1$s >= $1 - 2 AND s.%1$s < $2 + 3 AND %2$s BETWEEN $1 AND $2', moment, day),
			CASE WHEN agent IS NOT NULL THEN 's.agent_id = $3' END,
			CASE WHEN team IS NOT NULL THEN 's.team_id = $4' END,
			CASE WHEN channel IS NOT NULL THEN 's.channel = $5' END,
			CASE WHEN tag IS NOT NULL THEN 's.tags <> ''{}'' AND s.tags @> ARRAY[$6]' END,
			CASE WHEN ratings IS NOT NULL THEN 's.rating = ANY ($7)' END,
			CASE is_answered WHEN true THEN 's.rating IS NOT NULL' WHEN false THEN 's.rating IS NULL' END,
			CASE WHEN place IS NOT NULL
				THEN format('(s.%s, s.id) < ($8, $10)', moment) END),
		moment)
	USING first, last, agent, team, channel, tag, ratings, list_cursor_at(place), most, list_cursor_id(place);
END $$;
