-- Figures, as they are shown: of the days' counts, whatever is asked; by a tag alone of the surveys themselves.

-- What was counted on each day of a range, of one agent, team or channel, or of all.
CREATE OR REPLACE FUNCTION csat_counts(first date, last date, agent uuid, team uuid, channel text, tag text)
RETURNS SETOF csat_metrics_parts LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
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
		RETURN QUERY SELECT p.* FROM csat_metrics_parts p
		WHERE p.metric_date BETWEEN first AND last
			AND (csat_counts.agent IS NULL OR p.agent_id = csat_counts.agent)
			AND (csat_counts.team IS NULL OR p.team_id = csat_counts.team)
			AND (csat_counts.channel IS NULL OR p.channel = csat_counts.channel);
	END IF;
END $$;

-- What counts come to; what there is no answer for is left out, and never 0. As many places as whoever sums days up
-- needs to find the whole numbers again: of up to a million answers.
CREATE OR REPLACE FUNCTION csat_figures(counts csat_metrics_parts[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('sent', sent, 'responded', responded, 'answered', answered,
		'responseRate', round(answered / nullif(sent, 0), 4), 'averageRating', round(total / nullif(responded, 0), 6),
		'score', round((r4 + r5) / nullif(responded, 0), 6),
		'distribution', jsonb_build_object('1', r1, '2', r2, '3', r3, '4', r4, '5', r5)))
	FROM (SELECT coalesce(sum(c.surveys_sent), 0)::numeric AS sent,
			coalesce(sum(c.surveys_responded), 0)::numeric AS responded,
			coalesce(sum(c.surveys_answered), 0)::numeric AS answered, coalesce(sum(c.total_rating), 0)::numeric AS total,
			coalesce(sum(c.rating_1_count), 0)::numeric AS r1, coalesce(sum(c.rating_2_count), 0)::numeric AS r2,
			coalesce(sum(c.rating_3_count), 0)::numeric AS r3, coalesce(sum(c.rating_4_count), 0)::numeric AS r4,
			coalesce(sum(c.rating_5_count), 0)::numeric AS r5
		FROM unnest(counts) c) summed
$$;

-- The CSATMetrics of a range of days, beside the range of the same length before it.
CREATE OR REPLACE FUNCTION csat_metrics(first date, last date, agent uuid, team uuid, channel text, tag text)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
	before CONSTANT date := first - (last - first + 1);
	counts csat_metrics_parts[] := ARRAY(SELECT c FROM csat_counts(before, last, agent, team, channel, tag) c);
BEGIN
	RETURN jsonb_build_object('from', first, 'to', last, 'timeZone', control.scope_tenant_settings() ->> 'timeZone',
		'figures', csat_figures(ARRAY(SELECT c FROM unnest(counts) c WHERE c.metric_date >= first)),
		'before', jsonb_build_object('from', before, 'to', first - 1,
			'figures', csat_figures(ARRAY(SELECT c FROM unnest(counts) c WHERE c.metric_date < first))),
		'days', (SELECT jsonb_agg(jsonb_build_object('date', d.at) || csat_figures(d.counts)
				- '{distribution,answered,responseRate}'::text[] ORDER BY d.at)
			FROM (SELECT g.at::date AS at, array_agg(c) FILTER (WHERE c.metric_date IS NOT NULL) AS counts
				FROM generate_series(first::timestamp, last::timestamp, interval '1 day') AS g (at)
				LEFT JOIN unnest(counts) c ON c.metric_date = g.at::date GROUP BY 1) d));
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
		FROM (SELECT p.agent_id, csat_figures(array_agg(p)) AS figures, sum(p.surveys_sent) AS sent,
				sum(p.surveys_responded)::numeric AS responded,
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
