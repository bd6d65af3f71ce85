/* Reading a session, and telling the others what has become of it. */
#include "session.h"

#include "call/tenant.h"
#include "desk.h"
#include "erased.h"
#include "live.h"
#include "notes.h"
#include "places.h"
#include "sql_chat.h"
#include "untold.h"

static struct text copy(struct call *call, struct text text)
{
	return arena_copy(&call->arena, text);
}

static bool read_view(
	struct call *call, const struct sql_answer *answer, struct session_view *ret_view)
{
	struct sql_chat_session_load_row row = sql_chat_session_load_row(answer, 0);
	if (row.visitor_id.size > VISITOR_ID_SIZE ||
		!session_status_parse(row.status, &ret_view->status))
		return false;
	ret_view->for_visitor = copy(call, row.for_visitor);
	ret_view->for_agent = copy(call, row.for_agent);
	ret_view->visitor_id = copy(call, row.visitor_id);
	ret_view->wrapped_key = copy(call, row.wrapped_key);
	ret_view->has_agent = row.has_agent_id;
	ret_view->agent_id = row.agent_id;
	ret_view->head_seq = row.head_seq;
	ret_view->last_message_us = row.last_message_at;
	ret_view->version = row.version;
	ret_view->receipts[SIDE_VISITOR] =
		(struct receipt){row.visitor_delivered, row.visitor_read};
	ret_view->receipts[SIDE_AGENT] = (struct receipt){row.agent_delivered, row.agent_read};
	return true;
}

static bool may_see(const struct who *who, const struct session_view *view)
{
	return who_is_staff(who) ||
	       (who->kind == WHO_VISITOR &&
		       text_equals(text_from(who->visitor_id), view->visitor_id));
}

static struct next loaded(struct call *call, const struct sql_answer *answer)
{
	struct chat_work *work = chat_work(call);
	struct uuid tenant_id = call->tenant->id;
	if (answer->err == ERR_ABSENT)
		erased_notice(
			call->parts, (struct channel){CHANNEL_SESSION, tenant_id, work->view.id});
	if (answer->err != ERR_NONE)
		return work->view_then(call, answer->err);
	if (erased_since(call->parts, tenant_id, work->view.id, work->view.asked_ms))
		return work->view_then(call, ERR_ABSENT);
	if (!read_view(call, answer, &work->view))
		return work->view_then(call, ERR_INTERNAL);
	if (live_find(call->parts, call->tenant->id, work->view.id))
		(void)live_put(call->parts, call->tenant, &work->view);
	bool is_refused = !work->is_for_any && !may_see(&call->who, &work->view);
	return work->view_then(call, is_refused ? ERR_ABSENT : ERR_NONE);
}

static struct next load(
	struct call *call, struct uuid session_id, session_then then, bool is_for_any)
{
	struct chat_work *work = chat_work(call);
	work->view =
		(struct session_view){.id = session_id, .asked_ms = env_now_ms(&call->parts->env)};
	work->view_then = then;
	work->is_for_any = is_for_any;
	/* A socket's messages come one after the other: better refused at once than all held up. */
	if (call->kind == CALL_SOCKET && !db_is_connected(call->parts->db))
		return then(call, ERR_BUSY);
	return sql_chat_session_load(call, loaded, session_id, places_known(call, session_id));
}

struct next session_load(struct call *call, struct uuid session_id, session_then then)
{
	return load(call, session_id, then, false);
}

struct next session_load_any(struct call *call, struct uuid session_id, session_then then)
{
	return load(call, session_id, then, true);
}

struct text session_for_asker(const struct call *call)
{
	return who_is_staff(&call->who) ? call->chat->view.for_agent : call->chat->view.for_visitor;
}

/* --- telling ------------------------------------------------------------------------------ */
static void tell(
	struct call *call, struct channel channel, const struct bus_note *note, struct text session)
{
	const struct proto_session event = {.session = session};
	struct text json = proto_encode_session(&call->arena, &event);
	if (note)
		desk_broadcast(call->parts, channel, note, json, NULL);
	else
		desk_publish(call->parts, channel, json, NULL);
}

/* Agents who have the session open hear both; theirs comes last and stays. */
static void publish(struct call *call, const struct bus_note *change, const struct bus_note *counts)
{
	const struct session_view *view = &call->chat->view;
	struct channel channel = {CHANNEL_SESSION, call->tenant->id, view->id};
	live_doubt_page(call->parts, channel);
	tell(call, channel, change, view->for_visitor);
	tell(call, desk_channel(call->tenant), counts, view->for_agent);
	desk_of(call->parts, call->tenant)->is_changed = true;
}

void session_publish(struct call *call)
{
	const struct session_view *view = &call->chat->view;
	const struct bus_note change = {.kind = NOTE_SESSION,
		.flags = view->version <= UINT32_MAX ? (uint32_t)view->version : 0,
		.id = view->agent_id,
		.a = view->status,
		.b = view->has_agent};
	const struct bus_note counts = {.kind = NOTE_DESK};
	publish(call, &change, &counts);
}

void session_publish_here(struct call *call)
{
	publish(call, NULL, NULL);
}

static struct next changed(struct call *call, enum err err)
{
	untold_end(call, err == ERR_NONE);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	session_publish(call);
	return call_answer(call, call->chat->answer_status, session_for_asker(call));
}

struct next session_changed(struct call *call, struct uuid session_id, int status)
{
	chat_work(call)->answer_status = status;
	untold_begin(call);
	return session_load(call, session_id, changed);
}

static struct next publish_next(struct call *call);

/* Of one that is not there any more there is nothing to tell. */
static struct next publish_loaded(struct call *call, enum err err)
{
	untold_end(call, err == ERR_NONE || err == ERR_ABSENT);
	if (err == ERR_NONE)
		session_publish(call);
	return publish_next(call);
}

static struct next publish_next(struct call *call)
{
	struct chat_work *work = call->chat;
	if (work->id_count == 0)
		return work->published_then(call);
	untold_begin(call);
	return session_load_any(call, work->ids[--work->id_count], publish_loaded);
}

struct next session_publish_each(struct call *call, call_step then)
{
	chat_work(call)->published_then = then;
	return publish_next(call);
}

/* --- GET /{sessionId} --------------------------------------------------------------------- */
static struct next got(struct call *call, enum err err)
{
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return call_answer(call, 200, session_for_asker(call));
}

struct next session_get(struct call *call)
{
	return session_load(call, call_path_uuid(call, 0), got);
}
