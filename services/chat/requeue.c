/*
 * Agents who vanish: when no worker has noted a console of theirs for a minute, their sessions go
 * back to the queue, before those who wait. PostgreSQL says who it is, Redis may say that they are
 * here all the same; one statement decides, so that of several replicas one does it. Whoever comes
 * back from an absence, PostgreSQL or this worker, knows of nobody who is here, and waits.
 */
#include "listen.h"

#include "bus/bus.h"
#include "call/tenant.h"
#include "rounds.h"
#include "session.h"
#include "sql_chat.h"
#include "state.h"

enum { SEEK_MS = 5000, REQUEUE_WAIT_MS = 60000 };

/* --- in order: who, Redis's veto, the statement, telling -------------------------------------- */
static struct next requeued(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = call->chat;
	work->id_count = answer->err == ERR_NONE ? answer->row_count : 0;
	work->ids = arena_array(&call->arena, work->id_count, sizeof(*work->ids));
	for (size_t i = 0; i < work->id_count; i++)
		work->ids[i] = sql_chat_sessions_requeue_row(answer, i).session_id;
	return session_publish_each(call, call_done);
}

static struct next vetoed(struct call *call, const enum bus_presence *presence)
{
	const struct chat_work *work = call->chat;
	char id[UUID_TEXT_SIZE + 1];
	size_t count = 0;
	struct text *gone = arena_array(&call->arena, work->id_count, sizeof(*gone));
	for (size_t i = 0; i < work->id_count; i++) {
		if (presence[i] == BUS_PRESENCE_NOTED)
			continue;
		uuid_format(work->ids[i], id);
		gone[count++] = arena_copy(&call->arena, text_from(id));
	}
	if (count == 0)
		return call_done(call);
	return sql_chat_sessions_requeue(call, requeued, gone, count);
}

static struct next found(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = chat_work(call);
	desk_of(call->parts, call->tenant)->requeueing_until_ms = 0;
	if (answer->err != ERR_NONE || answer->row_count == 0)
		return call_done(call);
	work->id_count = answer->row_count;
	work->ids = arena_array(&call->arena, work->id_count, sizeof(*work->ids));
	for (size_t i = 0; i < work->id_count; i++)
		work->ids[i] = sql_chat_agents_vanished_row(answer, i).agent_id;
	return bus_presence_ask(call, call->tenant->id, work->ids, work->id_count, vetoed);
}

static struct next find(struct call *call)
{
	return sql_chat_agents_vanished(call, found);
}

/* --- a desk's turn ---------------------------------------------------------------------------- */
static bool has_active(const struct desk *desk)
{
	const struct live_session *live = desk->sessions;
	while (live && live->status != SESSION_ACTIVE)
		live = live->next_of_desk;
	return live != NULL;
}

void requeue_turn(struct parts *parts, struct desk *desk)
{
	uint64_t now = env_now_ms(&parts->env), since = parts->chat->connected_since_ms;
	if (since == 0 || now - since < REQUEUE_WAIT_MS || now < desk->requeue_due_ms ||
		now < desk->requeueing_until_ms)
		return;
	if (!desk_is_watched(parts, desk) && !has_active(desk))
		return;
	desk->requeue_due_ms = round_due_ms(desk->tenant->id, SEEK_MS, now);
	desk->requeueing_until_ms = now + TICK_LAPSE_MS;
	call_start_turn(parts, desk->tenant, "chat.requeue", find);
}
