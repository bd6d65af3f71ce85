/*
 * Position sync: compares the heads of all sessions that somebody listens to here with what
 * PostgreSQL has counted, so that nothing stays unseen that was stored elsewhere, and a PostgreSQL
 * that was put back does not go unnoticed. Sessions of all tenants go into one statement, and those
 * of a crowded worker into several, one after the other: none is long.
 */
#include "listen.h"

#include "call/tenant.h"
#include "desk.h"
#include "epoch.h"
#include "sql_chat.h"
#include "state.h"

enum { HEADS_AT_ONCE = 1000 };

static void tell_head(struct call *call, struct live_session *live, int64_t head_seq)
{
	if (head_seq > live->head_seq)
		live->head_seq = head_seq;
	if (head_seq <= live->told_seq)
		return;
	live->told_seq = head_seq;
	const struct proto_head event = {.session_id = live->id, .head_seq = head_seq};
	desk_publish(
		call->parts, live_channel(live), proto_encode_head(&call->arena, &event), NULL);
}

static struct next compared(struct call *call)
{
	call->parts->chat->comparing_until_ms = 0;
	return call_done(call);
}

/* What was known before PostgreSQL was asked has been committed: it is there, or history went back.
 */
static bool has_gone_back(struct call *call, const struct sql_answer *answer)
{
	for (size_t i = 0; answer->err == ERR_NONE && i < answer->row_count; i++) {
		struct sql_chat_heads_row row = sql_chat_heads_row(answer, i);
		const struct live_session *live =
			live_peek(call->parts, row.tenant_id, row.session_id);
		if (live && row.head_seq < live->compared_seq)
			return true;
	}
	return false;
}

static struct next ask(struct call *call);

static struct next compare(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return compared(call);
	if (has_gone_back(call, answer))
		epoch_went_back(call->parts);
	for (size_t i = 0; i < answer->row_count; i++) {
		struct sql_chat_heads_row row = sql_chat_heads_row(answer, i);
		struct live_session *live = live_find(call->parts, row.tenant_id, row.session_id);
		if (live)
			tell_head(call, live, row.head_seq);
	}
	return ask(call);
}

static struct text format(struct arena *arena, struct uuid id)
{
	char text[UUID_TEXT_SIZE + 1];
	uuid_format(id, text);
	return arena_copy(arena, text_from(text));
}

static void count(struct call *call, struct live_session *live)
{
	call->chat->id_count += live_is_listened_to(call->parts, live);
}

static void gather(struct call *call, struct live_session *live)
{
	struct chat_work *work = call->chat;
	live->compared_seq = 0;
	if (!live_is_listened_to(call->parts, live))
		return;
	live->compared_seq = live->head_seq;
	work->tenant_ids[work->id_count] = format(&call->arena, live->desk->tenant->id);
	work->session_ids[work->id_count++] = format(&call->arena, live->id);
}

/* The sessions of the buckets that are left, as many as one statement asks for. */
static struct next ask(struct call *call)
{
	struct chat_work *work = chat_work(call);
	size_t from = work->bucket;
	work->id_count = 0;
	while (work->bucket < LIVE_BUCKETS && work->id_count < HEADS_AT_ONCE)
		live_each_in(call, work->bucket++, count);
	if (work->id_count == 0)
		return compared(call);
	work->tenant_ids = arena_array(&call->arena, work->id_count, sizeof(struct text));
	work->session_ids = arena_array(&call->arena, work->id_count, sizeof(struct text));
	work->id_count = 0;
	for (size_t bucket = from; bucket < work->bucket; bucket++)
		live_each_in(call, bucket, gather);
	return sql_chat_heads(
		call, compare, work->tenant_ids, work->id_count, work->session_ids, work->id_count);
}

/* One at a time: a PostgreSQL that is slow is not asked ever more. */
void position_sync_beat(struct parts *parts)
{
	uint64_t now = env_now_ms(&parts->env);
	if (now < parts->chat->comparing_until_ms)
		return;
	parts->chat->comparing_until_ms = now + TICK_LAPSE_MS;
	call_start_tick(parts, NULL, "chat.position_sync", ask);
}
