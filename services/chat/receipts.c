/*
 * Receipts: told at once, written at most once a second. They only rise, and never beyond the head.
 * Those of agents count when they have the session: a supervisor who looks on has read nothing for
 * the customer.
 */
#include "listen.h"

#include <inttypes.h>

#include "call/tenant.h"
#include "desk.h"
#include "notes.h"
#include "pg/db.h"
#include "sockets/ws.h"
#include "sql_chat.h"

enum { RECEIPTS_AT_ONCE = 200, LOOK_EVERY_MS = 1000 };

static int64_t most_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t least_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool counts(const struct who *who, const struct live_session *live)
{
	return who->kind == WHO_VISITOR ||
	       (live->has_agent && uuid_equals(live->agent_id, who->agent_id));
}

bool receipt_raise(struct receipt *held, const struct receipt *heard)
{
	int64_t read = most_of(held->read, heard->read);
	int64_t delivered = most_of(most_of(held->delivered, heard->delivered), read);
	bool is_raised = delivered > held->delivered || read > held->read;
	*held = (struct receipt){.delivered = delivered, .read = read};
	return is_raised;
}

/* Never beyond the head. True when the receipt rose. */
static bool raise(struct live_session *live, enum side side, int64_t delivered, int64_t seen)
{
	int64_t read_before = live->receipts[side].read;
	struct receipt heard = {.delivered = least_of(delivered, live->head_seq),
		.read = least_of(seen, live->head_seq)};
	if (!receipt_raise(&live->receipts[side], &heard))
		return false;
	live->digest_is_due |= live->receipts[side].read > read_before;
	live->desk->has_digests |= live->digest_is_due;
	live->receipt_is_due[side] = live->desk->has_receipts = true;
	return true;
}

static struct text encode(struct arena *arena, const struct live_session *live, enum side side)
{
	const struct proto_receipt event = {
		.session_id = live->id,
		.sender_type = side_word(side),
		.delivered = live->receipts[side].delivered,
		.read = live->receipts[side].read,
	};
	return proto_encode_receipt(arena, &event);
}

static void tell(struct call *call, struct live_session *live, enum side side)
{
	const struct bus_note note = {.kind = NOTE_RECEIPT,
		.side = (uint8_t)side,
		.a = live->receipts[side].delivered,
		.b = live->receipts[side].read};
	/* The same person's other tabs want it too, so only the socket itself is left out. */
	desk_broadcast(call->parts, live_channel(live), &note, encode(&call->arena, live, side),
		call->kind == CALL_SOCKET ? ws_find(call->parts->sockets, call->connection) : NULL);
}

void receipt_tell_here(struct parts *parts, const struct live_session *live, enum side side)
{
	struct arena arena;
	arena_init(&arena);
	desk_publish(parts, live_channel(live), encode(&arena, live, side), NULL);
	arena_done(&arena);
}

/* Who holds more than memory counts has heard of it elsewhere; or says so, over and over. */
static bool is_beyond(const struct chat_work *work, const struct live_session *live)
{
	return work->delivered > live->head_seq || work->seen > live->head_seq;
}

static bool may_look(const struct call *call, const struct live_session *live)
{
	return !call->chat->is_reloaded && db_is_connected(call->parts->db) &&
	       (live->beyond_ms == 0 ||
		       env_now_ms(&call->parts->env) - live->beyond_ms >= LOOK_EVERY_MS);
}

static struct next take(struct call *call, enum err err, struct live_session *live)
{
	const struct chat_work *work = call->chat;
	enum side side = side_of(&call->who);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (is_beyond(work, live) && may_look(call, live))
		return live_reload(call, live->id, take);
	if (is_beyond(work, live) && work->is_reloaded)
		live->beyond_ms = env_now_ms(&call->parts->env);
	if (counts(&call->who, live) && raise(live, side, work->delivered, work->seen))
		tell(call, live, side);
	return call_answer_empty(call);
}

struct next receipt_send(struct call *call, const struct proto_message *message)
{
	struct chat_work *work = chat_work(call);
	work->delivered = message->receipt_send.delivered;
	work->seen = message->receipt_send.read;
	return live_require(call, message->receipt_send.session_id, take);
}

/* False when the member is there and no whole number from 0. */
static bool read_seq(const struct call *call, const char *name, int64_t *ret_seq)
{
	const struct json *member = json_member(call->body, name);
	return !member || (json_int64(member, ret_seq) && *ret_seq >= 0);
}

struct next receipt_post(struct call *call)
{
	struct chat_work *work = chat_work(call);
	const char *read = json_member(call->body, "seq") ? "seq" : "read";
	if (!json_member(call->body, read) && !json_member(call->body, "delivered"))
		return call_fail(call, ERR_INVALID, "seq, delivered or read is needed.");
	if (!read_seq(call, read, &work->seen) || !read_seq(call, "delivered", &work->delivered))
		return call_fail(
			call, ERR_INVALID, "seq, delivered and read are whole numbers from 0.");
	return live_require(call, call_path_uuid(call, 0), take);
}

/* --- writing ------------------------------------------------------------------------------ */
struct batch {
	struct text session_ids[RECEIPTS_AT_ONCE], sides[RECEIPTS_AT_ONCE];
	struct text delivered[RECEIPTS_AT_ONCE], seen[RECEIPTS_AT_ONCE];
	size_t count;
};

static void add(struct call *call, struct batch *batch, struct live_session *live, enum side side)
{
	char id[UUID_TEXT_SIZE + 1];
	const struct receipt *receipt = &live->receipts[side];
	uuid_format(live->id, id);
	live->receipt_is_due[side] = false;
	batch->session_ids[batch->count] = arena_copy(&call->arena, text_from(id));
	batch->sides[batch->count] = side_word(side);
	batch->delivered[batch->count] = arena_printf(&call->arena, "%" PRId64, receipt->delivered);
	batch->seen[batch->count] = arena_printf(&call->arena, "%" PRId64, receipt->read);
	batch->count++;
}

/* Takes what is due, up to a batch: the rest stays due. */
static void gather(struct call *call, struct desk *desk, struct batch *batch)
{
	desk->has_receipts = false;
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk) {
		for (enum side side = 0; side < SIDE_COUNT; side++) {
			if (!live->receipt_is_due[side])
				continue;
			if (batch->count == RECEIPTS_AT_ONCE)
				desk->has_receipts = true;
			else
				add(call, batch, live, side);
		}
	}
}

/* What could not be written is due again. */
static struct next written(struct call *call, const struct sql_answer *answer)
{
	const struct chat_work *work = call->chat;
	struct desk *desk = desk_of(call->parts, call->tenant);
	for (size_t i = 0; answer->err != ERR_NONE && i < work->id_count; i++) {
		struct uuid id = {0};
		(void)uuid_parse(work->session_ids[i], &id);
		struct live_session *live = live_find(call->parts, call->tenant->id, id);
		if (live)
			live->receipt_is_due[SIDE_VISITOR] = live->receipt_is_due[SIDE_AGENT] =
				desk->has_receipts = true;
	}
	return call_done(call);
}

static struct next write_due(struct call *call)
{
	struct batch *batch = ARENA_NEW(&call->arena, struct batch);
	gather(call, desk_of(call->parts, call->tenant), batch);
	if (batch->count == 0)
		return call_done(call);
	chat_work(call)->session_ids = batch->session_ids;
	call->chat->id_count = batch->count;
	return sql_chat_receipts_store(call, written, batch->session_ids, batch->count,
		batch->sides, batch->count, batch->delivered, batch->count, batch->seen,
		batch->count);
}

void receipt_turn(struct parts *parts, struct desk *desk)
{
	if (desk->has_receipts)
		call_start_turn(parts, desk->tenant, "chat.receipts", write_due);
}
