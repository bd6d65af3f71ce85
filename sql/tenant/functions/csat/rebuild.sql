-- The days' counts beside a recount of the surveys: for the operator's command alone, who owns the tables.

-- What the surveys come to, all of them.
CREATE OR REPLACE FUNCTION csat_recount() RETURNS SETOF csat_metrics_parts LANGUAGE sql STABLE AS $$
	SELECT c.metric_date, c.agent_id, c.team_id, c.channel::varchar(20), NULL::uuid, sum(c.sent)::integer,
		sum(c.responded)::integer, sum(c.answered)::integer, sum(c.total)::integer, sum(c.rated_1)::integer,
		sum(c.rated_2)::integer, sum(c.rated_3)::integer, sum(c.rated_4)::integer, sum(c.rated_5)::integer,
		NULL::timestamptz
	FROM csat_surveys s CROSS JOIN LATERAL csat_counted(s) c
	GROUP BY c.metric_date, c.agent_id, c.team_id, c.channel
$$;

-- The days on which what is kept is not what the surveys come to, in one snapshot.
CREATE OR REPLACE FUNCTION csat_differences() RETURNS TABLE (day date, kept text, counted text)
LANGUAGE sql STABLE AS $$
	WITH recount AS MATERIALIZED (SELECT * FROM csat_recount()), sides AS (
		SELECT 'parts' AS what, r.metric_date AS day, r.agent_id, r.team_id, r.channel, false AS is_kept, concat_ws(' ',
			r.surveys_sent, r.surveys_responded, r.surveys_answered, r.total_rating, r.rating_1_count, r.rating_2_count,
			r.rating_3_count, r.rating_4_count, r.rating_5_count) AS said
		FROM recount r
		UNION ALL SELECT 'daily', r.metric_date, NULL, NULL, NULL, false, concat_ws(' ', sum(r.surveys_sent),
			sum(r.surveys_responded), sum(r.surveys_answered), sum(r.total_rating), sum(r.rating_1_count),
			sum(r.rating_2_count), sum(r.rating_3_count), sum(r.rating_4_count), sum(r.rating_5_count))
		FROM recount r GROUP BY r.metric_date
		UNION ALL SELECT 'parts', p.metric_date, p.agent_id, p.team_id, p.channel, true, concat_ws(' ', p.surveys_sent,
			p.surveys_responded, p.surveys_answered, p.total_rating, p.rating_1_count, p.rating_2_count,
			p.rating_3_count, p.rating_4_count, p.rating_5_count)
		FROM csat_metrics_parts p
		UNION ALL SELECT 'daily', d.metric_date, NULL, NULL, NULL, true, concat_ws(' ', d.surveys_sent,
			d.surveys_responded, d.surveys_answered, d.total_rating, d.rating_1_count, d.rating_2_count,
			d.rating_3_count, d.rating_4_count, d.rating_5_count)
		FROM csat_metrics_daily d
	), judged AS (
		SELECT s.what, s.day, coalesce(max(s.said) FILTER (WHERE s.is_kept), '0 0 0 0 0 0 0 0 0') AS kept,
			coalesce(max(s.said) FILTER (WHERE NOT s.is_kept), '0 0 0 0 0 0 0 0 0') AS counted
		FROM sides s GROUP BY s.what, s.day, s.agent_id, s.team_id, s.channel
	)
	SELECT j.day, min(j.kept) FILTER (WHERE j.what = 'daily'), min(j.counted) FILTER (WHERE j.what = 'daily')
	FROM judged j GROUP BY j.day HAVING bool_or(j.kept <> j.counted) ORDER BY j.day
$$;

-- How many surveys are counted on a day that is none of this time zone's: those of a time before it was the tenant's.
CREATE OR REPLACE FUNCTION csat_days_elsewhere(zone text) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT count(*) FROM csat_surveys s
	WHERE s.sent_on <> (s.sent_at AT TIME ZONE zone)::date OR s.responded_on <> (s.responded_at AT TIME ZONE zone)::date
$$;

-- Counts all anew, by the days of this time zone. Nobody is asked, and nobody answers, meanwhile: who has begun to, and
-- holds a survey's row, has done so before.
CREATE OR REPLACE FUNCTION csat_rebuild(zone text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	LOCK TABLE csat_surveys IN EXCLUSIVE MODE;
	ALTER TABLE csat_surveys DISABLE TRIGGER csat_surveys_counted;
	UPDATE csat_surveys s SET sent_on = (s.sent_at AT TIME ZONE zone)::date,
		responded_on = (s.responded_at AT TIME ZONE zone)::date
	WHERE s.sent_on <> (s.sent_at AT TIME ZONE zone)::date OR s.responded_on <> (s.responded_at AT TIME ZONE zone)::date;
	ALTER TABLE csat_surveys ENABLE TRIGGER csat_surveys_counted;
	DELETE FROM csat_metrics_parts;
	DELETE FROM csat_metrics_daily;
	PERFORM csat_count(r) FROM csat_recount() r;
END $$;
