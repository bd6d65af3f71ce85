/* Typing: never stored, told to the others in the session, and lapsing by itself. */
#include "listen.h"

#include "desk.h"
#include "notes.h"
#include "sockets/ws.h"

/* What was heard of another replica lapses there, and here if it has died. */
enum { TYPING_MS = 6000, TYPING_ELSEWHERE_MS = 9000 };

/* Agents who only look on do not type into a session. */
static bool may_type(const struct who *who, const struct live_session *live)
{
	return live->status != SESSION_ENDED &&
	       (who->kind == WHO_VISITOR ||
		       (live->has_agent && uuid_equals(live->agent_id, who->agent_id)));
}

/* Tells everybody in the session but the socket that typed. */
static void tell(
	struct parts *parts, struct live_session *live, enum side side, struct proto_typing event)
{
	const struct bus_note note = {
		.kind = NOTE_TYPING, .side = (uint8_t)side, .a = event.typing};
	struct arena arena;
	arena_init(&arena);
	event.session_id = live->id;
	event.sender_type = side_word(side);
	struct text json = proto_encode_typing(&arena, &event);
	if (live->types_elsewhere[side])
		desk_publish(parts, live_channel(live), json, NULL);
	else
		desk_broadcast(parts, live_channel(live), &note, json,
			ws_find(parts->sockets, live->typing_from[side]));
	arena_done(&arena);
}

static struct next set(struct call *call, enum err err, struct live_session *live)
{
	struct chat_work *work = call->chat;
	enum side side = side_of(&call->who);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (!may_type(&call->who, live))
		return call_answer_empty(call);
	live->types_elsewhere[side] = false;
	live->typing_from[side] = call->connection;
	live->typing_until_ms[side] =
		work->is_typing ? env_now_ms(&call->parts->env) + TYPING_MS : 0;
	tell(call->parts, live, side,
		(struct proto_typing){.sender_id = who_sender_id(&call->arena, &call->who),
			.typing = work->is_typing});
	return call_answer_empty(call);
}

struct next typing_set(struct call *call, const struct proto_message *message)
{
	chat_work(call)->is_typing = message->typing_set.typing;
	return live_require(call, message->typing_set.session_id, set);
}

struct next typing_post(struct call *call)
{
	if (!json_bool(json_member(call->body, "typing"), &chat_work(call)->is_typing))
		return call_fail(call, ERR_INVALID, "typing must be true or false.");
	return live_require(call, call_path_uuid(call, 0), set);
}

void typing_heard(struct parts *parts, struct live_session *live, enum side side, bool is_typing)
{
	live->types_elsewhere[side] = true;
	live->typing_until_ms[side] = is_typing ? env_now_ms(&parts->env) + TYPING_ELSEWHERE_MS : 0;
}

/* --- lapsing ------------------------------------------------------------------------------ */
static struct text sender_of(struct arena *arena, const struct live_session *live, enum side side)
{
	struct who who = {.kind = WHO_AGENT, .agent_id = live->agent_id};
	return side == SIDE_VISITOR ? text_from(live->visitor_id) : who_sender_id(arena, &who);
}

static void lapse(struct parts *parts, struct live_session *live, enum side side)
{
	struct arena arena;
	if (live->typing_until_ms[side] == 0 ||
		live->typing_until_ms[side] > env_now_ms(&parts->env))
		return;
	live->typing_until_ms[side] = 0;
	arena_init(&arena);
	tell(parts, live, side, (struct proto_typing){.sender_id = sender_of(&arena, live, side)});
	arena_done(&arena);
}

static void beat(struct parts *parts, struct desk *desk)
{
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk) {
		lapse(parts, live, SIDE_VISITOR);
		lapse(parts, live, SIDE_AGENT);
	}
}

void typing_beat(struct parts *parts)
{
	desk_each(parts, beat);
}
