-- Figures by day, kept with each survey: what a survey counts for is told by its row alone, and its triggers move
-- the counts by the difference. Whoever changes surveys has their rows before the days', and days in their order:
-- so nobody waits in a ring. Nothing in the program changes several surveys' counts by one statement.

-- The day of a moment, in the tenant's time zone.
CREATE OR REPLACE FUNCTION csat_day(at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
	SELECT (at AT TIME ZONE (control.scope_tenant_settings() ->> 'timeZone'))::date
$$;

-- What a survey counts for: on the day it was sent, and on that of its answer.
CREATE OR REPLACE FUNCTION csat_counted(s csat_surveys)
RETURNS TABLE (metric_date date, agent_id uuid, team_id uuid, channel text, sent integer, responded integer,
	answered integer, total integer, rated_1 integer, rated_2 integer, rated_3 integer, rated_4 integer, rated_5 integer)
LANGUAGE sql IMMUTABLE AS $$
	SELECT s.sent_on, coalesce(s.agent_id, '00000000-0000-0000-0000-000000000000'),
		coalesce(s.team_id, '00000000-0000-0000-0000-000000000000'), s.channel::text, 1, 0,
		(s.rating IS NOT NULL)::integer, 0, 0, 0, 0, 0, 0
	WHERE s.sent_on IS NOT NULL
	UNION ALL SELECT s.responded_on, coalesce(s.agent_id, '00000000-0000-0000-0000-000000000000'),
		coalesce(s.team_id, '00000000-0000-0000-0000-000000000000'), s.channel::text, 0, 1, 0, s.rating,
		(s.rating = 1)::integer, (s.rating = 2)::integer, (s.rating = 3)::integer, (s.rating = 4)::integer,
		(s.rating = 5)::integer
	WHERE s.responded_on IS NOT NULL
$$;

-- By how much the counts differ when a survey becomes another: what is the same is left out.
CREATE OR REPLACE FUNCTION csat_moved(before csat_surveys, after csat_surveys) RETURNS SETOF csat_metrics_parts
LANGUAGE sql STABLE AS $$
	SELECT m.metric_date, m.agent_id, m.team_id, m.channel::varchar(20), NULL::uuid, sum(m.way * m.sent)::integer,
		sum(m.way * m.responded)::integer, sum(m.way * m.answered)::integer, sum(m.way * m.total)::integer,
		sum(m.way * m.rated_1)::integer, sum(m.way * m.rated_2)::integer, sum(m.way * m.rated_3)::integer,
		sum(m.way * m.rated_4)::integer, sum(m.way * m.rated_5)::integer, NULL::timestamptz
	FROM (SELECT 1 AS way, c.* FROM csat_counted(after) c UNION ALL SELECT -1, c.* FROM csat_counted(before) c) m
	GROUP BY m.metric_date, m.agent_id, m.team_id, m.channel
	HAVING sum(m.way * m.sent) <> 0 OR sum(m.way * m.responded) <> 0 OR sum(m.way * m.answered) <> 0
		OR sum(m.way * m.total) <> 0
$$;

-- Adds to the counts of a day.
CREATE OR REPLACE FUNCTION csat_count(p csat_metrics_parts) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO csat_metrics_daily AS d (metric_date, surveys_sent, surveys_responded, surveys_answered, total_rating,
		rating_1_count, rating_2_count, rating_3_count, rating_4_count, rating_5_count)
	VALUES (p.metric_date, p.surveys_sent, p.surveys_responded, p.surveys_answered, p.total_rating,
		p.rating_1_count, p.rating_2_count, p.rating_3_count, p.rating_4_count, p.rating_5_count)
	ON CONFLICT (metric_date) DO UPDATE SET surveys_sent = d.surveys_sent + excluded.surveys_sent,
		surveys_responded = d.surveys_responded + excluded.surveys_responded,
		surveys_answered = d.surveys_answered + excluded.surveys_answered,
		total_rating = d.total_rating + excluded.total_rating,
		rating_1_count = d.rating_1_count + excluded.rating_1_count,
		rating_2_count = d.rating_2_count + excluded.rating_2_count,
		rating_3_count = d.rating_3_count + excluded.rating_3_count,
		rating_4_count = d.rating_4_count + excluded.rating_4_count,
		rating_5_count = d.rating_5_count + excluded.rating_5_count;
	INSERT INTO csat_metrics_parts AS d (metric_date, agent_id, team_id, channel, surveys_sent, surveys_responded,
		surveys_answered, total_rating, rating_1_count, rating_2_count, rating_3_count, rating_4_count, rating_5_count)
	VALUES (p.metric_date, p.agent_id, p.team_id, p.channel, p.surveys_sent, p.surveys_responded,
		p.surveys_answered, p.total_rating, p.rating_1_count, p.rating_2_count, p.rating_3_count, p.rating_4_count,
		p.rating_5_count)
	ON CONFLICT (metric_date, agent_id, team_id, channel) DO UPDATE
	SET surveys_sent = d.surveys_sent + excluded.surveys_sent,
		surveys_responded = d.surveys_responded + excluded.surveys_responded,
		surveys_answered = d.surveys_answered + excluded.surveys_answered,
		total_rating = d.total_rating + excluded.total_rating,
		rating_1_count = d.rating_1_count + excluded.rating_1_count,
		rating_2_count = d.rating_2_count + excluded.rating_2_count,
		rating_3_count = d.rating_3_count + excluded.rating_3_count,
		rating_4_count = d.rating_4_count + excluded.rating_4_count,
		rating_5_count = d.rating_5_count + excluded.rating_5_count;
END $$;

CREATE OR REPLACE FUNCTION csat_survey_count() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
	part csat_metrics_parts;
BEGIN
	FOR part IN SELECT * FROM csat_moved(OLD, NEW) m ORDER BY m.metric_date, m.agent_id, m.team_id, m.channel LOOP
		PERFORM csat_count(part);
	END LOOP;
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER csat_surveys_counted AFTER INSERT OR DELETE OR
	UPDATE OF sent_on, responded_on, rating, agent_id, team_id, channel ON csat_surveys
	FOR EACH ROW EXECUTE FUNCTION csat_survey_count();
