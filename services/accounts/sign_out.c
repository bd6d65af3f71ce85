/* POST /api/admin/sign-out and /api/admin/password: what ends sign-ins, and their sockets at once.
 */
#include "accounts/accounts.h"

#include <string.h>

#include "accounts/notes.h"
#include "auth/auth.h"
#include "auth/password.h"
#include "auth/proofs.h"
#include "bus/bus.h"
#include "call/tenant.h"
#include "sockets/channel.h"
#include "sockets/hub.h"
#include "sockets/ws.h"
#include "sql_accounts.h"

static const struct uuid nobody = {{0}};

/* --- telling ---------------------------------------------------------------------------------- */
void sign_outs_close(struct parts *parts, const struct bus_note *note)
{
	struct uuid named;
	memcpy(named.bytes, &note->a, sizeof(note->a));
	memcpy(named.bytes + sizeof(note->a), &note->b, sizeof(note->b));
	proofs_forget_user(parts, note->id);
	ws_close_user(parts->sockets, note->id, note->flags & NOTE_ONLY_ONE ? named : nobody,
		note->flags & NOTE_ALL_BUT_ONE ? named : nobody);
}

/* Closes somebody's sockets of one sign-in, or of all but one, here and at the other replicas. */
static void sign_outs_tell(
	struct call *call, struct uuid user_id, struct uuid only, struct uuid but)
{
	struct channel channel = {.kind = CHANNEL_AGENTS, .tenant_id = call->tenant->id};
	struct bus_note note = {.kind = NOTE_SIGNED_OUT, .id = user_id};
	bool is_one = !uuid_equals(only, nobody);
	struct uuid named = is_one ? only : but;
	if (!uuid_equals(named, nobody))
		note.flags = is_one ? NOTE_ONLY_ONE : NOTE_ALL_BUT_ONE;
	memcpy(&note.a, named.bytes, sizeof(note.a));
	memcpy(&note.b, named.bytes + sizeof(note.a), sizeof(note.b));
	sign_outs_close(call->parts, &note);
	hub_broadcast(call->parts, channel, &note, NULL, NULL);
}

void sign_outs_tell_but(struct call *call, struct uuid user_id, struct uuid sign_in_id)
{
	sign_outs_tell(call, user_id, nobody, sign_in_id);
}

/* --- sign-out --------------------------------------------------------------------------------- */
static struct next leave(struct call *call, const struct sql_answer *answer, struct uuid sign_in_id)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	sign_outs_tell(call, call->who.user_id, sign_in_id, nobody);
	presence_sign_out(call->parts->accounts, call->tenant, call->who.agent_id);
	auth_set_cookie(call, TEXT_ABSENT, 0);
	return call_answer_empty(call);
}

static struct next ended_here(struct call *call, const struct sql_answer *answer)
{
	return leave(call, answer, call->who.sign_in_id);
}

static struct next ended_everywhere(struct call *call, const struct sql_answer *answer)
{
	return leave(call, answer, nobody);
}

struct next sign_out(struct call *call)
{
	bool is_everywhere = false;
	(void)json_bool(json_member(call->body, "everywhere"), &is_everywhere);
	if (is_everywhere)
		return sql_sign_ins_end(call, ended_everywhere, call->who.user_id);
	return sql_sign_in_end(call, ended_here, call->who.sign_in_id);
}

/* --- password --------------------------------------------------------------------------------- */
static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	sign_outs_tell_but(call, call->who.user_id, call->who.sign_in_id);
	return call_answer_empty(call);
}

static struct next hashed(struct call *call, enum err err, struct text hash)
{
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return sql_user_set_password(call, changed, call->who.user_id, hash, call->who.sign_in_id);
}

static struct next compared(struct call *call, bool matches)
{
	if (!matches)
		return call_fail(call, ERR_DENIED, "The current password is wrong");
	return password_hash(call, accounts_member(call, "newPassword"), hashed);
}

static struct next password_read(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return password_check(call, PASSWORD_KNOWN, accounts_member(call, "currentPassword"),
		sql_user_password_row(answer, 0).password_hash, compared);
}

static struct next granted(struct call *call)
{
	return sql_user_password(call, password_read, call->who.user_id);
}

/* Whoever found an open console may not guess its owner's password either. */
struct next password_change(struct call *call)
{
	const char *fault = password_fault(accounts_member(call, "newPassword"));
	if (text_is_absent(accounts_member(call, "currentPassword")))
		return call_fail(call, ERR_INVALID, "currentPassword is needed");
	if (fault)
		return call_fail(call, ERR_INVALID, fault);
	return throttle_password(call, granted);
}
