/* GET and PATCH /api/admin/support/settings: what the tenant is called, what its desk allows
 * itself, and what is kept of pages' addresses. */
#include "setup/setup.h"

#include "bus/bus.h"
#include "call/tenant.h"
#include "net/site.h"
#include "pg/db.h"
#include "pg/tenants.h"
#include "setup/notes.h"
#include "setup/settings_input.h"
#include "sockets/channel.h"
#include "sockets/hub.h"
#include "sql_setup.h"

static struct text script_url(struct call *call)
{
	return arena_printf(
		&call->arena, "%.*s/chat-widget.js", TEXT_ARG(call->parts->site->origin));
}

struct next tenant_settings_get(struct call *call)
{
	return sql_tenant_settings(call, db_answer_json, script_url(call));
}

void tenant_tell_changed(struct call *call)
{
	const struct channel channel = {.kind = CHANNEL_AGENTS, .tenant_id = call->tenant->id};
	const struct bus_note note = {.kind = NOTE_TENANT_CHANGED};
	tenant_doubt(call->parts, call->tenant->id);
	hub_broadcast(call->parts, channel, &note, NULL, NULL);
}

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text outcome = sql_tenant_settings_change_row(answer, 0).outcome;
	if (text_equals(outcome, TEXT("conflict")))
		return call_fail(call, ERR_CONFLICT, "Somebody else has changed them meanwhile");
	if (text_equals(outcome, TEXT("time_zone")))
		return call_fail(call, ERR_FIELD,
			"timeZone must be a name of the IANA database, as Europe/Berlin");
	tenant_tell_changed(call);
	return tenant_settings_get(call);
}

struct next tenant_settings_change(struct call *call)
{
	struct settings_input input;
	const char *fault = settings_input_read(&call->arena, call->body, &input);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_tenant_settings_change(
		call, changed, call->who.agent_id, input.version, input.changes);
}
