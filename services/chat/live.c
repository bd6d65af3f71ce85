/* Live sessions: two small hash tables of ids, which are random and need no hashing of ours. */
#include "live.h"

#include <stdlib.h>
#include <string.h>

#include "auth/visitor_id.h"
#include "base/memory.h"
#include "bus/bus.h"
#include "call/tenant.h"
#include "notes.h"
#include "page.h"
#include "pg/db.h"
#include "places.h"
#include "reading.h"
#include "rounds.h"
#include "session.h"
#include "sockets/hub.h"
#include "sockets/visitor_retire.h"
#include "sockets/ws.h"
#include "state.h"
#include "untold.h"

static size_t bucket_of(struct uuid session_id)
{
	return ((size_t)session_id.bytes[14] << 8 | session_id.bytes[15]) % LIVE_BUCKETS;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* --- desks -------------------------------------------------------------------------------- */
/* Keeps what was loaded last of the tenant: the registry may have forgotten it and loaded it anew,
 * and what somebody else still holds of it is renewed no more. */
static struct desk *renew(struct desk *desk, struct tenant *tenant)
{
	if (tenant != desk->tenant && tenant->loaded_ms >= desk->tenant->loaded_ms) {
		tenant_unref(&desk->tenant);
		desk->tenant = tenant_ref(tenant);
	}
	return desk;
}

struct desk *desk_of(struct parts *parts, struct tenant *tenant)
{
	struct desk **bucket = &parts->chat->desks[round_bucket(tenant->id)];
	for (struct desk *desk = *bucket; desk; desk = desk->next) {
		if (uuid_equals(desk->tenant->id, tenant->id))
			return renew(desk, tenant);
	}
	struct desk *desk = MEMORY_NEW(struct desk);
	desk->tenant = tenant_ref(tenant);
	desk->told_waiting = desk->told_active = desk->told_agents = -1;
	desk->next = *bucket;
	*bucket = desk;
	return desk;
}

bool desk_is_watched(struct parts *parts, const struct desk *desk)
{
	struct channel channel = {.kind = CHANNEL_AGENTS, .tenant_id = desk->tenant->id};
	return hub_listener_count(parts->hub, channel) > 0;
}

void desk_each_in(
	struct parts *parts, size_t bucket, void (*visit)(struct parts *parts, struct desk *desk))
{
	for (struct desk *desk = parts->chat->desks[bucket], *next; desk; desk = next) {
		next = desk->next;
		if (desk->tenant->is_active)
			visit(parts, desk);
	}
}

void desk_each(struct parts *parts, void (*visit)(struct parts *parts, struct desk *desk))
{
	for (size_t i = 0; i < ROUND_BUCKETS; i++)
		desk_each_in(parts, i, visit);
}

void desk_each_of_all(struct parts *parts, void (*visit)(struct parts *parts, struct desk *desk))
{
	for (size_t i = 0; i < ROUND_BUCKETS; i++)
		for (struct desk *desk = parts->chat->desks[i], *next; desk; desk = next) {
			next = desk->next;
			visit(parts, desk);
		}
}

static void free_desk(struct desk *desk)
{
	places_free(&desk->places);
	tenant_unref(&desk->tenant);
	free(desk);
}

/* --- sessions ----------------------------------------------------------------------------- */
static struct live_session **place_of(
	struct parts *parts, struct uuid tenant_id, struct uuid session_id)
{
	struct live_session **place = &parts->chat->sessions[bucket_of(session_id)];
	while (*place && !(uuid_equals((*place)->id, session_id) &&
				 uuid_equals((*place)->desk->tenant->id, tenant_id)))
		place = &(*place)->next;
	return place;
}

struct live_session *live_peek(struct parts *parts, struct uuid tenant_id, struct uuid session_id)
{
	return *place_of(parts, tenant_id, session_id);
}

struct live_session *live_find(struct parts *parts, struct uuid tenant_id, struct uuid session_id)
{
	struct live_session *live = live_peek(parts, tenant_id, session_id);
	if (live)
		live->last_used_ms = env_now_ms(&parts->env);
	return live;
}

static struct live_session *add(
	struct parts *parts, struct tenant *tenant, const struct session_view *view)
{
	struct live_session *live = memory_new(sizeof(*live) + view->wrapped_key.size);
	struct live_session **bucket = &parts->chat->sessions[bucket_of(view->id)];
	live->id = view->id;
	live->desk = desk_of(parts, tenant);
	live->told_seq = view->head_seq;
	if (!text_is_absent(view->wrapped_key)) {
		memcpy(live->key, view->wrapped_key.data, view->wrapped_key.size);
		live->wrapped_key = (struct text){live->key, view->wrapped_key.size};
	}
	live->next = *bucket;
	*bucket = live;
	live->next_of_desk = live->desk->sessions;
	live->desk->sessions = live;
	live->last_used_ms = env_now_ms(&parts->env);
	return live;
}

static void wipe_key(struct live_session *live)
{
	if (!text_is_absent(live->wrapped_key))
		explicit_bzero(live->key, live->wrapped_key.size);
	live->wrapped_key = TEXT_ABSENT;
}

/* Who proved to be a known customer brought their sessions along; what was theirs before that is
 * nobody's, on whichever replica it was proved. */
static void note_difference(
	struct parts *parts, struct live_session *live, const struct session_view *view)
{
	char before[VISITOR_ID_SIZE + 1];
	bool is_other_agent = live->has_agent != view->has_agent ||
			      (live->has_agent && !uuid_equals(live->agent_id, view->agent_id));
	bool is_other_visitor = !text_equals(text_from(live->visitor_id), view->visitor_id);
	if (is_other_visitor || is_other_agent || live->status != view->status)
		page_drop(parts, live);
	if (!is_other_visitor)
		return;
	live->digest_is_due = live->desk->has_digests = true;
	memcpy(before, live->visitor_id, sizeof(before));
	if (before[0] != '\0')
		visitor_forget(parts, live->desk->tenant->id, text_from(before));
}

static void take_row(struct live_session *live, const struct session_view *view)
{
	live->version = view->version;
	memset(live->visitor_id, 0, sizeof(live->visitor_id));
	memcpy(live->visitor_id, view->visitor_id.data, view->visitor_id.size);
	live->status = view->status;
	if (!session_status_is_queued(view->status))
		live->told_place = 0;
	live->has_agent = view->has_agent;
	live->agent_id = view->agent_id;
}

/* Of what they write themselves no quotation mark comes so: JSON escapes it. */
static bool says_agent_gone(const struct session_view *view)
{
	static const char member[] = "\"isAgentGone\"";
	return view->for_visitor.size > 0 && memmem(view->for_visitor.data, view->for_visitor.size,
						     member, sizeof(member) - 1) != NULL;
}

struct live_session *live_put(
	struct parts *parts, struct tenant *tenant, const struct session_view *view)
{
	struct live_session *live = live_find(parts, tenant->id, view->id);
	if (!live)
		live = add(parts, tenant, view);
	else if (view->version >= live->version)
		note_difference(parts, live, view);
	if (view->version >= live->version)
		take_row(live, view);
	if (text_is_absent(view->wrapped_key))
		wipe_key(live);
	live->is_agent_doubted |= says_agent_gone(view) != live->is_agent_gone;
	if (view->asked_ms > live->asked_ms)
		live->asked_ms = view->asked_ms;
	live->head_seq = later(live->head_seq, view->head_seq);
	live->last_created_us = later(live->last_created_us, view->last_message_us);
	for (size_t side = 0; side < SIDE_COUNT; side++)
		(void)receipt_raise(&live->receipts[side], &view->receipts[side]);
	return live;
}

static struct next loaded(struct call *call, enum err err)
{
	struct chat_work *work = chat_work(call);
	if (err != ERR_NONE)
		return work->live_then(call, err, NULL);
	return work->live_then(call, ERR_NONE, live_put(call->parts, call->tenant, &work->view));
}

struct next live_reload(struct call *call, struct uuid session_id, live_then then)
{
	chat_work(call)->live_then = then;
	chat_work(call)->is_reloaded = true;
	return session_load(call, session_id, loaded);
}

bool live_is_for(const struct live_session *live, const struct who *who)
{
	return !live->is_erased &&
	       (who->kind == WHO_AGENT || (who->kind == WHO_VISITOR &&
						  strcmp(live->visitor_id, who->visitor_id) == 0));
}

bool live_is_true(struct parts *parts, const struct live_session *live, uint64_t since_ms)
{
	if (hub_hears_since(parts, live_channel(live), since_ms))
		return true;
	return !bus_is_healthy(parts) && live_is_listened_to(parts, live);
}

bool live_knows(struct call *call, const struct live_session *live)
{
	return live_is_for(live, &call->who) && (live_is_true(call->parts, live, live->asked_ms) ||
							!db_is_connected(call->parts->db));
}

static struct next required(struct call *call, enum err err)
{
	struct chat_work *work = chat_work(call);
	struct live_session *live = live_find(call->parts, call->tenant->id, work->view.id);
	bool is_away = err == ERR_BUSY || err == ERR_UNCERTAIN;
	if (is_away && live && live_is_for(live, &call->who))
		return work->live_then(call, ERR_NONE, live);
	work->is_reloaded = true;
	return loaded(call, err);
}

struct next live_require(struct call *call, struct uuid session_id, live_then then)
{
	struct live_session *live = live_find(call->parts, call->tenant->id, session_id);
	if (live && live_knows(call, live))
		return then(call, ERR_NONE, live);
	chat_work(call)->live_then = then;
	return session_load(call, session_id, required);
}

void live_each_in(struct call *call, size_t bucket,
	void (*visit)(struct call *call, struct live_session *live))
{
	for (struct live_session *live = call->parts->chat->sessions[bucket]; live;
		live = live->next)
		visit(call, live);
}

void live_doubt_page(struct parts *parts, struct channel channel)
{
	struct live_session *live = live_peek(parts, channel.tenant_id, channel.session_id);
	if (live)
		page_drop(parts, live);
	reading_doubt(parts, channel);
}

void live_tell_retired(struct parts *parts, struct channel channel, struct text visitor_id)
{
	struct bus_note note = {.kind = NOTE_VISITOR_RETIRED};
	bool is_proven;
	if (!visitor_id_parse(visitor_id, &note.id, &is_proven))
		return;
	note.flags = is_proven ? NOTE_IS_PROVEN : 0;
	hub_broadcast(parts, channel, &note, NULL, NULL);
}

void live_doubt_visitor(struct parts *parts, struct uuid tenant_id, struct text visitor_id)
{
	struct desk *desk = parts->chat->desks[round_bucket(tenant_id)];
	while (desk && !uuid_equals(desk->tenant->id, tenant_id))
		desk = desk->next;
	for (struct live_session *live = desk ? desk->sessions : NULL; live;
		live = live->next_of_desk) {
		if (!text_equals(text_from(live->visitor_id), visitor_id))
			continue;
		live->visitor_id[0] = '\0';
		live_tell_retired(parts, live_channel(live), visitor_id);
	}
}

struct channel live_channel(const struct live_session *live)
{
	return (struct channel){CHANNEL_SESSION, live->desk->tenant->id, live->id};
}

bool live_is_listened_to(struct parts *parts, const struct live_session *live)
{
	return hub_listener_count(parts->hub, live_channel(live)) > 0;
}

enum err live_listen(struct call *call, struct live_session *live)
{
	struct ws_connection *connection = ws_find(call->parts->sockets, call->connection);
	if (!live_is_for(live, &call->who))
		return ERR_ABSENT;
	if (call->kind != CALL_SOCKET || !connection)
		return ERR_NONE;
	if (!hub_listen(call->parts->hub, connection, live_channel(live)))
		return ERR_TOO_MANY;
	live->desk->has_whereabouts |= call->who.kind == WHO_VISITOR;
	if (session_status_is_queued(live->status)) {
		live->told_place = 0; /* who comes back hears their place anew */
		live->desk->is_changed = true;
	}
	return ERR_NONE;
}

/* --- forgetting --------------------------------------------------------------------------- */
void live_erase(struct parts *parts, struct live_session *live)
{
	live->is_erased = true;
	wipe_key(live);
	page_drop(parts, live);
	whereabouts_forget(live);
	reading_doubt(parts, live_channel(live));
	memset(live->visitor_id, 0, sizeof(live->visitor_id));
	memset(live->receipt_is_due, 0, sizeof(live->receipt_is_due));
	memset(live->typing_until_ms, 0, sizeof(live->typing_until_ms));
	live->digest_is_due = false;
	live->desk->is_changed = true;
}

static bool is_in_use(struct parts *parts, struct live_session *live)
{
	uint64_t now = env_now_ms(&parts->env);
	if (live->is_erased)
		return live->pending != NULL;
	/* A tenant that was deleted has no table to write to. */
	bool is_owed = live->desk->tenant->is_active &&
		       (live->receipt_is_due[SIDE_VISITOR] || live->receipt_is_due[SIDE_AGENT]);
	if (live->pending || is_owed || live_is_listened_to(parts, live))
		live->last_used_ms = now;
	return now - live->last_used_ms < LIVE_LINGER_MS;
}

static void free_session(struct parts *parts, struct live_session *live)
{
	struct live_session **place = place_of(parts, live->desk->tenant->id, live->id);
	*place = live->next;
	live_pending_free(live);
	page_drop(parts, live);
	whereabouts_forget(live);
	wipe_key(live);
	free(live);
}

static void sweep_desk(struct parts *parts, struct desk *desk, bool is_end)
{
	for (struct live_session **place = &desk->sessions; *place;) {
		struct live_session *live = *place;
		if (!is_end && is_in_use(parts, live)) {
			place = &live->next_of_desk;
			continue;
		}
		*place = live->next_of_desk;
		free_session(parts, live);
	}
}

/* A change that nobody is there to hear of is forgotten with the desk. */
static bool is_desk_in_use(struct parts *parts, const struct desk *desk)
{
	return desk->sessions || desk->reading_until_ms || desk->digesting_until_ms ||
	       desk->placing_until_ms || desk->places_waiters || desk_is_watched(parts, desk) ||
	       (untold_has(desk) && desk->tenant->is_active);
}

static void sweep(struct parts *parts, bool is_end)
{
	for (size_t i = 0; i < ROUND_BUCKETS; i++) {
		for (struct desk **place = &parts->chat->desks[i]; *place;) {
			struct desk *desk = *place;
			sweep_desk(parts, desk, is_end);
			places_sweep(parts, desk);
			if (!is_end && is_desk_in_use(parts, desk)) {
				place = &desk->next;
				continue;
			}
			*place = desk->next;
			free_desk(desk);
		}
	}
}

void live_sweep(struct parts *parts)
{
	sweep(parts, false);
}

void live_done(struct parts *parts)
{
	sweep(parts, true);
}
