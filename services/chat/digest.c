/* Digests: the `session` events that keep agents' lists right while messages come and go. */
#include "desk.h"

#include "call/tenant.h"
#include "places.h"
#include "sql_chat.h"

/* A beat's bytes leave more than half of an outbox to a console that is about to read them. */
enum { DIGESTS_AT_ONCE = 100, DIGEST_BYTES_MOST = 96 * 1024 };

/* False when it is not in memory any more. */
static bool put_off(struct call *call, struct desk *desk, struct uuid session_id)
{
	struct live_session *live = live_peek(call->parts, call->tenant->id, session_id);
	if (live)
		live->digest_is_due = live->digest_is_late = desk->has_digests = true;
	return live != NULL;
}

/* The next beat tries again: lists would lack these messages until others came. */
static struct next fail(struct call *call, struct desk *desk)
{
	const struct chat_work *work = call->chat;
	for (size_t i = 0; i < work->id_count; i++) {
		struct uuid id = {0};
		(void)uuid_parse(work->session_ids[i], &id);
		(void)put_off(call, desk, id);
	}
	return call_done(call);
}

static struct next digested(struct call *call, const struct sql_answer *answer)
{
	struct desk *desk = desk_of(call->parts, call->tenant);
	size_t bytes = 0;
	desk->digesting_until_ms = 0;
	if (answer->err != ERR_NONE)
		return fail(call, desk);
	for (size_t i = 0; i < answer->row_count; i++) {
		struct sql_chat_session_digests_row row = sql_chat_session_digests_row(answer, i);
		const struct proto_session event = {.session = row.session};
		bytes += row.session.size;
		if (i > 0 && bytes > DIGEST_BYTES_MOST && put_off(call, desk, row.session_id))
			continue;
		desk_broadcast(call->parts, desk_channel(call->tenant), NULL,
			proto_encode_session(&call->arena, &event), NULL);
	}
	return call_done(call);
}

/* Those that were left out before, or those that were not; those over the limit wait for the next
 * beat. Answers how many there are by now. */
static size_t take(struct call *call, struct desk *desk, bool is_late, size_t count,
	struct text ret_ids[DIGESTS_AT_ONCE])
{
	char id[UUID_TEXT_SIZE + 1];
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk) {
		if (!live->digest_is_due || live->digest_is_late != is_late)
			continue;
		if (count == DIGESTS_AT_ONCE) {
			live->digest_is_late = desk->has_digests = true;
			continue;
		}
		live->digest_is_due = live->digest_is_late = false;
		uuid_format(live->id, id);
		ret_ids[count++] = arena_copy(&call->arena, text_from(id));
	}
	return count;
}

/* The ids of the sessions that are due: busy ones keep none waiting for ever. */
static size_t take_due(struct call *call, struct desk *desk, struct text ret_ids[DIGESTS_AT_ONCE])
{
	desk->has_digests = false;
	size_t count = take(call, desk, true, 0, ret_ids);
	return take(call, desk, false, count, ret_ids);
}

/* Each session's place, as far as it is known: what is empty the statement counts. */
static struct next read_digests(struct call *call)
{
	const struct chat_work *work = call->chat;
	struct text *places = arena_array(&call->arena, work->id_count, sizeof(*places));
	for (size_t i = 0; i < work->id_count; i++) {
		struct uuid id = {0};
		(void)uuid_parse(work->session_ids[i], &id);
		const int64_t *place = places_known(call, id);
		places[i] =
			place ? arena_printf(&call->arena, "%lld", (long long)*place) : TEXT("");
	}
	return sql_chat_session_digests(
		call, digested, work->session_ids, work->id_count, places, work->id_count);
}

static struct next digest(struct call *call)
{
	struct chat_work *work = chat_work(call);
	struct desk *desk = desk_of(call->parts, call->tenant);
	work->session_ids = arena_array(&call->arena, DIGESTS_AT_ONCE, sizeof(struct text));
	work->id_count = take_due(call, desk, work->session_ids);
	/* With a bus the agents may be connected to any replica. */
	if (work->id_count > 0 && (call->parts->bus || desk_is_watched(call->parts, desk)))
		return desk_has_queued(desk) ? places_require(call, read_digests)
					     : read_digests(call);
	desk->digesting_until_ms = 0;
	return call_done(call);
}

void digest_turn(struct parts *parts, struct desk *desk)
{
	if (!desk->has_digests || env_now_ms(&parts->env) < desk->digesting_until_ms)
		return;
	desk->digesting_until_ms = env_now_ms(&parts->env) + TICK_LAPSE_MS;
	call_start_turn(parts, desk->tenant, "chat.digest", digest);
}
