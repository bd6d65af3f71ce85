-- Second factors: a person's own, and what a tenant wants of its people.

-- second_factor(user_id uuid) -> json
-- How it stands with somebody's second factor.
SELECT jsonb_strip_nulls(jsonb_build_object('isOn', f.is_on, 'onSince', chat_time(f.on_since),
	'isRequired', f.is_required, 'recoveryCodesLeft', f.recovery_codes))
FROM control.scope_second_factor($1) f;

-- second_factor_get(user_id uuid) [control] -> rows(secret bytes, is_on bool, last_step int)
-- The secret of a person's second factor; no row when they have begun none.
SELECT secret, is_on, last_step FROM control.second_factor_get($1);

-- second_factor_begin(user_id uuid, secret bytes) [write] -> row(is_begun bool)
-- Keeps the secret of a second factor that is to be.
SELECT control.scope_second_factor_begin($1, $2);

-- second_factor_confirm(agent_id uuid, user_id uuid, sign_in_id uuid, secret bytes, step int,
--	code_hashes texts) [write] -> row(is_on bool)
-- Turns it on by a code, with its recovery codes, and ends the person's other sign-ins.
SELECT second_factor_confirm($1, $2, $3, $4, $5, $6);

-- recovery_codes_make(agent_id uuid, user_id uuid, step int?, code_hashes texts) [write]
--	-> row(is_made bool)
-- Puts new recovery codes in the place of all others, by a code.
SELECT recovery_codes_make($1, $2, $3, $4);

-- second_factor_off(agent_id uuid, user_id uuid, step int?, code_hashes texts) [write]
--	-> row(is_off bool)
-- Turns it off, by a code or a recovery code.
SELECT second_factor_off($1, $2, $3, $4);

-- second_factor_reset(actor_id uuid, agent_id uuid) [write] -> row(outcome text, user_id uuid?)
-- Takes a colleague's away, and ends their sign-ins; answers who they are, or why it is refused.
SELECT outcome, user_id FROM second_factor_reset($1, $2);

-- security_settings() -> json
-- What the tenant wants of how its people sign in.
SELECT jsonb_build_object('secondFactorRoles', to_jsonb(control.scope_second_factor_roles()));

-- security_settings_change(agent_id uuid, roles texts) [write] -> json
-- Changes that; answers what it is now.
SELECT security_settings_change($1, $2);
