/* A chat call's state, and who the asker is to a session. */
#include "work.h"

#include "call/tenant.h"

struct chat_work *chat_work(struct call *call)
{
	if (!call->chat)
		call->chat = ARENA_NEW(&call->arena, struct chat_work);
	return call->chat;
}

enum side side_of(const struct who *who)
{
	return who->kind == WHO_VISITOR ? SIDE_VISITOR : SIDE_AGENT;
}

struct text side_word(enum side side)
{
	static const struct text words[SIDE_COUNT] = {
		[SIDE_VISITOR] = {"visitor", 7}, [SIDE_AGENT] = {"agent", 5}};
	return words[side];
}

struct text who_sender_id(struct arena *arena, const struct who *who)
{
	char id[UUID_TEXT_SIZE + 1];
	if (who->kind == WHO_VISITOR)
		return arena_copy(arena, text_from(who->visitor_id));
	uuid_format(who->agent_id, id);
	return arena_copy(arena, text_from(id));
}

uint64_t sender_limit_take(struct call *call, enum limit_kind kind)
{
	struct text sender = who_sender_id(&call->arena, &call->who);
	return call_limit(call, kind,
		arena_printf(&call->arena, "%s/%.*s", call->tenant->role, TEXT_ARG(sender)));
}
