/* Why a session was not given, handed over or ended: what people are told. */
#include "session.h"

/* `detail` follows the agent's name in what is about an agent; `own` is for whom it is about. */
struct refusal {
	const char *outcome;
	enum err err;
	const char *detail, *own;
};

/* clang-format off */
static const struct refusal refusals[] = {
	{"absent",        ERR_ABSENT,        NULL, NULL},
	{"state",         ERR_STATE,         NULL, "The session's status does not allow this."},
	{"denied",        ERR_DENIED,        NULL, "Only the agent who has the session, or a supervisor, may do this."},
	{"no_agent",      ERR_INVALID,       NULL, "There is no such agent."},
	{"own",           ERR_STATE,         "has this chat already: choose somebody else, or the queue.",
		"You have this chat already: choose somebody else, or the queue."},
	{"agent_offline", ERR_AGENT_OFFLINE, "is offline: choose somebody else, or the queue.",
		"You are offline: go online first."},
	{"agent_away",    ERR_AGENT_AWAY,    "is away: choose somebody else, or the queue.",
		"You are away: go online first."},
	{"agent_full",    ERR_AGENT_FULL,    "has as many chats as they may have at once: choose somebody else, or the queue.",
		"You have as many chats as you may have at once: end one first, or hand one over."},
};
/* clang-format on */

static const char *describe(struct call *call, const struct refusal *refusal, struct text name)
{
	if (!refusal->detail || text_is_absent(name))
		return refusal->own;
	return arena_string(&call->arena, "%.*s %s", (int)name.size, name.data, refusal->detail);
}

struct next session_move_refuse(struct call *call, struct text outcome, struct text name)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *refusal = &refusals[i];
		if (text_equals(outcome, text_from(refusal->outcome)))
			return call_fail(call, refusal->err, describe(call, refusal, name));
	}
	return call_fail(call, ERR_INTERNAL, NULL);
}
