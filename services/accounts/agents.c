/* The tenant's agents, and what each chooses to be: online or away. */
#include "accounts/accounts.h"

#include "paging.h"
#include "sql_accounts.h"

struct next agent_list(struct call *call)
{
	struct text cursor;
	if (!paging_cursor(call, &cursor))
		return paging_refuse(call);
	struct text search = call_query(call, "search");
	struct text team = call_query(call, "team");
	struct uuid team_id;
	if (team.size > 0 && !uuid_parse(team, &team_id))
		return call_fail(call, ERR_INVALID, "team must be a team's id");
	return sql_agent_list(call, db_answer_json, search.size > 0 ? search : TEXT_ABSENT,
		team.size > 0 ? &team_id : NULL, call->who.role >= ROLE_ADMIN, cursor,
		paging_most(call));
}

static struct next chosen(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_NONE)
		presence_tell(call->parts, call->tenant, answer->json);
	return db_answer_json(call, answer);
}

struct next agent_status(struct call *call)
{
	struct text choice = accounts_member(call, "status");
	if (!text_equals(choice, TEXT("online")) && !text_equals(choice, TEXT("away")))
		return call_fail(call, ERR_INVALID, "status must be online or away");
	return sql_agent_choose_status(call, chosen, call->who.agent_id, choice);
}
