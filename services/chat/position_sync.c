/*
 * Position sync: compares the heads of all sessions that somebody listens to here with what
 * PostgreSQL has counted, so that nothing stays unseen that was stored elsewhere.
 */
#include "desk.h"
#include "listen.h"
#include "sql_chat.h"

enum { HEADS_AT_ONCE = 16384 }; /* above connections_max: more sessions have no listener */

static void tell_head(struct call *call, struct live_session *live, int64_t head_seq)
{
	if (head_seq > live->head_seq)
		live->head_seq = head_seq;
	if (head_seq <= live->told_seq)
		return;
	live->told_seq = head_seq;
	const struct proto_head event = {.session_id = live->id, .head_seq = head_seq};
	desk_publish(
		call->gateway, live_channel(live), proto_encode_head(&call->arena, &event), NULL);
}

static struct next compare(struct call *call, const struct sql_answer *answer)
{
	for (size_t i = 0; answer->err == ERR_NONE && i < answer->row_count; i++) {
		struct sql_chat_heads_row row = sql_chat_heads_row(answer, i);
		struct live_session *live = live_find(call->gateway, row.tenant_id, row.session_id);
		if (live)
			tell_head(call, live, row.head_seq);
	}
	return call_done(call);
}

static struct text format(struct arena *arena, struct uuid id)
{
	char text[UUID_TEXT_SIZE + 1];
	uuid_format(id, text);
	return arena_copy(arena, text_from(text));
}

static void gather(struct call *call, struct live_session *live)
{
	struct chat_work *work = call->chat;
	if (work->id_count == HEADS_AT_ONCE || !live_is_listened_to(call->gateway, live))
		return;
	work->tenant_ids[work->id_count] = format(&call->arena, live->desk->tenant->id);
	work->session_ids[work->id_count++] = format(&call->arena, live->id);
}

static struct next ask(struct call *call)
{
	struct chat_work *work = chat_work(call);
	work->tenant_ids = arena_array(&call->arena, HEADS_AT_ONCE, sizeof(struct text));
	work->session_ids = arena_array(&call->arena, HEADS_AT_ONCE, sizeof(struct text));
	live_each(call, gather);
	if (work->id_count == 0)
		return call_done(call);
	return sql_chat_heads(
		call, compare, work->tenant_ids, work->id_count, work->session_ids, work->id_count);
}

void position_sync_beat(struct gateway *gateway)
{
	call_start_tick(gateway, NULL, "chat.position_sync", ask);
}
