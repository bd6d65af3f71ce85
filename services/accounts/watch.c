/*
 * Sign-ins end elsewhere too: in another worker, by the command line, by time. Every few seconds
 * statements ask, some sign-ins each, which of the connected ones hold no more; at once where a
 * worker has ended some, and says so.
 */
#include "accounts/accounts.h"

#include <stdlib.h>

#include "accounts/notes.h"
#include "auth/proofs.h"
#include "base/memory.h"
#include "bus/bus.h"
#include "call/tenant.h"
#include "sockets/channel.h"
#include "sockets/hub.h"
#include "sockets/ws.h"
#include "sql_accounts.h"

enum {
	CHECK_SECONDS = 4,   /* and the statements' own time: within 5 s in all */
	CHECKS_AT_ONCE = 100 /* 2 ms of PostgreSQL's time */
};

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

static struct next ask_next(struct call *call);
static void start_check(struct accounts *accounts);

static struct next checked(struct call *call, const struct sql_answer *answer)
{
	static const struct uuid nobody = {{0}};
	struct accounts *accounts = call->parts->accounts;
	if (!accounts)
		return call_done(call);
	if (answer->err != ERR_NONE) { /* PostgreSQL is away: nobody is sent away for that */
		accounts->checking_until_ms = 0;
		return call_done(call);
	}
	for (size_t i = 0; i < answer->row_count; i++) {
		struct uuid sign_in_id = sql_sign_ins_gone_row(answer, i).sign_in_id;
		const struct console *console = console_of(accounts, sign_in_id);
		if (console)
			ws_close_user(call->parts->sockets, console->user_id, sign_in_id, nobody);
	}
	return ask_next(call);
}

static struct next ask_next(struct call *call)
{
	struct accounts_work *work = call->accounts;
	const struct text *ids = work->sign_in_ids + work->asked_count;
	size_t left = work->sign_in_count - work->asked_count;
	size_t count = left < CHECKS_AT_ONCE ? left : CHECKS_AT_ONCE;
	if (count == 0) {
		call->parts->accounts->checking_until_ms = 0;
		if (call->parts->accounts->is_check_wanted)
			start_check(call->parts->accounts);
		return call_done(call);
	}
	work->asked_count += count;
	return sql_sign_ins_gone(call, checked, ids, count);
}

static struct next check(struct call *call)
{
	const struct accounts *accounts = call->parts->accounts;
	size_t count = 0;
	if (!accounts)
		return call_done(call);
	for (const struct console *console = accounts->consoles; console; console = console->next)
		count++;
	struct accounts_work *work = accounts_work(call);
	work->sign_in_ids = arena_array(&call->arena, count, sizeof(struct text));
	for (const struct console *console = accounts->consoles; console; console = console->next) {
		char id[UUID_TEXT_SIZE + 1];
		uuid_format(console->sign_in_id, id);
		work->sign_in_ids[work->sign_in_count++] = arena_copy(&call->arena, text_from(id));
	}
	return ask_next(call);
}

/* Whoever wants a check while one is under way gets another behind it. */
static void start_check(struct accounts *accounts)
{
	uint64_t now = env_now_ms(&accounts->parts->env);
	if (!accounts->consoles || now < accounts->checking_until_ms)
		return;
	accounts->is_check_wanted = false;
	accounts->checking_until_ms = now + ACCOUNTS_TICK_MS;
	call_start_tick(accounts->parts, NULL, "accounts.sign_ins", check);
}

void watch_beat(struct accounts *accounts)
{
	if (accounts->is_check_wanted || accounts->beats % CHECK_SECONDS == 0)
		start_check(accounts);
}

void watch_look(struct parts *parts, struct uuid user_id)
{
	proofs_forget_user(parts, user_id);
	parts->accounts->is_check_wanted = true;
	start_check(parts->accounts);
}

void watch_tell(struct call *call, struct uuid user_id)
{
	const struct channel channel = {.kind = CHANNEL_AGENTS, .tenant_id = call->tenant->id};
	const struct bus_note note = {.kind = NOTE_ACCESS, .id = user_id};
	watch_look(call->parts, user_id);
	hub_broadcast(call->parts, channel, &note, NULL, NULL);
}

void watch_done(struct accounts *accounts)
{
	while (accounts->consoles) {
		struct console *console = accounts->consoles;
		accounts->consoles = console->next;
		free(console);
	}
}
