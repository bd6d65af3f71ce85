/* GET /api/admin/support/audit: who did what to what, of the filter that is asked for. */
#include "accounts/accounts.h"

#include "base/date.h"
#include "call/tenant.h"
#include "paging.h"
#include "sql_accounts.h"

enum { DAY_SIZE = 10 };

struct filter {
	struct text actor_type, actor_id, action, from, to;
};

/* Absent when it is missing or empty, as a form's field is. */
static struct text read_word(const struct call *call, const char *name)
{
	struct text word = call_query(call, name);
	return word.size > 0 ? word : TEXT_ABSENT;
}

/* An agent is named by their id, everybody else by what they are. */
static bool read_actor(struct call *call, struct filter *filter)
{
	struct text actor = read_word(call, "actor");
	char id[UUID_TEXT_SIZE + 1];
	struct uuid agent_id;
	filter->actor_type = actor;
	if (text_is_absent(actor))
		return true;
	if (!uuid_parse(actor, &agent_id))
		return text_equals(actor, TEXT("visitor")) || text_equals(actor, TEXT("agent")) ||
		       text_equals(actor, TEXT("operator")) || text_equals(actor, TEXT("system"));
	uuid_format(agent_id, id);
	filter->actor_type = TEXT("agent");
	filter->actor_id = arena_copy(&call->arena, text_from(id));
	return true;
}

static bool read_day(const struct call *call, const char *name, struct text *ret_day)
{
	struct text day = read_word(call, name);
	*ret_day = day;
	return text_is_absent(day) || (day.size == DAY_SIZE && date_is_valid(day));
}

struct next audit_list(struct call *call)
{
	struct filter filter = {.action = read_word(call, "action")};
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	if (!read_actor(call, &filter))
		return call_fail(call, ERR_FIELD,
			"actor must be an agent's id, visitor, agent, operator or system");
	if (!read_day(call, "from", &filter.from))
		return call_fail(call, ERR_FIELD, "from must be a day, as 2026-11-30");
	if (!read_day(call, "to", &filter.to))
		return call_fail(call, ERR_FIELD, "to must be a day, as 2026-11-30");
	return sql_audit_list(call, db_answer_json, filter.actor_type, filter.actor_id,
		filter.action, filter.from, filter.to, call->tenant->time_zone, cursor,
		paging_most(call));
}
