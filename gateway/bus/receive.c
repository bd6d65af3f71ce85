/*
 * What others published, opened and handed on: first the note, to the services, then the event, to
 * who listens here. What we published ourselves comes back too, and is dropped unopened.
 */
#include "bus/private.h"

#include <string.h>

#include "base/memory.h"
#include "bus/payload.h"
#include "call/service.h"
#include "call/tenant.h"
#include "pg/tenants.h"

/* --- keys that we do not know yet
 * ----------------------------------------------------------------- */
static struct next refreshed(struct call *call, enum err err)
{
	struct bus *bus = call->parts->bus;
	if (!bus)
		return call_done(call);
	bus->is_refreshing = false;
	for (size_t i = 0; err == ERR_NONE && i < bus->bucket_count; i++) {
		struct bus_topic *topic = bus->buckets[i];
		for (; topic; topic = topic->next_in_bucket)
			if (uuid_equals(topic->tenant->id, call->tenant->id)) {
				tenant_unref(&topic->tenant);
				topic->tenant = tenant_ref(call->tenant);
			}
	}
	return call_done(call);
}

static struct next refresh(struct call *call)
{
	return tenant_enter(call, call->tenant->id, refreshed);
}

/* A tenant's keys were rotated: another replica knows it before us. One look at a time, and the
 * tenant is read again only when it was last read 5 s ago; until then position sync serves. */
static void refresh_keys(struct bus *bus, struct bus_topic *topic)
{
	if (bus->is_refreshing)
		return;
	bus->is_refreshing = true;
	call_start_tick(bus->parts, topic->tenant, "bus keys", refresh);
}

/* --- one publication
 * ------------------------------------------------------------------------------ */
static void hand_on(struct bus *bus, const struct bus_topic *topic, const struct bus_event *event)
{
	struct parts *parts = bus->parts;
	struct channel channel = topic->channel;
	for (size_t i = 0; services[i]; i++)
		if (services[i]->heard)
			services[i]->heard(
				parts, topic->tenant, channel, &event->note, event->json);
	if (!text_is_absent(event->json) && hub_listener_count(parts->hub, channel) > 0) {
		struct frame *frame =
			event->is_lazy ? frame_new_lazy(event->json) : frame_new(event->json);
		hub_publish(parts->hub, channel, frame, NULL);
		frame_unref(&frame);
	}
}

static char *room_for(struct bus *bus, size_t size)
{
	if (bus->room_size < size) {
		bus->room = memory_resize(bus->room, size, 1);
		bus->room_size = size;
	}
	return bus->room;
}

static bool open_payload(
	struct bus *bus, struct bus_topic *topic, const struct bus_head *head, struct text payload)
{
	struct bus_event event = {.channel = topic->channel};
	const struct seal_key *key = bus_key_find(bus->keys, topic->tenant->keys, head->key_id);
	if (!key)
		refresh_keys(bus, topic);
	char *room = room_for(bus, payload.size);
	if (!key || bus_payload_open(head, key, payload, room, &event) != ERR_NONE)
		return false;
	metric_add(bus->parts->env.metrics, METRIC_BUS_RECEIVED, 1);
	hand_on(bus, topic, &event);
	explicit_bzero(room, payload.size);
	return true;
}

static void take_message(struct bus_server *server, struct text name, struct text payload)
{
	struct bus *bus = server->bus;
	struct channel channel;
	struct bus_head head;
	if (text_equals(name, (struct text){bus->beat_name, BUS_BEAT_NAME_SIZE})) {
		bus_beat_heard(server, payload);
		return;
	}
	struct bus_topic *topic =
		channel_parse(name, &channel) ? bus_topic_find(bus, &channel) : NULL;
	if (!topic || !topic->tenant->keys)
		return; /* we have just unsubscribed */
	bool is_payload = bus_payload_head(payload, &head) == ERR_NONE;
	if (is_payload && uuid_equals(head.origin, bus->origin))
		return;
	if (!is_payload || !open_payload(bus, topic, &head, payload))
		metric_add(bus->parts->env.metrics, METRIC_BUS_UNREADABLE, 1);
}

/* ["message", channel, payload], ["subscribe", channel, count], the refusal of a whole SUBSCRIBE,
 * and what needs no attention. */
void bus_receive(struct bus_server *server, const struct redis_reply *reply)
{
	const struct redis_value *values = reply->values;
	if (!reply->is_array && reply->count > 0 && values[0].kind == REDIS_ERROR) {
		bus_beat_refused(server, reply, "SUBSCRIBE");
		return;
	}
	if (!reply->is_array || reply->count != 3 || values[0].kind != REDIS_STRING ||
		values[1].kind != REDIS_STRING)
		return;
	if (values[2].kind == REDIS_STRING && text_equals(values[0].text, TEXT("message")))
		take_message(server, values[1].text, values[2].text);
	else if (text_equals(values[0].text, TEXT("subscribe")))
		bus_subscribe_confirmed(server, values[1].text);
}
