/* Whereabouts: judged and told in each desk's turn, some of its sessions a statement. */
#include "whereabouts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/typed.h"
#include "base/web_address.h"
#include "call/tenant.h"
#include "desk.h"
#include "listen.h"
#include "rounds.h"
#include "sockets/hub.h"
#include "sockets/ws.h"
#include "sql_chat.h"
#include "state.h"

enum {
	GRACE_MS = 8000,      /* a page that loads, or a line that comes back, takes less */
	PAGE_EVERY_MS = 3000, /* of one session */
	RENEW_MS = 20000,
	RENEWED_MS = 10000, /* who was told so lately is not told anew */
	LAPSE_WAIT_MS = 60000,
	TOLD_AT_ONCE = 100, /* 3 ms of PostgreSQL's time */
	LAPSED_AT_ONCE = 200,
	PAGE_BYTES_MOST = 48 * 1024 /* of one statement: consoles hear them together */
};

enum word { WORD_NONE, WORD_HERE, WORD_GONE, WORD_PAGE };
static const struct text words[] = {
	[WORD_HERE] = {"here", 4}, [WORD_GONE] = {"gone", 4}, [WORD_PAGE] = {"page", 4}};

struct whereabouts_batch {
	struct text session_ids[TOLD_AT_ONCE], words[TOLD_AT_ONCE], pages[TOLD_AT_ONCE];
	struct uuid ids[TOLD_AT_ONCE];
	enum word said[TOLD_AT_ONCE];
	size_t count, page_bytes;
};

/* --- what a visitor says ------------------------------------------------------------------ */
void whereabouts_forget(struct live_session *live)
{
	char *page = live->whereabouts.page;
	if (page)
		explicit_bzero(page, strlen(page));
	free(page);
	live->whereabouts.page = NULL;
}

static void keep(struct live_session *live, struct text page)
{
	whereabouts_forget(live);
	live->whereabouts.page = memory_new(page.size + 1);
	memcpy(live->whereabouts.page, page.data, page.size);
	live->desk->has_whereabouts = true;
}

static struct next set(struct call *call, enum err err, struct live_session *live)
{
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (live->status != SESSION_ENDED)
		keep(live, call->chat->page_url);
	return call_answer_empty(call);
}

static struct next take(struct call *call, struct uuid session_id, struct text page)
{
	const struct tenant *tenant = call->tenant;
	if (typed_take(&call->arena, TYPED_LINE, &page) ||
		!web_address_keep(&call->arena, page, tenant->kept_parameters,
			tenant->kept_parameter_count, &chat_work(call)->page_url))
		return call_fail(call, ERR_FIELD,
			"pageUrl must be an http or https URL of up to 2048 bytes without its "
			"query.");
	return live_require(call, session_id, set);
}

struct next page_set(struct call *call, const struct proto_message *message)
{
	return take(call, message->page_set.session_id, message->page_set.page_url);
}

struct next page_post(struct call *call)
{
	struct text page;
	if (!json_text(json_member(call->body, "pageUrl"), &page))
		return call_fail(call, ERR_INVALID, "pageUrl must be a text.");
	return take(call, call_path_uuid(call, 0), page);
}

/* --- what is to be told ------------------------------------------------------------------- */
/* Notes when they have left. */
static bool look(struct parts *parts, struct live_session *live)
{
	struct whereabouts *its = &live->whereabouts;
	bool is_here = hub_has_visitor(parts->hub, live_channel(live));
	if (is_here)
		its->left_ms = 0;
	else if (its->is_told_here && its->left_ms == 0)
		its->left_ms = env_now_ms(&parts->env);
	return is_here;
}

static enum word judge(struct parts *parts, struct live_session *live)
{
	const struct whereabouts *its = &live->whereabouts;
	uint64_t now = env_now_ms(&parts->env);
	if (live->is_erased || live->status == SESSION_ENDED) {
		whereabouts_forget(live);
		live->whereabouts = (struct whereabouts){0};
		return WORD_NONE;
	}
	bool is_here = look(parts, live);
	if (is_here && !its->is_told_here)
		return WORD_HERE;
	if (its->left_ms > 0 && now - its->left_ms >= GRACE_MS)
		return WORD_GONE;
	if (its->page && now - its->told_ms >= PAGE_EVERY_MS)
		return is_here ? WORD_HERE : WORD_PAGE;
	/* Who waits is noted by itself (abandoned.c). */
	bool is_old = live->status == SESSION_ACTIVE && now - its->told_ms >= RENEWED_MS;
	return is_here && is_old && live->desk->is_renewing ? WORD_HERE : WORD_NONE;
}

static bool has_room(const struct whereabouts_batch *batch)
{
	return batch->count < TOLD_AT_ONCE && batch->page_bytes < PAGE_BYTES_MOST;
}

static void add(struct call *call, struct live_session *live, enum word word)
{
	struct whereabouts_batch *batch = call->chat->told;
	struct whereabouts *its = &live->whereabouts;
	char id[UUID_TEXT_SIZE + 1];
	uuid_format(live->id, id);
	size_t at = batch->count++;
	batch->ids[at] = live->id;
	batch->said[at] = word;
	batch->session_ids[at] = arena_copy(&call->arena, text_from(id));
	batch->words[at] = words[word];
	batch->pages[at] = its->page ? arena_copy(&call->arena, text_from(its->page)) : TEXT("");
	batch->page_bytes += batch->pages[at].size;
	its->told_ms = env_now_ms(&call->parts->env);
	its->is_told_here = word == WORD_HERE || (word == WORD_PAGE && its->is_told_here);
	if (word == WORD_GONE)
		its->left_ms = 0;
}

/* --- in order: look, tell, hear what is news ---------------------------------------------- */
static void publish(struct call *call, const struct proto_presence *event)
{
	desk_broadcast(call->parts, desk_channel(call->tenant), NULL,
		proto_encode_presence(&call->arena, event), NULL);
}

/* What was said meanwhile stays to be told. */
static void note_told(struct call *call, struct whereabouts_batch *batch, size_t at)
{
	struct live_session *live = live_peek(call->parts, call->tenant->id, batch->ids[at]);
	batch->said[at] = WORD_NONE;
	if (live && live->whereabouts.page &&
		text_equals(text_from(live->whereabouts.page), batch->pages[at]))
		whereabouts_forget(live);
}

/* The row was changing, or PostgreSQL did not answer. */
static void tell_again(struct call *call, const struct whereabouts_batch *batch, size_t at)
{
	struct live_session *live = live_peek(call->parts, call->tenant->id, batch->ids[at]);
	if (!live)
		return;
	struct whereabouts *its = &live->whereabouts;
	its->told_ms = 0;
	if (batch->said[at] == WORD_HERE)
		its->is_told_here = false;
	if (batch->said[at] == WORD_GONE) {
		its->is_told_here = true;
		its->left_ms = 1;
	}
	live->desk->has_whereabouts = true;
}

static size_t find(const struct whereabouts_batch *batch, struct uuid id)
{
	size_t at = 0;
	while (at < batch->count && !uuid_equals(batch->ids[at], id))
		at++;
	return at;
}

static void hear(struct call *call, const struct sql_chat_visitors_tell_row *row)
{
	struct whereabouts_batch *batch = call->chat->told;
	size_t at = find(batch, row->session_id);
	if (at < batch->count)
		note_told(call, batch, at);
	const struct proto_presence event = {.session_id = row->session_id,
		.is_visitor_here = row->is_here,
		.current_page_url = row->page,
		.presence_at = row->presence_at};
	if (row->is_news)
		publish(call, &event);
}

static struct next told(struct call *call, const struct sql_answer *answer)
{
	const struct whereabouts_batch *batch = call->chat->told;
	desk_of(call->parts, call->tenant)->whereabouts_until_ms = 0;
	for (size_t i = 0; answer->err == ERR_NONE && i < answer->row_count; i++) {
		struct sql_chat_visitors_tell_row row = sql_chat_visitors_tell_row(answer, i);
		hear(call, &row);
	}
	for (size_t at = 0; at < batch->count; at++)
		if (batch->said[at] != WORD_NONE)
			tell_again(call, batch, at);
	return call_done(call);
}

static struct next tell(struct call *call)
{
	struct desk *desk = desk_of(call->parts, call->tenant);
	struct whereabouts_batch *batch = ARENA_NEW(&call->arena, struct whereabouts_batch);
	chat_work(call)->told = batch;
	for (struct live_session *live = desk->sessions; live && has_room(batch);
		live = live->next_of_desk) {
		enum word word = judge(call->parts, live);
		if (word != WORD_NONE)
			add(call, live, word);
	}
	if (batch->count > 0)
		return sql_chat_visitors_tell(call, told, call->parts->chat->worker_id,
			batch->session_ids, batch->count, batch->words, batch->count, batch->pages,
			batch->count);
	desk->whereabouts_until_ms = 0;
	return call_done(call);
}

/* --- workers that have fallen silent ------------------------------------------------------ */
/* The others must have had the time to tell of who is with them. */
static bool may_lapse(const struct parts *parts)
{
	uint64_t since = parts->chat->connected_since_ms;
	return since > 0 && env_now_ms(&parts->env) - since >= LAPSE_WAIT_MS;
}

static struct next lapsed(struct call *call, const struct sql_answer *answer)
{
	for (size_t i = 0; answer->err == ERR_NONE && i < answer->row_count; i++) {
		struct sql_chat_visitors_lapse_row row = sql_chat_visitors_lapse_row(answer, i);
		publish(call, &(struct proto_presence){.session_id = row.session_id,
				      .is_visitor_here = false,
				      .current_page_url = TEXT_ABSENT,
				      .presence_at = row.presence_at});
	}
	return call_done(call);
}

static struct next lapse(struct call *call)
{
	return sql_chat_visitors_lapse(call, lapsed, LAPSED_AT_ONCE);
}

/* --- a desk's turn ------------------------------------------------------------------------ */
/* Where nothing is, and nothing will be by itself, nobody looks again. */
static bool is_due(struct parts *parts, struct desk *desk)
{
	bool is_pending = false;
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk) {
		if (judge(parts, live) != WORD_NONE)
			return true;
		is_pending |= live->whereabouts.page || live->whereabouts.left_ms > 0;
	}
	desk->has_whereabouts = is_pending;
	desk->is_renewing = false;
	return false;
}

void whereabouts_turn(struct parts *parts, struct desk *desk)
{
	uint64_t now = env_now_ms(&parts->env);
	if (now >= desk->renew_due_ms) {
		desk->renew_due_ms = round_due_ms(desk->tenant->id, RENEW_MS, now);
		desk->is_renewing = true;
		if (desk_is_watched(parts, desk) && may_lapse(parts))
			call_start_turn(parts, desk->tenant, "chat.lapse", lapse);
	}
	if (!(desk->has_whereabouts || desk->is_renewing) || now < desk->whereabouts_until_ms ||
		!is_due(parts, desk))
		return;
	desk->whereabouts_until_ms = now + TICK_LAPSE_MS;
	call_start_turn(parts, desk->tenant, "chat.whereabouts", tell);
}

/* --- who came, who has gone --------------------------------------------------------------- */
void whereabouts_parted(struct parts *parts, struct ws_connection *connection)
{
	if (ws_who(connection)->kind != WHO_VISITOR)
		return;
	struct uuid tenant_id = ws_tenant(connection)->id;
	struct desk *desk = parts->chat->desks[round_bucket(tenant_id)];
	while (desk && !uuid_equals(desk->tenant->id, tenant_id))
		desk = desk->next;
	if (desk)
		desk->has_whereabouts = true;
}

static void make_due(struct parts *parts, struct desk *desk)
{
	desk->has_whereabouts = true;
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk)
		live->whereabouts.is_told_here = false;
}

void whereabouts_all_due(struct parts *parts)
{
	desk_each(parts, make_due);
}
