/* The `config` event, on the channels of a tenant's visitors and agents. */
#include "config_tell.h"

#include "call/tenant.h"
#include "desk.h"
#include "sockets/hub.h"
#include "sockets/ws.h"

static struct channel visitors_of(const struct tenant *tenant)
{
	return (struct channel){.kind = CHANNEL_VISITORS, .tenant_id = tenant->id};
}

void widget_config_tell(struct parts *parts, const struct tenant *tenant)
{
	const struct proto_config event = {};
	struct arena arena;
	arena_init(&arena);
	struct text json = proto_encode_config(&arena, &event);
	desk_broadcast(parts, desk_channel(tenant), NULL, json, NULL);
	desk_broadcast(parts, visitors_of(tenant), NULL, json, NULL);
	arena_done(&arena);
}

void widget_config_follow(struct parts *parts, struct ws_connection *connection)
{
	(void)hub_listen(parts->hub, connection, visitors_of(ws_tenant(connection)));
}
