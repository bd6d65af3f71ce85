/*
 * What another service changed of sessions, in PostgreSQL: whose they are, or how they are shown.
 * Who may not see them any more is let go first, wherever they listen; then everybody else is told.
 */
#include "session.h"

#include "call/tenant.h"
#include "live.h"

struct next session_tell_changed(
	struct call *call, struct text retired, struct uuid *ids, size_t count, call_step then)
{
	struct chat_work *work = chat_work(call);
	for (size_t i = 0; i < count && !text_is_absent(retired); i++)
		live_tell_retired(call->parts,
			(struct channel){CHANNEL_SESSION, call->tenant->id, ids[i]}, retired);
	work->ids = ids;
	work->id_count = count;
	return session_publish_each(call, then);
}
