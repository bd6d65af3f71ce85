-- Surveys, as customers see and answer them.

-- rating_code_tenant(first_id uuid, last_id uuid) [control] -> row(tenant_id uuid?)
-- The tenant whose id is between these.
SELECT control.tenant_between($1, $2) AS tenant_id;

-- rating_survey(token_hash bytes, locale text)
--	-> row(id uuid?, state text, rating int?, has_feedback bool, scale text, question text?, thanks text?, color text,
--	survey json?)
-- The survey of a link's secret, with the tenant's words in that language and its colour.
SELECT s.id, csat_survey_state(s), s.rating::bigint, s.feedback IS NOT NULL, o.scale::text,
	o.texts -> $2::text ->> 'question', o.texts -> $2::text ->> 'thanks', c.primary_color::text, csat_survey_public(s)
FROM csat_settings o CROSS JOIN chat_widget_config c LEFT JOIN csat_survey_of($1) s ON true;

-- rating_answer(token_hash bytes, rating int, feedback bytes?, has_feedback bool, fingerprint bytes?) [write]
--	-> row(outcome text, survey text?)
-- Answers it, or corrects what was answered: 'done', 'corrected' or 'same', or why not.
SELECT a.outcome, a.survey FROM csat_answer($1, $2, $3, $4, $5) a;

-- rating_window(session_id uuid, visitor_id text) -> row(id uuid?, survey text?)
-- The survey in the window of this visitor's chat, if somebody is asked there.
SELECT s.id, csat_survey_public(s)::text FROM (VALUES (true)) AS one LEFT JOIN csat_survey_in($1, $2) s ON true;

-- rating_window_answer(session_id uuid, visitor_id text, rating int, feedback bytes?, has_feedback bool, fingerprint
--	bytes?) [write]
--	-> row(outcome text, survey text?)
-- Answers that one.
SELECT a.outcome, a.survey FROM csat_session_answer($1, $2, $3, $4, $5, $6) a;
