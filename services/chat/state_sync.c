/*
 * State sync: what another worker, another service or the operator does to a session makes no event
 * here. Sessions in memory are compared with PostgreSQL; what differs is read again and told, and
 * what is not there any more is forgotten.
 */
#include "listen.h"

#include "bus/bus.h"
#include "call/tenant.h"
#include "erased.h"
#include "rounds.h"
#include "session.h"
#include "sql_chat.h"

enum { COMPARE_MS = 5000 };

/* --- telling, one after the other --------------------------------------------------------- */
static struct next tell_next(struct call *call);

static struct next loaded(struct call *call, enum err err)
{
	if (err == ERR_NONE)
		session_publish_here(call);
	return tell_next(call);
}

static struct next tell_next(struct call *call)
{
	struct chat_work *work = chat_work(call);
	struct uuid id = {0};
	if (work->id_count == 0)
		return call_done(call);
	(void)uuid_parse(work->session_ids[--work->id_count], &id);
	return session_load_any(call, id, loaded);
}

/* --- comparing ---------------------------------------------------------------------------- */
static bool differs(const struct live_session *live, const struct sql_chat_session_states_row *row)
{
	enum session_status status = SESSION_ENDED;
	(void)session_status_parse(row->status, &status);
	return live->status != status || live->has_agent != row->has_agent_id ||
	       (live->has_agent && !uuid_equals(live->agent_id, row->agent_id)) ||
	       !text_equals(text_from(live->visitor_id), row->visitor_id);
}

/* A console that is closed, or opened again, changes no row of the session. Who has just resumed
 * may have read what is not so any more. */
static bool is_news_of_agent(
	struct live_session *live, const struct sql_chat_session_states_row *row)
{
	bool is_news = live->is_agent_gone != row->is_agent_gone || live->is_agent_doubted;
	live->is_agent_gone = row->is_agent_gone;
	live->is_agent_doubted = false;
	return is_news;
}

/* Those of other replicas come over the bus; what it lost is made up for here. */
static void take_receipts(struct parts *parts, struct live_session *live,
	const struct sql_chat_session_states_row *row)
{
	const struct receipt stored[SIDE_COUNT] = {
		[SIDE_VISITOR] = {row->visitor_delivered, row->visitor_read},
		[SIDE_AGENT] = {row->agent_delivered, row->agent_read},
	};
	for (enum side side = 0; side < SIDE_COUNT; side++)
		if (receipt_raise(&live->receipts[side], &stored[side]))
			receipt_tell_here(parts, live, side);
}

/* False when what was read is older than what has been heard meanwhile. What was known before the
 * reading began cannot be newer: it is of another history. */
static bool is_news(struct live_session *live, const struct sql_chat_session_states_row *row)
{
	if (row->version < live->compared_version)
		live->version = 0;
	if (row->version < live->version)
		return false;
	live->version = row->version;
	return true;
}

/* Of those that were asked for, the ones that PostgreSQL has not got. */
static void forget_erased(struct call *call, const struct desk *desk)
{
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk)
		if (live->is_looked_for)
			erased_notice(call->parts, live_channel(live));
}

/* Keeps the ids of those that differ. */
static struct next compare(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = chat_work(call);
	struct desk *desk = desk_of(call->parts, call->tenant);
	char id[UUID_TEXT_SIZE + 1];
	desk->comparing_until_ms = 0;
	work->id_count = 0;
	for (size_t i = 0; answer->err == ERR_NONE && i < answer->row_count; i++) {
		struct sql_chat_session_states_row row = sql_chat_session_states_row(answer, i);
		struct live_session *live =
			live_peek(call->parts, call->tenant->id, row.session_id);
		if (!live)
			continue;
		live->is_looked_for = false;
		take_receipts(call->parts, live, &row);
		bool is_changed = is_news(live, &row) && differs(live, &row);
		if (!is_news_of_agent(live, &row) && !is_changed)
			continue;
		uuid_format(row.session_id, id);
		work->session_ids[work->id_count++] = arena_copy(&call->arena, text_from(id));
	}
	if (answer->err == ERR_NONE)
		forget_erased(call, desk);
	return tell_next(call);
}

static size_t count_sessions(const struct desk *desk)
{
	size_t count = 0;
	for (const struct live_session *live = desk->sessions; live; live = live->next_of_desk)
		count++;
	return count;
}

static struct next ask(struct call *call)
{
	struct chat_work *work = chat_work(call);
	struct desk *desk = desk_of(call->parts, call->tenant);
	char id[UUID_TEXT_SIZE + 1];
	work->session_ids = arena_array(&call->arena, count_sessions(desk), sizeof(struct text));
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk) {
		live->is_looked_for = !live->is_erased;
		live->compared_version = live->version;
		uuid_format(live->id, id);
		work->session_ids[work->id_count++] = arena_copy(&call->arena, text_from(id));
	}
	return sql_chat_session_states(call, compare, work->session_ids, work->id_count);
}

void state_sync_turn(struct parts *parts, struct desk *desk)
{
	uint64_t now = env_now_ms(&parts->env);
	bool is_due = now >= desk->compare_due_ms || !bus_is_healthy(parts);
	if (!is_due || now < desk->comparing_until_ms || count_sessions(desk) == 0)
		return;
	desk->compare_due_ms = round_due_ms(desk->tenant->id, COMPARE_MS, now);
	desk->comparing_until_ms = now + TICK_LAPSE_MS;
	call_start_turn(parts, desk->tenant, "chat.state_sync", ask);
}
