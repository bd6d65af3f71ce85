/* GET widget-config: how the widget looks, what it may tell of pages, whether somebody is there. */
#include "session.h"

#include "call/tenant.h"
#include "seen.h"
#include "sql_chat.h"

static struct next answer_config(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_NONE && call->who.kind != WHO_AGENT)
		call_add_header(call, "Cache-Control", TEXT("public, max-age=60"));
	return db_answer_json(call, answer);
}

static struct next read_config(struct call *call)
{
	const struct tenant *tenant = call->tenant;
	return sql_chat_widget_config(call, answer_config, tenant->id, tenant->time_zone,
		tenant->kept_parameters, tenant->kept_parameter_count);
}

/* What could not be noted now is an hour later. */
static struct next noted(struct call *call, const struct sql_answer *answer)
{
	return read_config(call);
}

struct next widget_config_get(struct call *call)
{
	if (!who_is_staff(&call->who) && seen_is_due(call, call_origin(call)))
		return sql_origin_seen_note(call, noted, call_origin(call));
	return read_config(call);
}
