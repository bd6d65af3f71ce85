/* The accounts service: its routes, and its life. */
#include "accounts/accounts.h"

#include <stdlib.h>

#include "accounts/notes.h"
#include "base/memory.h"
#include "bus/bus.h"
#include "registry.h"
#include "sockets/channel.h"
#include "sockets/ws.h"

enum { BEAT_MS = 1000 };

static void beat(struct timer *timer)
{
	struct accounts *accounts = CONTAINER_OF(timer, struct accounts, second);
	accounts->beats++;
	watch_beat(accounts);
	wheel_set(accounts->parts->env.wheel, timer, BEAT_MS, beat);
}

static void step(struct timer *timer)
{
	struct accounts *accounts = CONTAINER_OF(timer, struct accounts, step);
	wheel_set(accounts->parts->env.wheel, timer, ROUND_STEP_MS, step);
	round_step(accounts->parts, &accounts->round, ROUND_TURNS_URGENT_MOST, presence_turns);
}

static enum err start(struct parts *parts)
{
	struct accounts *accounts = MEMORY_NEW(struct accounts);
	accounts->parts = parts;
	parts->accounts = accounts;
	wheel_set(parts->env.wheel, &accounts->second, BEAT_MS, beat);
	wheel_set(parts->env.wheel, &accounts->step, ROUND_STEP_MS, step);
	return ERR_NONE;
}

static void stop(struct parts *parts)
{
	struct accounts *accounts = parts->accounts;
	wheel_cancel(parts->env.wheel, &accounts->second);
	wheel_cancel(parts->env.wheel, &accounts->step);
	presence_done(accounts);
	watch_done(accounts);
	free(accounts);
	parts->accounts = NULL;
}

static void connected(struct parts *parts, struct ws_connection *connection)
{
	const struct who *who = ws_who(connection);
	if (who->kind != WHO_AGENT)
		return;
	presence_arrive(parts->accounts, ws_tenant(connection), who->agent_id);
	watch_add(parts->accounts, connection);
}

static void disconnected(struct parts *parts, struct ws_connection *connection)
{
	const struct who *who = ws_who(connection);
	if (who->kind != WHO_AGENT || !parts->accounts)
		return;
	presence_leave(
		parts->accounts, ws_tenant(connection), who->agent_id, ws_has_left(connection));
	watch_remove(parts->accounts, connection);
}

static void heard(struct parts *parts, struct tenant *tenant, struct channel channel,
	const struct bus_note *note, struct text json)
{
	if (note->kind == NOTE_SIGNED_OUT)
		sign_outs_close(parts, note);
	else if (note->kind == NOTE_AGENT_LEFT)
		presence_doubt(parts->accounts, tenant, note->id);
}

/* clang-format off */
static const struct route routes[] = {
	{METHOD_POST, "/api/admin/sign-in", ACCESS_PUBLIC, true, sign_in,
		"Signs in by e-mail address and password; asks which tenant where there are several"},
	{METHOD_POST, "/api/admin/sign-out", ACCESS_AGENT, true, sign_out,
		"Signs out, here or everywhere, and closes the sockets"},
	{METHOD_GET, "/api/admin/me", ACCESS_AGENT, false, me_get,
		"Who has signed in, to whom, as what"},
	{METHOD_POST, "/api/admin/password", ACCESS_AGENT, true, password_change,
		"Changes the password and ends the person's other sign-ins"},
	{METHOD_GET, "/api/admin/support/agents", ACCESS_AGENT, false, agent_list,
		"A page of the tenant's agents"},
	{METHOD_POST, "/api/admin/support/agents/status", ACCESS_AGENT, true, agent_status,
		"Says whether the agent takes sessions: online or away"},
	{METHOD_POST, "/api/support/chat/identify", ACCESS_VISITOR, true, visitor_identify,
		"Takes the merchant's word for who the visitor is, and gives a token for that customer"},
	{METHOD_PATCH, "/api/support/chat/attributes", ACCESS_VISITOR, true,
		visitor_attributes_change,
		"Says of the visitor what the page's own names are for, signed or not"},
	{METHOD_GET, "/api/admin/support/chat/{sessionId}/attributes", ACCESS_AGENT, false,
		visitor_attributes_get, "What pages say of a session's visitor beside name and address"},
	{METHOD_POST, "/api/support/chat/visitor-events", ACCESS_VISITOR, true, visitor_events_take,
		"Says what the visitor did, as the page names it"},
	{METHOD_GET, "/api/admin/support/chat/{sessionId}/visitor-events", ACCESS_AGENT, false,
		visitor_events_get, "What pages say that a session's visitor did, newest first"},
};

/* A tenant's rows are behind its role, and one that cannot be entered keeps nobody else's from being
 * deleted: a job each, spread over the hour. */
static const struct job_kind jobs[] = {
	/* name                           run                  cap, attempts, deadline, period */
	{"accounts.upkeep",               upkeep_tenant,       1, 5, 30, 3600, false},
	{"accounts.installation_upkeep",  upkeep_installation, 1, 5, 30,  600, true},
};
/* clang-format on */

const struct service accounts_service = {
	.name = "accounts",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
	.jobs = jobs,
	.job_count = sizeof(jobs) / sizeof(*jobs),
	.start = start,
	.stop = stop,
	.connected = connected,
	.disconnected = disconnected,
	.heard = heard,
};
