/* The tenant's agents, and what each chooses to be: online or away. */
#include "accounts/accounts.h"

#include "sql_accounts.h"

enum { PAGE_USUAL = 50, PAGE_MOST = 200, CURSOR_SIZE_MAX = 80 };

struct next agent_list(struct call *call)
{
	struct text cursor = call_query(call, "after");
	if (cursor.size > CURSOR_SIZE_MAX)
		return call_fail(call, ERR_INVALID, "after must be a page's next");
	return sql_agent_list(call, accounts_answer, cursor,
		call_query_int(call, "limit", PAGE_USUAL, 1, PAGE_MOST));
}

static struct next chosen(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_NONE)
		presence_tell(call->parts, call->tenant, answer->json);
	return accounts_answer(call, answer);
}

struct next agent_status(struct call *call)
{
	struct text choice = accounts_member(call, "status");
	if (!text_equals(choice, TEXT("online")) && !text_equals(choice, TEXT("away")))
		return call_fail(call, ERR_INVALID, "status must be online or away");
	return sql_agent_choose_status(call, chosen, call->who.agent_id, choice);
}
