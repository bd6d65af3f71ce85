/* Keys that we do not know yet, and one publication's way from its name to its listeners. */
#include "bus/receive.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "bus/keys.h"
#include "bus/origin.h"
#include "bus/payload.h"
#include "bus/private.h"
#include "bus/topics.h"
#include "call/service.h"
#include "call/tenant.h"
#include "pg/tenants.h"
#include "sockets/hub.h"

struct bus_receiver {
	struct bus *bus;
	bool is_refreshing;
	char *room; /* for what is opened */
	size_t room_size;
};

/* --- keys that we do not know yet ------------------------------------------------------------- */
static struct next refreshed(struct call *call, enum err err)
{
	struct bus *bus = call->parts->bus;
	if (!bus)
		return call_done(call);
	bus->receiver->is_refreshing = false;
	if (err == ERR_NONE)
		bus_topics_renew(bus->topics, call->tenant);
	return call_done(call);
}

static struct next refresh(struct call *call)
{
	return tenant_enter(call, call->tenant->id, refreshed);
}

/* A tenant's keys were rotated: another replica knows it before us. One look at a time, and the
 * tenant is read again only when it was last read 5 s ago; until then position sync serves. */
static void refresh_keys(struct bus_receiver *receiver, struct tenant *tenant)
{
	if (receiver->is_refreshing)
		return;
	receiver->is_refreshing = true;
	call_start_tick(receiver->bus->parts, tenant, "bus keys", refresh);
}

/* --- one publication -------------------------------------------------------------------------- */
static void hand_on(struct parts *parts, struct tenant *tenant, const struct bus_event *event)
{
	struct channel channel = event->channel;
	for (size_t i = 0; services[i]; i++)
		if (services[i]->heard)
			services[i]->heard(parts, tenant, channel, &event->note, event->json);
	if (!text_is_absent(event->json) && hub_listener_count(parts->hub, channel) > 0) {
		struct frame *frame =
			event->is_lazy ? frame_new_lazy(event->json) : frame_new(event->json);
		hub_publish(parts->hub, channel, frame, NULL);
		frame_unref(&frame);
	}
}

static char *room_for(struct bus_receiver *receiver, size_t size)
{
	if (receiver->room_size < size) {
		receiver->room = memory_resize(receiver->room, size, 1);
		receiver->room_size = size;
	}
	return receiver->room;
}

static bool open_payload(struct bus_receiver *receiver, const struct bus_topic *topic,
	const struct bus_head *head, struct text payload)
{
	struct bus *bus = receiver->bus;
	struct tenant *tenant = bus_topic_tenant(topic);
	struct bus_event event = {.channel = *bus_topic_channel(topic)};
	const struct seal_key *key = bus_key_find(bus->keys, tenant->keys, head->key_id);
	if (!key)
		refresh_keys(receiver, tenant);
	char *room = room_for(receiver, payload.size);
	if (!key || bus_payload_open(head, key, payload, room, &event) != ERR_NONE)
		return false;
	metric_add(bus->parts->env.metrics, METRIC_BUS_RECEIVED, 1);
	hand_on(bus->parts, tenant, &event);
	explicit_bzero(room, payload.size);
	return true;
}

void bus_receive(struct bus_receiver *receiver, struct text name, struct text payload)
{
	struct bus *bus = receiver->bus;
	struct channel channel;
	struct bus_head head;
	const struct bus_topic *topic =
		channel_parse(name, &channel) ? bus_topics_find(bus->topics, &channel) : NULL;
	if (!topic || !bus_topic_tenant(topic)->keys)
		return; /* we have just unsubscribed */
	bool is_payload = bus_payload_head(payload, &head) == ERR_NONE;
	if (is_payload && bus_origin_made(bus->origin, &head))
		return;
	if (!is_payload || !open_payload(receiver, topic, &head, payload))
		metric_add(bus->parts->env.metrics, METRIC_BUS_UNREADABLE, 1);
}

/* --- life ------------------------------------------------------------------------------------- */
struct bus_receiver *bus_receiver_new(struct bus *bus)
{
	struct bus_receiver *receiver = MEMORY_NEW(struct bus_receiver);
	receiver->bus = bus;
	return receiver;
}

void bus_receiver_free(struct bus_receiver **receiver)
{
	if (!*receiver)
		return;
	free((*receiver)->room);
	free(*receiver);
	*receiver = NULL;
}
