/*
 * PATCH /api/admin/support/agents/{agentId}: what a colleague is called, may do, how many chats
 * they may have, and whether they work here at all. Who may no more is signed out: their consoles
 * close, at every worker, and what they had goes back to the queue.
 */
#include "accounts/accounts.h"

#include <string.h>

#include "accounts/person_input.h"
#include "call/tenant.h"
#include "refusal.h"
#include "sockets/visitor_retire.h"
#include "sql_accounts.h"

enum { MAX_CHATS_MOST = 100 };

struct change {
	struct text name, role;
	int64_t max_chats;
	bool is_active, has_max_chats, has_active;
};

static const struct refusal refusals[] = {
	{"absent", ERR_ABSENT, NULL},
	{"self", ERR_STATE, "Nobody takes their own access away: another admin can"},
	{"last_admin", ERR_STATE, "Somebody must stay an admin: make another one first"},
	{0},
};

/* --- in order: the statement, telling, the answer --------------------------------------------- */
static struct next answer_agent(struct call *call)
{
	return call_answer(call, 200, call->accounts->agent);
}

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_agent_change_row row = sql_agent_change_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return refuse_outcome(call, refusals, row.outcome);
	size_t count = row.session_ids.size / sizeof(struct uuid);
	struct uuid *ids = arena_array(&call->arena, count, sizeof(*ids));
	for (size_t i = 0; i < count; i++)
		memcpy(ids[i].bytes, row.session_ids.data + i * sizeof(*ids), sizeof(*ids));
	accounts_work(call)->agent = arena_copy(&call->arena, row.agent);
	if (row.is_over)
		watch_tell(call, row.user_id);
	presence_tell(call->parts, call->tenant, call->accounts->agent);
	return visitor_sessions_tell(call, TEXT_ABSENT, ids, count, answer_agent);
}

/* --- what is asked for ------------------------------------------------------------------------ */
/* Each reads one member, which may be missing: NULL, or why it will not do. */
static const char *read_name(struct call *call, struct change *change)
{
	return json_member(call->body, "name") ? person_input_name(call, &change->name) : NULL;
}

static const char *read_role(struct call *call, struct change *change)
{
	return json_member(call->body, "role") ? person_input_role(call, &change->role) : NULL;
}

static const char *read_max_chats(struct call *call, struct change *change)
{
	const struct json *member = json_member(call->body, "maxChats");
	change->has_max_chats = member != NULL;
	if (!member || (json_int64(member, &change->max_chats) && change->max_chats >= 1 &&
			       change->max_chats <= MAX_CHATS_MOST))
		return NULL;
	return "maxChats must be a number from 1 to 100";
}

static const char *read_active(struct call *call, struct change *change)
{
	const struct json *member = json_member(call->body, "isActive");
	change->has_active = member != NULL;
	if (!member || json_bool(member, &change->is_active))
		return NULL;
	return "isActive must be true or false";
}

struct next agent_change(struct call *call)
{
	static const char *(*const read[])(struct call * call, struct change * change) = {
		read_name, read_role, read_max_chats, read_active};
	struct change change = {.name = TEXT_ABSENT, .role = TEXT_ABSENT};
	for (size_t i = 0; i < sizeof(read) / sizeof(*read); i++) {
		const char *fault = read[i](call, &change);
		if (fault)
			return call_fail(call, ERR_FIELD, fault);
	}
	return sql_agent_change(call, changed, call_path_uuid(call, 0), call->who.agent_id,
		change.name, change.role, change.has_max_chats ? &change.max_chats : NULL,
		change.has_active ? &change.is_active : NULL);
}
