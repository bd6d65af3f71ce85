/* Broadcasting: to who listens here, then sealed straight into the buffer towards Redis. */
#include "bus/private.h"

#include "bus/payload.h"
#include "call/tenant.h"
#include "pg/tenants.h"

static void put_publication(struct bus *bus, struct bus_server *server, struct text name,
	const struct seal_key *key, const struct bus_event *event)
{
	const struct bus_head head = {bus->origin, ++bus->published, key->id};
	struct redis_buffer *buffer = redis_link_ask(&server->commands);
	redis_put_command(buffer, 3);
	redis_put(buffer, TEXT("PUBLISH"));
	redis_put(buffer, name);
	bus_payload_seal(
		&head, key, event, redis_put_room(buffer, bus_payload_size(event->json.size)));
	bus_touch(bus);
}

/* False when it was dropped: Redis is away or slow, or nobody has loaded the tenant. */
static bool publish(struct bus *bus, const struct bus_event *event)
{
	char name[CHANNEL_NAME_SIZE + 1];
	channel_name(&event->channel, name);
	struct bus_server *server = bus_server_of(bus, name, CHANNEL_NAME_SIZE);
	const struct tenant *tenant = tenant_known(bus->parts, event->channel.tenant_id);
	if (event->json.size > BUS_EVENT_SIZE_MAX || !tenant || !tenant->keys ||
		!bus_has_room(server, bus_payload_size(event->json.size)))
		return false;
	const struct seal_key *key =
		bus_key_find(bus->keys, tenant->keys, tenant_keys_newest(tenant->keys));
	if (key)
		put_publication(bus, server, (struct text){name, CHANNEL_NAME_SIZE}, key, event);
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
