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
	failed_sign_ins_done(accounts);
	provider_known_free(&accounts->known);
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
	else if (note->kind == NOTE_ACCESS)
		watch_look(parts, note->id);
}

/* clang-format off */
static const struct route routes[] = {
	{METHOD_POST, "/api/admin/sign-in", ACCESS_PUBLIC, true, sign_in,
		"Signs in by e-mail address and password; asks which tenant where there are several, and for a code"},
	{METHOD_POST, "/api/admin/sign-in/code", ACCESS_PUBLIC, true, sign_in_code,
		"Signs in with the code that was asked for"},
	{METHOD_GET, "/api/admin/sign-in/provider", ACCESS_PUBLIC, false, provider_look,
		"By whom else than their passwords a tenant's people sign in"},
	{METHOD_POST, "/api/admin/sign-in/provider", ACCESS_PUBLIC, true, provider_begin,
		"Begins a sign-in by the tenant's provider: the address to which the browser goes"},
	{METHOD_POST, "/api/admin/sign-in/provider/finish", ACCESS_PUBLIC, true, provider_finish,
		"Signs in by what the provider sent the browser back with; asks for a code where there is a second factor"},
	{METHOD_POST, "/api/admin/sign-out", ACCESS_SIGNED_IN, true, sign_out,
		"Signs out, here or everywhere, and closes the sockets"},
	{METHOD_GET, "/api/admin/me", ACCESS_SIGNED_IN, false, me_get,
		"Who has signed in, to whom, as what"},
	{METHOD_POST, "/api/admin/password", ACCESS_AGENT, true, password_change,
		"Changes the password and ends the person's other sign-ins"},
	{METHOD_POST, "/api/admin/password/forgotten", ACCESS_PUBLIC, true, password_forgotten,
		"Has whoever has this address mailed a link to a new password, and says nothing of whether anybody has"},
	{METHOD_POST, "/api/admin/password/link", ACCESS_PUBLIC, true, password_link_look,
		"Whose password such a link is for"},
	{METHOD_POST, "/api/admin/password/reset", ACCESS_PUBLIC, true, password_reset,
		"Chooses a new password by such a link, and ends the person's sign-ins"},
	{METHOD_GET, "/api/admin/second-factor", ACCESS_SIGNED_IN, false, second_factor_get,
		"How it stands with the person's second factor"},
	{METHOD_POST, "/api/admin/second-factor", ACCESS_SIGNED_IN, true, second_factor_begin,
		"Makes the secret of a second factor that is to be"},
	{METHOD_POST, "/api/admin/second-factor/confirm", ACCESS_SIGNED_IN, true,
		second_factor_confirm,
		"Turns it on by a code, gives recovery codes, and ends the person's other sign-ins"},
	{METHOD_POST, "/api/admin/second-factor/recovery-codes", ACCESS_AGENT, true,
		second_factor_codes, "Gives new recovery codes in the place of all others"},
	{METHOD_POST, "/api/admin/second-factor/off", ACCESS_AGENT, true, second_factor_off,
		"Turns the person's second factor off"},
	{METHOD_POST, "/api/admin/support/agents/{agentId}/second-factor/reset", ACCESS_ADMIN, false,
		second_factor_reset, "Takes away that of a colleague who has lost it, and ends their sign-ins"},
	{METHOD_GET, "/api/admin/support/api-keys", ACCESS_ADMIN, false, api_key_list,
		"The keys of the merchant's servers"},
	{METHOD_POST, "/api/admin/support/api-keys", ACCESS_ADMIN, true, api_key_create,
		"Makes a key, and shows it this once"},
	{METHOD_POST, "/api/admin/support/api-keys/{keyId}/revoke", ACCESS_ADMIN, false,
		api_key_revoke, "Takes a key's right away, at once"},
	{METHOD_GET, "/api/admin/support/security", ACCESS_ADMIN, false, security_get,
		"What the tenant wants of how its people sign in"},
	{METHOD_PATCH, "/api/admin/support/security", ACCESS_ADMIN, true, security_change,
		"Changes that"},
	{METHOD_GET, "/api/admin/support/sign-in-provider", ACCESS_ADMIN, false,
		provider_settings_get, "The provider by which the tenant's people sign in, and whom it knows"},
	{METHOD_PATCH, "/api/admin/support/sign-in-provider", ACCESS_ADMIN, true,
		provider_settings_change, "Sets it; its secret is never shown again"},
	{METHOD_DELETE, "/api/admin/support/sign-in-provider", ACCESS_ADMIN, false,
		provider_settings_drop, "Takes it away"},
	{METHOD_POST, "/api/admin/support/sign-in-provider/try", ACCESS_ADMIN, true, provider_try,
		"Asks an issuer what it says of itself, and shows the answer word for word"},
	{METHOD_DELETE, "/api/admin/support/sign-in-provider/links/{agentId}", ACCESS_ADMIN, false,
		provider_unlink, "Forgets by what the provider knows a colleague"},
	{METHOD_GET, "/api/admin/support/agents", ACCESS_AGENT, false, agent_list,
		"A page of the tenant's agents", SCOPE_AGENTS_READ},
	{METHOD_POST, "/api/admin/support/agents/status", ACCESS_AGENT, true, agent_status,
		"Says whether the agent takes sessions: online or away"},
	{METHOD_PATCH, "/api/admin/support/agents/{agentId}", ACCESS_ADMIN, true, agent_change,
		"Changes a colleague's name, role, number of chats, or whether they have access"},
	{METHOD_GET, "/api/admin/support/teams", ACCESS_AGENT, false, team_list,
		"The teams of the tenant's agents", SCOPE_AGENTS_READ},
	{METHOD_GET, "/api/admin/support/teams/{teamId}", ACCESS_AGENT, false, team_get,
		"A team with its members", SCOPE_AGENTS_READ},
	{METHOD_POST, "/api/admin/support/teams", ACCESS_ADMIN, true, team_make, "Makes a team"},
	{METHOD_PATCH, "/api/admin/support/teams/{teamId}", ACCESS_ADMIN, true, team_change,
		"Changes what is given of a team: its name, or who belongs to it"},
	{METHOD_DELETE, "/api/admin/support/teams/{teamId}", ACCESS_ADMIN, false, team_delete,
		"Deletes a team, whose members stay"},
	{METHOD_GET, "/api/admin/support/invitations", ACCESS_ADMIN, false, invitation_list,
		"Who is invited to work for the tenant"},
	{METHOD_POST, "/api/admin/support/invitations", ACCESS_ADMIN, true, invitation_make,
		"Invites somebody, in the place of an earlier invitation of that address"},
	{METHOD_DELETE, "/api/admin/support/invitations/{invitationId}", ACCESS_ADMIN, false,
		invitation_drop, "Takes an invitation back"},
	{METHOD_POST, "/api/admin/support/invitations/{invitationId}/send", ACCESS_ADMIN, false,
		invitation_send_again, "Gives an invitation another link, and sends it again"},
	{METHOD_POST, "/api/admin/invitation", ACCESS_PUBLIC, true, invitation_look,
		"Whose invitation a link has, and to which tenant"},
	{METHOD_POST, "/api/admin/invitation/accept", ACCESS_PUBLIC, true, invitation_accept,
		"Comes by an invitation, with a password"},
	{METHOD_GET, "/api/admin/support/audit", ACCESS_ADMIN, false, audit_list,
		"A page of what was done at the tenant and by whom, newest first"},
	{METHOD_POST, "/api/support/chat/identify", ACCESS_VISITOR, true, visitor_identify,
		"Takes the merchant's word for who the visitor is, and gives a token for that customer"},
	{METHOD_PATCH, "/api/support/chat/attributes", ACCESS_VISITOR, true,
		visitor_attributes_change,
		"Says of the visitor what the page's own names are for, signed or not"},
	{METHOD_GET, "/api/admin/support/chat/{sessionId}/attributes", ACCESS_AGENT, false,
		visitor_attributes_get, "What pages say of a session's visitor beside name and address",
		SCOPE_CHATS_READ},
	{METHOD_POST, "/api/support/chat/visitor-events", ACCESS_VISITOR, true, visitor_events_take,
		"Says what the visitor did, as the page names it"},
	{METHOD_GET, "/api/admin/support/chat/{sessionId}/visitor-events", ACCESS_AGENT, false,
		visitor_events_get, "What pages say that a session's visitor did, newest first",
		SCOPE_CHATS_READ},
};

/* A tenant's rows are behind its role, and one that cannot be entered keeps nobody else's from being
 * deleted: a job each, spread over the hour. */
static const struct job_kind jobs[] = {
	/* name                           run                  cap, attempts, deadline, period */
	{"accounts.forgotten",            password_ask_look,   8, 5, 30,    0, false},
	{"accounts.password_mail",        password_link_mail,  4, 5, 30,    0, false},
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
