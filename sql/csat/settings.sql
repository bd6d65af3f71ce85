-- Whether and how customers are asked.

-- csat_settings_get() -> json
-- The CSATSettings.
SELECT csat_settings_json();

-- csat_settings_change(agent_id uuid, updated_at text, changes json) [write] -> row(outcome text)
-- Changes what is given of them, where nobody else has since that time; or says why not.
SELECT csat_settings_change($1, $2, $3) AS outcome;
