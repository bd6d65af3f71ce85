-- What customers answered, as admins and agents see it.

-- csat_range(first text?, last text?) -> row(first text, last text, days int)
-- Which days are meant, in the tenant's time zone: without any the last 30.
SELECT f.first::text, l.last::text, (l.last - f.first + 1)::bigint AS days
FROM (SELECT coalesce($2::date, csat_day(now())) AS last) l
CROSS JOIN LATERAL (SELECT coalesce($1::date, l.last - 29) AS first) f;

-- csat_metrics(first text, last text, agent text?, team text?, channel text?, tag text?) [slow] -> json
-- The CSATMetrics.
SELECT csat_metrics_json($1::date, $2::date, $3::uuid, $4::uuid, $5, $6);

-- csat_agents(first text, last text, own text?, team text?, channel text?) [slow] -> json
-- The scores of each agent.
SELECT csat_agents($1::date, $2::date, $3::uuid, $4::uuid, $5);

-- csat_survey_list(by text, first text, last text, agent text?, team text?, channel text?, tag text?, ratings text?,
--	is_answered text?, cursor text?, most int) [slow] -> rows(survey text, survey_id uuid, feedback bytes?, place text)
-- A page of surveys, and one more where there is more.
SELECT csat_survey_json(s)::text AS survey, s.id, s.feedback,
	list_cursor(CASE $1 WHEN 'sent' THEN s.sent_at WHEN 'responded' THEN s.responded_at ELSE s.created_at END, s.id) AS place
FROM csat_survey_page($1, $2::date, $3::date, $4::uuid, $5::uuid, $6, $7, string_to_array($8, ',')::integer[], $9::boolean,
	$10, $11 + 1) s;
