/* /api/admin/support/origins: on whose pages the widget may stand. */
#include "setup/setup.h"

#include "base/origin.h"
#include "pg/db.h"
#include "sql_setup.h"

struct next origin_list(struct call *call)
{
	return sql_allowed_origins(call, db_answer_json);
}

static struct next allowed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text outcome = sql_allowed_origin_add_row(answer, 0).outcome;
	if (text_equals(outcome, TEXT("full")))
		return call_fail(call, ERR_STATE, "There are as many as there may be");
	if (text_equals(outcome, TEXT("done")))
		tenant_tell_changed(call);
	return origin_list(call);
}

struct next origin_allow(struct call *call)
{
	struct text typed = TEXT_ABSENT, origin;
	if (!json_text(json_member(call->body, "origin"), &typed))
		return call_fail(call, ERR_FIELD, "origin must be a text");
	const char *fault = origin_read(&call->arena, typed, &origin);
	if (fault)
		return call_fail(call, ERR_FIELD, arena_string(&call->arena, "origin %s", fault));
	return sql_allowed_origin_add(call, allowed, call->who.agent_id, origin);
}

static struct next removed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_allowed_origin_remove_row(answer, 0).is_done)
		return call_fail(call, ERR_ABSENT, "It is not on the list");
	tenant_tell_changed(call);
	return origin_list(call);
}

struct next origin_remove(struct call *call)
{
	struct text origin = call_query(call, "origin");
	if (text_is_absent(origin))
		return call_fail(call, ERR_INVALID, "origin must be given");
	return sql_allowed_origin_remove(call, removed, call->who.agent_id, origin);
}
