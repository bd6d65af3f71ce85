/* The inbound service's tables. */
#include "inbound/inbound.h"

#include "net/http_head.h"
#include "registry.h"

/* clang-format off */
static const struct route routes[] = {
	{METHOD_GET,   "/api/admin/mail/inbound", ACCESS_ADMIN, false, inbound_settings_get,    "What the tenant makes of mail that comes in, and at which address"},
	{METHOD_POST,  "/api/inbound/mail/{tenantId}", ACCESS_PUBLIC, false, hook_take, "Takes a mail of a provider's, signed: the body is the mail as it came", SCOPE_NONE, HTTP_BODY_LARGEST},
	{METHOD_POST,  "/api/admin/mail/inbound/hook", ACCESS_ADMIN, false, hook_make, "Makes a secret by which mail is taken over HTTP, shown once; the one before is good no more"},
	{METHOD_DELETE, "/api/admin/mail/inbound/hook", ACCESS_ADMIN, false, hook_drop, "Takes no more mail over HTTP"},
	{METHOD_PATCH, "/api/admin/mail/inbound", ACCESS_ADMIN, true,  inbound_settings_change, "Says whether agents answer by mail, and whether mail of whoever writes begins chats"},
};
/* clang-format on */

const struct service inbound_service = {
	.name = "inbound",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
	.mail_arrived = inbound_arrived,
};
