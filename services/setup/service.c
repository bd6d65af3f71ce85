/* The setup service's tables. */
#include "setup/setup.h"

#include "bus/note.h"
#include "call/tenant.h"
#include "pg/tenants.h"
#include "registry.h"
#include "setup/notes.h"
#include "sockets/channel.h"

static void heard(struct parts *parts, struct tenant *tenant, struct channel channel,
	const struct bus_note *note, struct text json)
{
	if (note->kind == NOTE_TENANT_CHANGED)
		tenant_doubt(parts, tenant->id);
}

/* clang-format off */
#define SETTINGS  "/api/admin/support/settings"
#define ORIGINS   "/api/admin/support/origins"
#define CHECKLIST "/api/admin/support/setup"

static const struct route routes[] = {
	{METHOD_GET,    SETTINGS,               ACCESS_ADMIN, false, tenant_settings_get,    "What the tenant is called, and what its desk allows itself"},
	{METHOD_PATCH,  SETTINGS,               ACCESS_ADMIN, true,  tenant_settings_change, "Changes what is given of these, where nobody else has meanwhile"},
	{METHOD_GET,    ORIGINS,                ACCESS_ADMIN, false, origin_list,            "Where the widget may stand and was seen last, and where it was refused"},
	{METHOD_POST,   ORIGINS,                ACCESS_ADMIN, true,  origin_allow,           "Allows the widget on pages of an origin"},
	{METHOD_DELETE, ORIGINS,                ACCESS_ADMIN, false, origin_remove,          "Allows it there no more: its sockets are closed within 5 s"},
	{METHOD_GET,    CHECKLIST,              ACCESS_ADMIN, false, checklist_get,          "How far the tenant is set up"},
	{METHOD_PATCH,  CHECKLIST,              ACCESS_ADMIN, true,  checklist_dismiss,      "Says whether admins are reminded of that"},
};
/* clang-format on */

const struct service setup_service = {
	.name = "setup",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
	.heard = heard,
};
