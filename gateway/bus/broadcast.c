/* Broadcasting: to who listens here, then sealed straight into the buffer towards Redis. */
#include "bus/commands.h"
#include "bus/keys.h"
#include "bus/origin.h"
#include "bus/payload.h"
#include "bus/private.h"
#include "bus/server.h"
#include "call/tenant.h"
#include "pg/tenants.h"
#include "sockets/hub.h"

static void put_publication(struct bus_origin *origin, struct bus_commands *commands,
	struct text name, const struct seal_key *key, const struct bus_event *event)
{
	const struct bus_head head = bus_origin_next(origin, key->id);
	struct redis_buffer *buffer = bus_commands_begin(commands);
	redis_put_command(buffer, 3);
	redis_put(buffer, TEXT("PUBLISH"));
	redis_put(buffer, name);
	bus_payload_seal(
		&head, key, event, redis_put_room(buffer, bus_payload_size(event->json.size)));
}

/* False when it was dropped: Redis is away or slow, or nobody has loaded the tenant. */
static bool publish(struct bus *bus, const struct bus_event *event)
{
	char name[CHANNEL_NAME_SIZE + 1];
	channel_name(&event->channel, name);
	struct bus_commands *commands = bus_servers_commands(bus->servers, name, CHANNEL_NAME_SIZE);
	const struct tenant *tenant = tenant_known(bus->parts, event->channel.tenant_id);
	if (event->json.size > BUS_EVENT_SIZE_MAX || !tenant || !tenant->keys ||
		!bus_commands_have_room(commands, bus_payload_size(event->json.size)))
		return false;
	const struct seal_key *key =
		bus_key_find(bus->keys, tenant->keys, tenant_keys_newest(tenant->keys));
	if (key)
		put_publication(
			bus->origin, commands, (struct text){name, CHANNEL_NAME_SIZE}, key, event);
	return key != NULL;
}

void hub_broadcast(struct parts *parts, struct channel channel, const struct bus_note *note,
	struct frame *frame, const struct ws_connection *except)
{
	struct bus_event event = {.channel = channel};
	if (frame)
		hub_publish(parts->hub, channel, frame, except);
	if (!parts->bus)
		return;
	if (note)
		event.note = *note;
	if (frame) {
		event.json = frame_payload(frame);
		event.is_lazy = frame_is_lazy(frame);
	}
	bool is_published = publish(parts->bus, &event);
	metric_add(parts->env.metrics, is_published ? METRIC_BUS_PUBLISHED : METRIC_BUS_DROPPED, 1);
}
