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
