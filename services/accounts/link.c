/* The console stands at public_url. */
#include "accounts/link.h"

#include "accounts/accounts.h"
#include "auth/auth.h"
#include "net/site.h"
#include "outside/mail_server.h"
#include "outside/outside.h"

bool link_can_be_mailed(const struct call *call)
{
	return outside_mail_service(call->parts->outside)->is_set;
}

/* --- making one ------------------------------------------------------------------------------- */
bool link_make(struct call *call, struct text purpose)
{
	struct accounts_work *work = accounts_work(call);
	char *token = arena_alloc(&call->arena, TOKEN_SIZE + 1);
	token_make(token);
	work->link_token = text_from(token);
	work->link_master = 0;
	return link_hash_next(call, purpose);
}

struct text link_of(struct call *call, const char *path)
{
	return arena_printf(&call->arena, "%.*s%s#%.*s", TEXT_ARG(call->parts->site->origin), path,
		TEXT_ARG(call->accounts->link_token));
}

/* --- following one ---------------------------------------------------------------------------- */
struct next link_follow(struct call *call, call_step granted)
{
	struct accounts_work *work = accounts_work(call);
	if (!auth_is_same_origin(call))
		return call_fail(call, ERR_DENIED, "This must come from a page of the console");
	work->link_token = accounts_member(call, "token");
	if (text_is_absent(work->link_token))
		return call_fail(call, ERR_INVALID, "A token is needed");
	return throttle_token(call, granted);
}

bool link_hash_next(struct call *call, struct text purpose)
{
	struct accounts_work *work = call->accounts;
	return token_hash(call->parts->keyring, work->link_master++, purpose, work->link_token,
		work->link_hash);
}

struct text link_hash(const struct call *call)
{
	return (struct text){(const char *)call->accounts->link_hash, TOKEN_HASH_SIZE};
}
