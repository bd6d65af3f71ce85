/* What the handlers of accounts share. */
#include "accounts/accounts.h"

struct accounts_work *accounts_work(struct call *call)
{
	if (!call->accounts)
		call->accounts = ARENA_NEW(&call->arena, struct accounts_work);
	return call->accounts;
}

struct text accounts_member(const struct call *call, const char *name)
{
	struct text value = TEXT_ABSENT;
	(void)json_text(json_member(call->body, name), &value);
	return value.size > 0 ? value : TEXT_ABSENT;
}

struct next accounts_answer(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return call_answer(call, 200, answer->json);
}
