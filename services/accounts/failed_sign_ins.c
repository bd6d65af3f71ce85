/*
 * Who tried in vain to sign in. They are kept in memory until a tick has written them, a moment
 * later: one row for a person and a place, however often. Whoever guesses a thousand times within
 * that moment is counted once more for each, and never more than some rows wait.
 */
#include "accounts/accounts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "net/ip.h"
#include "sql_accounts.h"

enum { WAITING_MOST = 256, PEER_SIZE = 64, NUMBER_SIZE = 24 };

struct failed_sign_in {
	struct failed_sign_in *next;
	struct uuid user_id;
	char peer[PEER_SIZE]; /* an address */
	uint64_t times;
};

static void start_noting(struct accounts *accounts);

/* --- writing them ----------------------------------------------------------------------------- */
static struct next noted(struct call *call, const struct sql_answer *answer)
{
	struct accounts *accounts = call->parts->accounts;
	if (answer->err != ERR_NONE)
		log_say(call->parts->env.log, LOG_WARN, "failed sign-ins could not be noted",
			LOG_F_WORD("code", err_code(answer->err)));
	if (accounts) {
		accounts->noting_until_ms = 0;
		start_noting(accounts);
	}
	return call_done(call);
}

static struct text number_text(struct call *call, uint64_t number)
{
	return arena_printf(&call->arena, "%llu", (unsigned long long)number);
}

/* What waits is the tick's from now on. */
static struct next note_all(struct call *call)
{
	struct accounts *accounts = call->parts->accounts;
	if (!accounts || accounts->failed_count == 0)
		return call_done(call);
	size_t count = accounts->failed_count;
	struct text *users = arena_array(&call->arena, count, sizeof(*users));
	struct text *peers = arena_array(&call->arena, count, sizeof(*peers));
	struct text *times = arena_array(&call->arena, count, sizeof(*times));
	size_t i = 0;
	for (const struct failed_sign_in *each = accounts->failed; each; each = each->next, i++) {
		char id[UUID_TEXT_SIZE + 1];
		uuid_format(each->user_id, id);
		users[i] = arena_copy(&call->arena, text_from(id));
		peers[i] = arena_copy(&call->arena, text_from(each->peer));
		times[i] = number_text(call, each->times);
	}
	failed_sign_ins_done(accounts);
	return sql_sign_ins_failed(call, noted, users, count, peers, count, times, count);
}

static void start_noting(struct accounts *accounts)
{
	uint64_t now_ms = env_now_ms(&accounts->parts->env);
	if (accounts->failed_count == 0 || now_ms < accounts->noting_until_ms)
		return;
	accounts->noting_until_ms = now_ms + ACCOUNTS_TICK_MS;
	call_start_tick(accounts->parts, NULL, "accounts.failed_sign_ins", note_all);
}

/* --- keeping them until then ------------------------------------------------------------------ */
static struct failed_sign_in *find(
	const struct accounts *accounts, struct uuid user_id, const char *peer)
{
	for (struct failed_sign_in *each = accounts->failed; each; each = each->next)
		if (uuid_equals(each->user_id, user_id) && strcmp(each->peer, peer) == 0)
			return each;
	return NULL;
}

/* Of who comes by no network the address that says nothing. */
static void write_peer(const struct call *call, char ret_peer[PEER_SIZE])
{
	struct text peer = call_staff_peer(call);
	if (text_is_absent(peer) || peer.size >= PEER_SIZE)
		peer = TEXT("::");
	memcpy(ret_peer, peer.data, peer.size);
	ret_peer[peer.size] = '\0';
}

void failed_sign_in_note(struct call *call, struct uuid user_id)
{
	struct accounts *accounts = call->parts->accounts;
	char peer[PEER_SIZE];
	write_peer(call, peer);
	struct failed_sign_in *failed = find(accounts, user_id, peer);
	if (!failed && accounts->failed_count == WAITING_MOST)
		return;
	if (!failed) {
		failed = MEMORY_NEW(struct failed_sign_in);
		failed->user_id = user_id;
		memcpy(failed->peer, peer, sizeof(peer));
		failed->next = accounts->failed;
		accounts->failed = failed;
		accounts->failed_count++;
	}
	failed->times++;
	start_noting(accounts);
}

void failed_sign_ins_done(struct accounts *accounts)
{
	while (accounts->failed) {
		struct failed_sign_in *failed = accounts->failed;
		accounts->failed = failed->next;
		free(failed);
	}
	accounts->failed_count = 0;
}
