/* The `config` event, on the channels of a tenant's visitors and agents. */
#include "config_tell.h"

#include "call/tenant.h"
#include "config_memory.h"
#include "desk.h"
#include "notes.h"
#include "sockets/hub.h"
#include "sockets/ws.h"

struct channel widget_config_channel(const struct tenant *tenant)
{
	return (struct channel){.kind = CHANNEL_VISITORS, .tenant_id = tenant->id};
}

void widget_config_tell(struct parts *parts, const struct tenant *tenant, int64_t version)
{
	const struct proto_config event = {.has_version = true, .version = version};
	const struct bus_note note = {.kind = NOTE_CONFIG};
	struct arena arena;
	arena_init(&arena);
	struct text json = proto_encode_config(&arena, &event);
	config_memory_forget(parts, tenant->id);
	desk_broadcast(parts, desk_channel(tenant), &note, json, NULL);
	desk_broadcast(parts, widget_config_channel(tenant), &note, json, NULL);
	arena_done(&arena);
}

void widget_config_tell_turned(struct parts *parts, const struct tenant *tenant)
{
	const struct proto_config event = {0};
	struct arena arena;
	arena_init(&arena);
	struct text json = proto_encode_config(&arena, &event);
	config_memory_forget(parts, tenant->id);
	desk_publish(parts, desk_channel(tenant), json, NULL);
	desk_publish(parts, widget_config_channel(tenant), json, NULL);
	arena_done(&arena);
}

void widget_config_follow(struct parts *parts, struct ws_connection *connection)
{
	(void)hub_listen(parts->hub, connection, widget_config_channel(ws_tenant(connection)));
}
