/* What admins do about second factors: of which roles they want one, and that of a colleague who
 * lost it. */
#include "accounts/accounts.h"

#include "sql_accounts.h"

/* --- a colleague's ---------------------------------------------------------------------------- */
static struct next was_reset(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_second_factor_reset_row row = sql_second_factor_reset_row(answer, 0);
	if (text_equals(row.outcome, TEXT("absent")))
		return call_fail(call, ERR_ABSENT, NULL);
	if (text_equals(row.outcome, TEXT("off")))
		return call_fail(call, ERR_STATE, "They have no second factor");
	if (text_equals(row.outcome, TEXT("elsewhere")))
		return call_fail(call, ERR_DENIED,
			"The operator does this for them: frontdesk agent reset-second-factor");
	sign_outs_tell_but(call, row.user_id, (struct uuid){{0}});
	return call_answer_empty(call);
}

struct next second_factor_reset(struct call *call)
{
	struct uuid agent_id = call_path_uuid(call, 0);
	if (uuid_equals(agent_id, call->who.agent_id))
		return call_fail(call, ERR_DENIED, "One's own is turned off with a code");
	return sql_second_factor_reset(call, was_reset, call->who.agent_id, agent_id);
}

/* --- of which roles --------------------------------------------------------------------------- */
enum { ROLES = 3 };

struct next security_get(struct call *call)
{
	return sql_security_settings(call, db_answer_json);
}

/* Each role once, in the order of their rights; false for what is no list of roles. */
static bool read_roles(const struct json *list, struct text ret_roles[ROLES], size_t *ret_count)
{
	static const char *const words[ROLES] = {"agent", "supervisor", "admin"};
	size_t known = 0;
	*ret_count = 0;
	for (size_t i = 0; i < ROLES; i++) {
		bool is_named = false;
		for (size_t at = 0; at < json_count(list); at++) {
			struct text word = TEXT_ABSENT;
			(void)json_text(json_element(list, at), &word);
			bool is_it = text_equals(word, text_from(words[i]));
			known += is_it;
			is_named |= is_it;
		}
		if (is_named)
			ret_roles[(*ret_count)++] = text_from(words[i]);
	}
	return json_is_array(list) && known == json_count(list);
}

struct next security_change(struct call *call)
{
	struct text *roles = arena_array(&call->arena, ROLES, sizeof(*roles));
	size_t count;
	if (!read_roles(json_member(call->body, "secondFactorRoles"), roles, &count))
		return call_fail(call, ERR_FIELD,
			"secondFactorRoles must be a list of agent, supervisor and admin");
	return sql_security_settings_change(call, db_answer_json, call->who.agent_id, roles, count);
}
