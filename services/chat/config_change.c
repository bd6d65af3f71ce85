/* PATCH /api/admin/support/chat/config: how the widget looks from now on. Browsers keep what they
 * have read for a minute. */
#include "session.h"

#include "config_input.h"
#include "config_tell.h"
#include "sql_chat.h"

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_chat_widget_config_change_row(answer, 0).is_done)
		return call_fail(call, ERR_CONFLICT, "Somebody else has changed it meanwhile");
	widget_config_tell(call->parts, call->tenant);
	return widget_config_get(call);
}

struct next widget_config_change(struct call *call)
{
	struct config_input input;
	const char *fault = config_input_read(&call->arena, call->body, &input);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_chat_widget_config_change(
		call, changed, call->who.agent_id, input.updated_at, input.changes);
}
