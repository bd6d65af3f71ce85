/* The chat service's tables, and its beat. */
#include "chat.h"

#include <stdlib.h>

#include "base/memory.h"
#include "config_memory.h"
#include "config_tell.h"
#include "desk.h"
#include "erased.h"
#include "hear.h"
#include "hours.h"
#include "listen.h"
#include "look.h"
#include "mail.h"
#include "message.h"
#include "pg/db.h"
#include "session.h"
#include "sockets/hub.h"
#include "sockets/ws.h"
#include "state.h"
#include "telling.h"
#include "untold.h"
#include "whereabouts.h"

enum { BEAT_MS = 1000, SYNC_EVERY_BEATS = 5 };

/* Whether PostgreSQL is there, and since when without a break. */
static bool note_connection(struct chat *chat)
{
	bool is_connected = db_is_connected(chat->parts->db);
	if (!is_connected)
		chat->connected_since_ms = 0;
	else if (chat->connected_since_ms == 0)
		chat->connected_since_ms = env_now_ms(&chat->parts->env);
	return is_connected;
}

static void beat(struct timer *timer)
{
	struct chat *chat = CONTAINER_OF(timer, struct chat, second);
	struct parts *parts = chat->parts;
	chat->beats++;
	wheel_set(parts->env.wheel, &chat->second, BEAT_MS, beat);
	typing_beat(parts);
	page_sweep(parts);
	epoch_beat(parts);
	look_beat(parts);
	bool was_away = chat->connected_since_ms == 0;
	if (!note_connection(chat))
		return;
	bool is_fifth = chat->beats % SYNC_EVERY_BEATS == 0;
	if (was_away) {
		desk_all_due(parts);
		whereabouts_all_due(parts);
	}
	if (is_fifth || was_away || !bus_is_healthy(parts))
		position_sync_beat(parts);
	if (is_fifth) {
		live_sweep(parts);
		erased_sweep(parts);
		config_memory_sweep(parts);
		abandoned_beat(parts);
	}
}

/* --- the desks' turns: each once a second ------------------------------------------------- */
static void take_turn(struct parts *parts, struct desk *desk)
{
	receipt_turn(parts, desk);
	digest_turn(parts, desk);
	state_sync_turn(parts, desk);
	requeue_turn(parts, desk);
	abandoned_turn(parts, desk);
	untold_turn(parts, desk);
	whereabouts_turn(parts, desk);
	desk_turn(parts, desk);
	look_turn(parts, desk);
	hours_turn(parts, desk);
}

static void take_turns(struct parts *parts, size_t bucket)
{
	desk_each_in(parts, bucket, take_turn);
}

static void step(struct timer *timer)
{
	struct chat *chat = CONTAINER_OF(timer, struct chat, step);
	wheel_set(chat->parts->env.wheel, timer, ROUND_STEP_MS, step);
	if (db_is_connected(chat->parts->db)) /* what is due stays due */
		round_step(chat->parts, &chat->round, ROUND_TURNS_MOST, take_turns);
}

static enum err start(struct parts *parts)
{
	struct chat *chat = MEMORY_NEW(struct chat);
	chat->parts = parts;
	chat->worker_id = uuid_random();
	parts->chat = chat;
	wheel_set(parts->env.wheel, &chat->second, BEAT_MS, beat);
	wheel_set(parts->env.wheel, &chat->step, ROUND_STEP_MS, step);
	return ERR_NONE;
}

static void stop(struct parts *parts)
{
	wheel_cancel(parts->env.wheel, &parts->chat->second);
	wheel_cancel(parts->env.wheel, &parts->chat->step);
	reading_done(parts);
	telling_done(parts);
	live_done(parts);
	erased_done(parts);
	config_memory_done(parts);
	free(parts->chat);
	parts->chat = NULL;
}

/* A visitor hears of the widget's configuration. An agent hears of the desk from the first moment;
 * its counts come with the next beat. */
static void connected(struct parts *parts, struct ws_connection *connection)
{
	if (ws_who(connection)->kind != WHO_AGENT) {
		widget_config_follow(parts, connection);
		return;
	}
	struct desk *desk = desk_of(parts, ws_tenant(connection));
	(void)hub_listen(parts->hub, connection, desk_channel(desk->tenant));
	desk->told_waiting = -1;
	desk->is_changed = true;
}

/* --- tables ------------------------------------------------------------------------------- */
/* clang-format off */
#define VISITOR "/api/support/chat"
#define ADMIN   "/api/admin/support/chat"

static const struct route routes[] = {
	{METHOD_GET,   VISITOR,                          ACCESS_TENANT,  false, widget_config_get,       "How the tenant's widget looks, and whether an agent is online"},
	{METHOD_GET,   VISITOR "/widget-config",         ACCESS_TENANT,  false, widget_config_get,       "How the tenant's widget looks, and whether an agent is online"},
	{METHOD_POST,  VISITOR,                          ACCESS_TENANT,  true,  session_start,           "Starts a session, or answers the visitor's open one"},
	{METHOD_GET,   VISITOR "/sessions",              ACCESS_VISITOR, false, session_own_history,     "The visitor's own sessions, newest first"},
	{METHOD_GET,   VISITOR "/{sessionId}",           ACCESS_VISITOR, false, session_get,             "One of the visitor's sessions"},
	{METHOD_PATCH, VISITOR "/{sessionId}",           ACCESS_VISITOR, true,  session_name,            "Leaves the visitor's name and e-mail"},
	{METHOD_POST,  VISITOR "/{sessionId}",           ACCESS_VISITOR, true,  message_post,            "Sends a message: answers once it is stored; 202 once it is kept, or after 3 s"},
	{METHOD_GET,   VISITOR "/{sessionId}/messages",  ACCESS_VISITOR, false, session_messages,        "A page of messages by seq"},
	{METHOD_POST,  VISITOR "/{sessionId}/read",      ACCESS_VISITOR, true,  receipt_post,            "Says up to which seq the visitor has read"},
	{METHOD_POST,  VISITOR "/{sessionId}/typing",    ACCESS_VISITOR, true,  typing_post,             "Says that the visitor is typing, or no longer is"},
	{METHOD_POST,  VISITOR "/{sessionId}/page",      ACCESS_VISITOR, true,  page_post,               "Says which page the visitor looks at"},
	{METHOD_GET,   VISITOR "/{sessionId}/resume",    ACCESS_VISITOR, false, session_resume_get,      "The session and what the visitor lacks of it, as the resumed event has it"},
	{METHOD_POST,  VISITOR "/{sessionId}/end",       ACCESS_VISITOR, false, session_end,             "Ends the session"},

	{METHOD_GET,   ADMIN,                            ACCESS_AGENT,   false, session_list,            "The active sessions, or with status=ended the past ones", SCOPE_CHATS_READ},
	{METHOD_GET,   ADMIN "/queue",                   ACCESS_AGENT,   false, session_queue,           "Those who wait, in their order", SCOPE_CHATS_READ},
	{METHOD_GET,   ADMIN "/config",                  ACCESS_AGENT,   false, widget_config_get,       "How the widget looks"},
	{METHOD_PATCH, ADMIN "/config",                  ACCESS_ADMIN,   true,  widget_config_change,    "Changes what is given of how the widget looks, where nobody else has meanwhile"},
	{METHOD_GET,   ADMIN "/config/versions",         ACCESS_ADMIN,   false, widget_versions_list,    "What the widget's configuration was, the newest version first, and who made it so"},
	{METHOD_POST,  ADMIN "/config/versions/<version>", ACCESS_ADMIN, true,  widget_version_return,   "Makes the widget what it was in a version, as a new one"},
	{METHOD_GET,   ADMIN "/{sessionId}",             ACCESS_AGENT,   false, session_get,             "One session", SCOPE_CHATS_READ},
	{METHOD_POST,  ADMIN "/{sessionId}",             ACCESS_AGENT,   true,  message_post,            "Sends a message: answers once it is stored; 202 once it is kept, or after 3 s"},
	{METHOD_GET,   ADMIN "/{sessionId}/messages",    ACCESS_AGENT,   false, session_messages,        "A page of messages by seq", SCOPE_CHATS_READ},
	{METHOD_GET,   ADMIN "/{sessionId}/history",     ACCESS_AGENT,   false, session_visitor_history, "The same visitor's other sessions", SCOPE_CHATS_READ},
	{METHOD_POST,  ADMIN "/{sessionId}/read",        ACCESS_AGENT,   true,  receipt_post,            "Says up to which seq the agent has read"},
	{METHOD_POST,  ADMIN "/{sessionId}/typing",      ACCESS_AGENT,   true,  typing_post,             "Says that the agent is typing, or no longer is"},
	{METHOD_GET,   ADMIN "/{sessionId}/resume",      ACCESS_AGENT,   false, session_resume_get,      "The session and what the agent lacks of it, as the resumed event has it"},
	{METHOD_POST,  ADMIN "/{sessionId}/assign",      ACCESS_AGENT,   true,  session_assign,          "Takes the session, or gives it to an agent who is online and has room"},
	{METHOD_POST,  ADMIN "/{sessionId}/transfer",    ACCESS_AGENT,   true,  session_transfer,        "Hands the session to an agent who is online and has room, or back to the queue"},
	{METHOD_GET,   ADMIN "/{sessionId}/notes",       ACCESS_AGENT,   false, session_notes,           "What agents said to each other at handing the session over", SCOPE_CHATS_READ},
	{METHOD_GET,   ADMIN "/{sessionId}/mail",        ACCESS_AGENT,   false, session_mail_look,       "Whether the visitor can be answered by mail, and to which address"},
	{METHOD_POST,  ADMIN "/{sessionId}/mail",        ACCESS_AGENT,   true,  session_mail,            "Answers a visitor by mail, in the session, or where it has ended in one that follows it"},
	{METHOD_GET,   ADMIN "/{sessionId}/messages/{messageId}/mail", ACCESS_AGENT, false, message_original, "The whole of the mail of which a message was made"},
	{METHOD_POST,  ADMIN "/end",                     ACCESS_AGENT,   true,  session_end_many,        "Ends up to 100 sessions, and says of each what became of it"},
	{METHOD_POST,  ADMIN "/{sessionId}/end",         ACCESS_AGENT,   false, session_end,             "Ends the session"},
};

static const struct socket_handler handlers[] = {
	{PROTO_RESUME,       ACCESS_TENANT, session_resume},
	{PROTO_LEAVE,        ACCESS_TENANT, session_leave},
	{PROTO_MESSAGE_SEND, ACCESS_TENANT, message_send, true},
	{PROTO_TYPING_SET,   ACCESS_TENANT, typing_set},
	{PROTO_RECEIPT_SEND, ACCESS_TENANT, receipt_send},
	{PROTO_PAGE_SET,     ACCESS_VISITOR, page_set},
};

static const struct job_kind jobs[] = {
	/* name       run              cap, attempts, deadline, period, … */
	{"chat.mail", mail_to_message, 4, 1000, 10, 0, false, false},
};
/* clang-format on */

const struct service chat_service = {
	.name = "chat",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
	.handlers = handlers,
	.handler_count = sizeof(handlers) / sizeof(*handlers),
	.jobs = jobs,
	.job_count = sizeof(jobs) / sizeof(*jobs),
	.start = start,
	.stop = stop,
	.connected = connected,
	.disconnected = whereabouts_parted,
	.visitor_retired = live_doubt_visitor,
	.sessions_changed = session_tell_changed,
	.stored = message_stored,
	.kept = message_kept,
	.heard = chat_heard,
	.bus_restored = chat_bus_restored,
};
