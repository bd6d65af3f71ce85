/* PATCH /api/admin/support/chat/config: how the widget looks from now on. Open pages are told, and
 * browsers keep what they have read for some seconds. */
#include "session.h"

#include "config_change.h"
#include "config_input.h"
#include "config_tell.h"
#include "live.h"
#include "sql_chat.h"

struct next config_changed(struct call *call, bool has_version, int64_t version, bool is_changed)
{
	if (!has_version)
		return call_fail(call, ERR_CONFLICT, "Somebody else has changed it meanwhile");
	if (is_changed) {
		hours_doubt(desk_of(call->parts, call->tenant));
		widget_config_tell(call->parts, call->tenant, version);
	}
	return widget_config_get(call);
}

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_widget_config_put_row row = sql_chat_widget_config_put_row(answer, 0);
	return config_changed(call, row.has_version, row.version, row.is_changed);
}

struct next widget_config_change(struct call *call)
{
	struct config_input input;
	const char *fault = config_input_read(&call->arena, call->body, &input);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_chat_widget_config_put(
		call, changed, call->who.agent_id, input.updated_at, input.changes);
}
