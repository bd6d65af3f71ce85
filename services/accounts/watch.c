/*
 * Sign-ins end elsewhere too: in another worker, by the command line, by time. Every few seconds
 * one statement asks which of the connected ones hold no more.
 */
#include "accounts/accounts.h"

#include <stdlib.h>

#include "base/memory.h"
#include "sockets/ws.h"
#include "sql_accounts.h"

enum { CHECK_SECONDS = 4 }; /* and the statement's own time: within 5 s in all */

void watch_add(struct accounts *accounts, const struct ws_connection *connection)
{
	struct console *console = MEMORY_NEW(struct console);
	const struct who *who = ws_who(connection);
	console->handle = ws_handle_of(connection);
	console->user_id = who->user_id;
	console->sign_in_id = who->sign_in_id;
	console->next = accounts->consoles;
	accounts->consoles = console;
}

void watch_remove(struct accounts *accounts, const struct ws_connection *connection)
{
	struct ws_handle handle = ws_handle_of(connection);
	for (struct console **place = &accounts->consoles; *place; place = &(*place)->next) {
		struct console *console = *place;
		if (console->handle.slot != handle.slot ||
			console->handle.generation != handle.generation)
			continue;
		*place = console->next;
		free(console);
		return;
	}
}

/* Any console of a sign-in names its user. */
static const struct console *console_of(const struct accounts *accounts, struct uuid sign_in_id)
{
	for (const struct console *console = accounts->consoles; console; console = console->next)
		if (uuid_equals(console->sign_in_id, sign_in_id))
			return console;
	return NULL;
}

static struct next checked(struct call *call, const struct sql_answer *answer)
{
	static const struct uuid nobody = {{0}};
	struct accounts *accounts = call->parts->accounts;
	if (!accounts)
		return call_done(call);
	accounts->checking_until_ms = 0;
	if (answer->err != ERR_NONE) /* PostgreSQL is away: nobody is sent away for that */
		return call_done(call);
	for (size_t i = 0; i < answer->row_count; i++) {
		struct uuid sign_in_id = sql_sign_ins_gone_row(answer, i).sign_in_id;
		const struct console *console = console_of(accounts, sign_in_id);
		if (console)
			ws_close_user(call->parts->sockets, console->user_id, sign_in_id, nobody);
	}
	return call_done(call);
}

static struct next check(struct call *call)
{
	const struct accounts *accounts = call->parts->accounts;
	size_t count = 0;
	if (!accounts)
		return call_done(call);
	for (const struct console *console = accounts->consoles; console; console = console->next)
		count++;
	struct text *ids = arena_array(&call->arena, count, sizeof(*ids));
	size_t i = 0;
	for (const struct console *console = accounts->consoles; console; console = console->next) {
		char id[UUID_TEXT_SIZE + 1];
		uuid_format(console->sign_in_id, id);
		ids[i++] = arena_copy(&call->arena, text_from(id));
	}
	return sql_sign_ins_gone(call, checked, ids, count);
}

void watch_beat(struct accounts *accounts)
{
	uint64_t now = env_now_ms(&accounts->parts->env);
	if (!accounts->consoles || now < accounts->checking_until_ms ||
		accounts->beats % CHECK_SECONDS != 0)
		return;
	accounts->checking_until_ms = now + ACCOUNTS_TICK_MS;
	call_start_tick(accounts->parts, NULL, "accounts.sign_ins", check);
}

void watch_done(struct accounts *accounts)
{
	while (accounts->consoles) {
		struct console *console = accounts->consoles;
		accounts->consoles = console->next;
		free(console);
	}
}
