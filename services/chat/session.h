/* What the session features share: loading one, saying that it changed, and their handlers. */
#ifndef FRONTDESK_CHAT_SESSION_H
#define FRONTDESK_CHAT_SESSION_H

#include "call/parts.h"
#include "work.h"

/* Reads the session into chat_work(call)->view, for somebody who may see it: ERR_ABSENT for a
 * visitor who does not own it, as for an unknown one. A session in memory is brought up to date. */
struct next session_load(struct call *call, struct uuid session_id, session_then then);
/* The same for whoever asks. */
struct next session_load_any(struct call *call, struct uuid session_id, session_then then);
/* The view's ChatSession for the asker. */
struct text session_for_asker(const struct call *call);
/* After a committed change: reads the session again, tells everybody, and answers it with
 * `status`. */
struct next session_changed(struct call *call, struct uuid session_id, int status);
/* Tells those in the session, and the tenant's agents, what the view holds. */
void session_publish(struct call *call);
/* The same to listeners of this worker: every replica has noticed, or will, by itself. */
void session_publish_here(struct call *call);
/* Publishes the sessions that chat_work(call) names in `ids`, one after the other, then runs
 * `then`. */
struct next session_publish_each(struct call *call, call_step then);
/* What another service changed, as call/service.h says it. */
struct next session_tell_changed(
	struct call *call, struct text retired, struct uuid *ids, size_t count, call_step then);
/* Refuses a move by its statement's outcome; `name` is the agent's whom it is about, or absent. */
struct next session_move_refuse(struct call *call, struct text outcome, struct text name);

/* The routes' handlers, one a file. */
struct next session_start(struct call *call);
struct next session_get(struct call *call);
struct next session_name(struct call *call);
struct next session_assign(struct call *call);
struct next session_transfer(struct call *call);
struct next session_notes(struct call *call);
struct next session_end(struct call *call);
struct next session_end_many(struct call *call);
struct next session_list(struct call *call);
struct next session_queue(struct call *call);
struct next session_own_history(struct call *call);
struct next session_visitor_history(struct call *call);
struct next session_messages(struct call *call);
struct next widget_config_get(struct call *call);
struct next widget_config_change(struct call *call);
struct next widget_versions_list(struct call *call);
struct next widget_version_return(struct call *call);

#endif
