/* Readings are ticks of their own, so that no asker's leaving or deadline touches the others. */
#include "reading.h"

#include <stdlib.h>

#include "base/memory.h"
#include "bus/bus.h"
#include "call/tenant.h"
#include "epoch.h"
#include "erased.h"
#include "places.h"
#include "sockets/hub.h"
#include "sql_chat.h"
#include "state.h"

/* A page's sealed bytes bound the work of opening it; page.c takes of it what an event holds. Who
 * got less than the head resumes again. */
enum { RESUME_MOST = 100, RESET_MOST = 50, PAGE_BYTES_MOST = 24 * 1024 };

struct reading {
	struct reading *next, *next_to_start;
	struct tenant *tenant; /* a reference */
	struct uuid session_id;
	struct held held; /* what it serves; its epoch is in the buffer */
	char epoch[EPOCH_SIZE_MAX + 1];
	struct chat_work *waiters;
	uint64_t asked_ms; /* when its statement began; 0: not yet */
	int64_t known_seq; /* the session's newest then */
	/* heard meanwhile */
	bool is_doubted;
	int64_t head_seq;
	struct receipt receipts[SIDE_COUNT];
};

/* --- which -------------------------------------------------------------------------------- */
static struct reading **bucket_of(struct parts *parts, struct uuid session_id)
{
	return &parts->chat->readings.buckets[session_id.bytes[15] % READING_BUCKETS];
}

static bool is_of(const struct reading *reading, struct uuid tenant_id, struct uuid session_id)
{
	return uuid_equals(reading->session_id, session_id) &&
	       uuid_equals(reading->tenant->id, tenant_id);
}

/* Whether what is being read will do for somebody who holds that. */
static bool covers(const struct reading *reading, const struct held *held)
{
	if (reading->held.has_after != held->has_after)
		return false;
	return !held->has_after || (reading->held.after <= held->after &&
					   text_equals(reading->held.epoch, held->epoch));
}

/* What happened since it began has been heard, or will be compared in a second. */
static bool is_true(struct parts *parts, const struct reading *reading)
{
	struct channel channel = {CHANNEL_SESSION, reading->tenant->id, reading->session_id};
	return reading->asked_ms == 0 || !bus_is_healthy(parts) ||
	       hub_hears_since(parts, channel, reading->asked_ms);
}

static struct reading *find(struct call *call, struct uuid session_id)
{
	struct reading *reading = *bucket_of(call->parts, session_id);
	while (reading &&
		!(is_of(reading, call->tenant->id, session_id) &&
			covers(reading, &call->chat->held) && is_true(call->parts, reading)))
		reading = reading->next;
	return reading;
}

static void release(struct reading **place)
{
	struct reading *reading = *place;
	*place = reading->next;
	tenant_unref(&reading->tenant);
	free(reading);
}

static void forget(struct parts *parts, const struct reading *reading)
{
	struct reading **place = bucket_of(parts, reading->session_id);
	while (*place != reading)
		place = &(*place)->next;
	release(place);
}

/* --- hearing ------------------------------------------------------------------------------ */
void reading_heard(struct parts *parts, struct channel channel, int64_t head_seq, enum side side,
	const struct receipt *receipt)
{
	struct reading *reading = *bucket_of(parts, channel.session_id);
	for (; reading; reading = reading->next) {
		if (!is_of(reading, channel.tenant_id, channel.session_id))
			continue;
		if (head_seq > reading->head_seq)
			reading->head_seq = head_seq;
		if (receipt)
			receipt_raise(&reading->receipts[side], receipt);
	}
}

void reading_doubt(struct parts *parts, struct channel channel)
{
	struct reading *reading = *bucket_of(parts, channel.session_id);
	for (; reading; reading = reading->next)
		reading->is_doubted |= is_of(reading, channel.tenant_id, channel.session_id);
}

/* --- the answer --------------------------------------------------------------------------- */
static bool read_view(const struct sql_chat_resume_row *row, struct session_view *ret_view)
{
	if (row->visitor_id.size > VISITOR_ID_SIZE ||
		!session_status_parse(row->status, &ret_view->status))
		return false;
	ret_view->for_visitor = row->for_visitor;
	ret_view->visitor_id = row->visitor_id;
	ret_view->wrapped_key = row->wrapped_key;
	ret_view->has_agent = row->has_agent_id;
	ret_view->agent_id = row->agent_id;
	ret_view->head_seq = row->head_seq;
	ret_view->last_message_us = row->last_message_at;
	ret_view->version = row->version;
	ret_view->receipts[SIDE_VISITOR] =
		(struct receipt){row->visitor_delivered, row->visitor_read};
	ret_view->receipts[SIDE_AGENT] = (struct receipt){row->agent_delivered, row->agent_read};
	return true;
}

/* What was known when it began, and is not there, was of another history. */
static void note_history(
	struct parts *parts, const struct reading *reading, const struct sql_chat_resume_row *row)
{
	epoch_note(parts, row->epoch);
	const struct live_session *live =
		live_peek(parts, reading->tenant->id, reading->session_id);
	if (live && live->head_seq >= reading->known_seq && row->head_seq < reading->known_seq)
		epoch_went_back(parts);
}

/* Brings the session and its page into memory, with what was heard on top. */
static enum err take(
	struct call *call, const struct reading *reading, const struct sql_answer *answer)
{
	struct session_view view = {.id = reading->session_id, .asked_ms = reading->asked_ms};
	struct uuid tenant_id = reading->tenant->id;
	if (answer->err == ERR_ABSENT)
		erased_notice(call->parts, (struct channel){CHANNEL_SESSION, tenant_id, view.id});
	if (answer->err != ERR_NONE)
		return answer->err;
	if (erased_since(call->parts, tenant_id, view.id, reading->asked_ms))
		return ERR_ABSENT;
	struct sql_chat_resume_row row = sql_chat_resume_row(answer, 0);
	if (!read_view(&row, &view))
		return ERR_INTERNAL;
	note_history(call->parts, reading, &row);
	struct live_session *live = live_put(call->parts, call->tenant, &view);
	if (reading->head_seq > live->head_seq)
		live->head_seq = reading->head_seq;
	for (enum side side = 0; side < SIDE_COUNT; side++)
		receipt_raise(&live->receipts[side], &reading->receipts[side]);
	bool is_newest = !reading->held.has_after || !text_equals(reading->held.epoch, row.epoch) ||
			 reading->held.after > row.head_seq;
	if (!reading->is_doubted)
		page_put(call->parts, live, answer, is_newest, reading->asked_ms);
	return ERR_NONE;
}

static struct next waited(struct call *call)
{
	const struct chat_work *work = call->chat;
	return work->read_then(call, work->read_err);
}

/* Who may see it listens from this very moment: what comes next is theirs to hear. */
static void let_go(struct parts *parts, struct reading *reading, enum err err)
{
	while (reading->waiters) {
		struct chat_work *work = reading->waiters;
		reading->waiters = work->next_waiter;
		struct live_session *live =
			err == ERR_NONE ? live_find(parts, reading->tenant->id, reading->session_id)
					: NULL;
		work->read_err = live ? live_listen(work->call, live) : err;
		call_resume(work->call, waited);
	}
}

/* --- in order: wait, start, places, read -------------------------------------------------- */
static struct next read_done(struct call *call, const struct sql_answer *answer)
{
	struct reading *reading = call->chat->reading;
	let_go(call->parts, reading, take(call, reading, answer));
	forget(call->parts, reading);
	return call_done(call);
}

static struct next read(struct call *call)
{
	struct reading *reading = call->chat->reading;
	const struct held *held = &reading->held;
	const struct live_session *live =
		live_peek(call->parts, call->tenant->id, reading->session_id);
	reading->known_seq = live ? live->head_seq : 0;
	reading->asked_ms = env_now_ms(&call->parts->env);
	return sql_chat_resume(call, read_done, reading->session_id,
		held->has_after ? &held->after : NULL, held->epoch,
		held->has_after ? RESUME_MOST : RESET_MOST, PAGE_BYTES_MOST,
		places_known(call, reading->session_id));
}

static bool may_be_queued(const struct call *call, struct uuid session_id)
{
	const struct live_session *live = live_peek(call->parts, call->tenant->id, session_id);
	return !live || session_status_is_queued(live->status);
}

static struct next begin(struct call *call)
{
	struct reading_table *readings = &call->parts->chat->readings;
	struct reading *reading = readings->first_to_start;
	readings->first_to_start = reading->next_to_start;
	if (!readings->first_to_start)
		readings->last_to_start = NULL;
	chat_work(call)->reading = reading;
	return may_be_queued(call, reading->session_id) ? places_require(call, read) : read(call);
}

static struct held held_copy(const struct held *held, char ret_epoch[EPOCH_SIZE_MAX + 1])
{
	struct held copy = *held;
	for (size_t i = 0; i < held->epoch.size; i++)
		ret_epoch[i] = held->epoch.data[i];
	if (!text_is_absent(held->epoch))
		copy.epoch.data = ret_epoch;
	return copy;
}

static struct reading *start(struct call *call, struct uuid session_id)
{
	struct reading_table *readings = &call->parts->chat->readings;
	struct reading **bucket = bucket_of(call->parts, session_id);
	struct reading *reading = MEMORY_NEW(struct reading);
	reading->tenant = tenant_ref(call->tenant);
	reading->session_id = session_id;
	reading->held = held_copy(&call->chat->held, reading->epoch);
	reading->next = *bucket;
	*bucket = reading;
	*(readings->last_to_start ? &readings->last_to_start->next_to_start
				  : &readings->first_to_start) = reading;
	readings->last_to_start = reading;
	call_start_tick(call->parts, call->tenant, "chat.resume", begin);
	return reading;
}

struct next reading_wait(struct call *call, session_then then)
{
	struct chat_work *work = chat_work(call);
	struct next next = call_wait(call);
	struct reading *reading = find(call, work->session_id);
	if (!reading)
		reading = start(call, work->session_id);
	work->read_then = then;
	work->call = call;
	work->next_waiter = reading->waiters;
	reading->waiters = work;
	return next;
}

void reading_done(struct parts *parts)
{
	for (size_t i = 0; i < READING_BUCKETS; i++) {
		struct reading **bucket = &parts->chat->readings.buckets[i];
		while (*bucket)
			release(bucket);
	}
}
