/*
 * Sessions that nobody is in any more end by themselves: one that waits while its visitor is away,
 * one in which both sides are silent, each after as long as the tenant allows. Workers note whose
 * visitors are here; PostgreSQL says whose have been away for too long, and a lease there has one
 * worker at a time ask for a tenant, one that has people of it connected: who only comes by keeps
 * no lease. Whoever comes back from an absence, PostgreSQL or this worker,
 * gives visitors time to come back as well.
 */
#include "listen.h"

#include "call/tenant.h"
#include "desk.h"
#include "pg/tenants.h"
#include "rounds.h"
#include "session.h"
#include "sockets/hub.h"
#include "sql_chat.h"
#include "state.h"

enum {
	NOTE_MS = 20000,
	NOTES_AT_ONCE = 100,  /* 2 ms of PostgreSQL's time */
	END_MS = 30000,       /* within the lease, which is 90 s */
	ENDS_AT_ONCE = 50,    /* each is read and told, within a tick */
	AWAY_WAIT_MS = 120000 /* timers of a page in the background run once a minute */
};

/* --- noting whose visitors are here: some of them a statement, one after the other ------------ */
static struct next note_next(struct call *call);

static struct next noted(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = call->chat;
	size_t count = work->id_count < NOTES_AT_ONCE ? work->id_count : NOTES_AT_ONCE;
	work->id_count = answer->err == ERR_NONE ? work->id_count - count : 0;
	work->session_ids += count;
	return note_next(call);
}

static struct next note_next(struct call *call)
{
	const struct chat_work *work = call->chat;
	if (work->id_count == 0) {
		desk_of(call->parts, call->tenant)->noting_until_ms = 0;
		return call_done(call);
	}
	return sql_chat_visitors_note(call, noted, work->session_ids,
		work->id_count < NOTES_AT_ONCE ? work->id_count : NOTES_AT_ONCE);
}

/* Over a socket, or by asking again and again. */
static bool is_visitor_here(struct parts *parts, const struct live_session *live)
{
	return session_status_is_queued(live->status) &&
	       (hub_has_visitor(parts->hub, live_channel(live)) ||
		       env_now_ms(&parts->env) - live->visitor_asked_ms < NOTE_MS);
}

static struct next note_visitors(struct call *call)
{
	struct chat_work *work = chat_work(call);
	const struct desk *desk = desk_of(call->parts, call->tenant);
	char id[UUID_TEXT_SIZE + 1];
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk)
		work->id_count += is_visitor_here(call->parts, live);
	work->session_ids = arena_array(&call->arena, work->id_count, sizeof(struct text));
	work->id_count = 0;
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk) {
		if (!is_visitor_here(call->parts, live))
			continue;
		uuid_format(live->id, id);
		work->session_ids[work->id_count++] = arena_copy(&call->arena, text_from(id));
	}
	return note_next(call);
}

static void note(struct parts *parts, struct desk *desk)
{
	uint64_t now = env_now_ms(&parts->env);
	if (now < desk->note_due_ms || now < desk->noting_until_ms || !desk_has_queued(desk))
		return;
	desk->note_due_ms = round_due_ms(desk->tenant->id, NOTE_MS, now);
	desk->noting_until_ms = now + TICK_LAPSE_MS;
	call_start_turn(parts, desk->tenant, "chat.visitors", note_visitors);
}

/* --- ending, then telling each; where there may be more, another tick goes on ----------------- */
static struct next end_some(struct call *call);
static struct next end_in_passing(struct call *call);

static struct next told(struct call *call)
{
	const struct chat_work *work = call->chat;
	if (work->has_more)
		call_start_tick(call->parts, call->tenant, "chat.abandoned",
			work->is_passing ? end_in_passing : end_some);
	return call_done(call);
}

static struct next ended(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = chat_work(call);
	work->id_count = answer->err == ERR_NONE ? answer->row_count : 0;
	work->has_more = work->id_count == ENDS_AT_ONCE;
	work->ids = arena_array(&call->arena, work->id_count, sizeof(*work->ids));
	for (size_t i = 0; i < work->id_count; i++)
		work->ids[i] = sql_chat_sessions_abandon_row(answer, i).session_id;
	return session_publish_each(call, told);
}

static struct next ask(struct call *call, bool stays)
{
	chat_work(call)->is_passing = !stays;
	return sql_chat_sessions_abandon(
		call, ended, call->parts->chat->worker_id, ENDS_AT_ONCE, stays);
}

static struct next end_some(struct call *call)
{
	return ask(call, true);
}

static struct next end_in_passing(struct call *call)
{
	return ask(call, false);
}

static void end(struct parts *parts, struct desk *desk)
{
	uint64_t now = env_now_ms(&parts->env);
	if (now < desk->end_due_ms)
		return;
	desk->end_due_ms = round_due_ms(desk->tenant->id, END_MS, now);
	call_start_turn(parts, desk->tenant, "chat.abandoned", end_some);
}

/* --- the tenants of whom nobody is connected here: one after the other ------------------------ */
static struct next entered(struct call *call, enum err err)
{
	return err == ERR_NONE ? end_in_passing(call) : call_done(call);
}

static struct next turned(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_done(call);
	struct sql_chat_tenant_after_row row = sql_chat_tenant_after_row(answer, 0);
	if (!row.has_tenant_id)
		return call_done(call);
	call->parts->chat->abandoned_after = row.tenant_id;
	return tenant_enter(call, row.tenant_id, entered);
}

/* The first one's is anybody's: else, where workers do not get old, the same tenants had them all.
 */
static struct next turn(struct call *call)
{
	struct uuid *after = &call->parts->chat->abandoned_after;
	if (uuid_equals(*after, (struct uuid){0}))
		*after = uuid_random();
	return sql_chat_tenant_after(call, turned, *after);
}

/* --- turns ------------------------------------------------------------------------------------ */
static bool may_end(const struct parts *parts)
{
	uint64_t since = parts->chat->connected_since_ms;
	return since > 0 && env_now_ms(&parts->env) - since >= AWAY_WAIT_MS;
}

void abandoned_turn(struct parts *parts, struct desk *desk)
{
	note(parts, desk);
	if (may_end(parts))
		end(parts, desk);
}

void abandoned_beat(struct parts *parts)
{
	if (may_end(parts))
		call_start_tick(parts, NULL, "chat.abandoned", turn);
}
