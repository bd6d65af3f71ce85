/* The hub's watch, and calls that wait for a topic. */
#include "bus/listen.h"

#include <stdlib.h>

#include "base/memory.h"
#include "bus/private.h"
#include "bus/server.h"
#include "bus/topics.h"
#include "loop/wheel.h"
#include "sockets/hub.h"
#include "sockets/ws.h"

struct bus_listening {
	struct bus *bus;
	struct hub_watch watch;
};

static struct bus_topic *add(struct bus *bus, struct tenant *tenant, const struct channel *channel)
{
	char name[CHANNEL_NAME_SIZE + 1];
	channel_name(channel, name);
	struct bus_server *server = bus_servers_choose(bus->servers, name, CHANNEL_NAME_SIZE);
	struct bus_topic *topic = bus_topics_add(bus->topics, channel, tenant, server);
	bus_server_subscribe(server, topic);
	return topic;
}

/* --- the watch -------------------------------------------------------------------------------- */
static void opened(struct hub_watch *watch, const struct ws_connection *connection,
	const struct channel *channel)
{
	struct bus *bus = CONTAINER_OF(watch, struct bus_listening, watch)->bus;
	struct bus_topic *topic = bus_topics_find(bus->topics, channel);
	if (topic)
		bus_topic_linger_no_more(bus->topics, topic);
	else
		(void)add(bus, ws_tenant(connection), channel);
}

static void closed(struct hub_watch *watch, const struct channel *channel)
{
	struct bus_topics *topics = CONTAINER_OF(watch, struct bus_listening, watch)->bus->topics;
	struct bus_topic *topic = bus_topics_find(topics, channel);
	if (topic)
		bus_topic_linger(topics, topic);
}

struct bus_listening *bus_listening_new(struct bus *bus)
{
	struct bus_listening *listening = MEMORY_NEW(struct bus_listening);
	listening->bus = bus;
	listening->watch.opened = opened;
	listening->watch.closed = closed;
	hub_set_watch(bus->parts->hub, &listening->watch);
	return listening;
}

void bus_listening_free(struct bus_listening **listening)
{
	if (!*listening)
		return;
	hub_set_watch((*listening)->bus->parts->hub, NULL);
	free(*listening);
	*listening = NULL;
}

/* --- settling --------------------------------------------------------------------------------- */
/* Without a listener the topic lingers, for the one who is expected. */
static struct bus_topic *expect(
	struct bus *bus, struct tenant *tenant, const struct channel *channel)
{
	struct bus_topic *topic = bus_topics_find(bus->topics, channel);
	if (topic && !bus_topic_is_lingering(topic))
		return topic;
	if (topic)
		bus_topic_linger_no_more(bus->topics, topic);
	else
		topic = add(bus, tenant, channel);
	bus_topic_linger(bus->topics, topic);
	return topic;
}

struct next hub_settle(struct call *call, struct channel channel, call_step step)
{
	struct bus *bus = call->parts->bus;
	struct bus_topic *topic = bus ? expect(bus, call->tenant, &channel) : NULL;
	struct next next = call_wait(call);
	if (!topic || bus_topic_is_confirmed(topic) ||
		!bus_server_confirms(bus_topic_server(topic)))
		call_resume(call, step);
	else
		bus_topic_await(topic, call, step);
	return next;
}

bool hub_hears_since(const struct parts *parts, struct channel channel, uint64_t since_ms)
{
	const struct bus *bus = parts->bus;
	const struct bus_topic *topic = bus ? bus_topics_find(bus->topics, &channel) : NULL;
	return !bus || (topic && bus_topic_was_confirmed(topic, since_ms));
}
