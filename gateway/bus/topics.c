/* The table of topics, the hub's watch that fills it, the list of the lingering, and who waits. */
#include "bus/private.h"

#include <stdlib.h>

#include "base/memory.h"
#include "call/tenant.h"
#include "sockets/ws.h"

enum { BUCKETS_LEAST = 64 };

static struct bus_topic **bucket_of(const struct bus *bus, const struct channel *channel)
{
	return &bus->buckets[channel_hash(&bus->secret, channel) & (bus->bucket_count - 1)];
}

struct bus_topic *bus_topic_find(const struct bus *bus, const struct channel *channel)
{
	struct bus_topic *topic = *bucket_of(bus, channel);
	while (topic && !channel_equals(&topic->channel, channel))
		topic = topic->next_in_bucket;
	return topic;
}

static void put(struct bus *bus, struct bus_topic *topic)
{
	struct bus_topic **bucket = bucket_of(bus, &topic->channel);
	topic->next_in_bucket = *bucket;
	*bucket = topic;
}

static void grow(struct bus *bus)
{
	struct bus_topic **old = bus->buckets;
	size_t old_count = bus->bucket_count;
	bus->bucket_count *= 2;
	bus->buckets = memory_new(bus->bucket_count * sizeof(struct bus_topic *));
	for (size_t i = 0; i < old_count; i++)
		while (old[i]) {
			struct bus_topic *topic = old[i];
			old[i] = topic->next_in_bucket;
			put(bus, topic);
		}
	free(old);
}

void bus_topic_set_state(struct bus *bus, struct bus_topic *topic, enum topic_state state)
{
	bus->confirmed_count -= topic->state == TOPIC_CONFIRMED ? 1 : 0;
	bus->confirmed_count += state == TOPIC_CONFIRMED ? 1 : 0;
	topic->state = state;
	metric_set(
		bus->parts->env.metrics, METRIC_BUS_SUBSCRIPTIONS, (int64_t)bus->confirmed_count);
}

/* --- lingering, longest first ------------------------------------------------------------- */
static void linger(struct bus *bus, struct bus_topic *topic)
{
	topic->is_lingering = true;
	topic->left_ms = env_now_ms(&bus->parts->env);
	topic->newer = NULL;
	topic->older = bus->lingering_last;
	*(topic->older ? &topic->older->newer : &bus->lingering_first) = topic;
	bus->lingering_last = topic;
	bus->lingering_count++;
}

static void linger_no_more(struct bus *bus, struct bus_topic *topic)
{
	if (!topic->is_lingering)
		return;
	topic->is_lingering = false;
	bus->lingering_count--;
	*(topic->older ? &topic->older->newer : &bus->lingering_first) = topic->newer;
	*(topic->newer ? &topic->newer->older : &bus->lingering_last) = topic->older;
}

/* --- topics come and go ------------------------------------------------------------------- */
static struct bus_topic *add(struct bus *bus, struct tenant *tenant, const struct channel *channel)
{
	char name[CHANNEL_NAME_SIZE + 1];
	struct bus_topic *topic = MEMORY_NEW(struct bus_topic);
	channel_name(channel, name);
	topic->channel = *channel;
	topic->tenant = tenant_ref(tenant);
	topic->server = bus_server_of(bus, name, CHANNEL_NAME_SIZE);
	if (bus->topic_count == bus->bucket_count)
		grow(bus);
	put(bus, topic);
	bus->topic_count++;
	return topic;
}

void bus_topic_forget(struct bus *bus, struct bus_topic *topic)
{
	struct bus_topic **link = bucket_of(bus, &topic->channel);
	while (*link != topic)
		link = &(*link)->next_in_bucket;
	*link = topic->next_in_bucket;
	bus->topic_count--;
	bus_topic_settle(bus, topic);
	bus_topic_set_state(bus, topic, TOPIC_WANTED);
	linger_no_more(bus, topic);
	tenant_unref(&topic->tenant);
	free(topic);
}

static void opened(struct hub_watch *watch, const struct ws_connection *connection,
	const struct channel *channel)
{
	struct bus *bus = CONTAINER_OF(watch, struct bus, watch);
	struct bus_topic *topic = bus_topic_find(bus, channel);
	if (topic)
		linger_no_more(bus, topic);
	else
		bus_subscribe_enqueue(add(bus, ws_tenant(connection), channel));
}

static void closed(struct hub_watch *watch, const struct channel *channel)
{
	struct bus *bus = CONTAINER_OF(watch, struct bus, watch);
	struct bus_topic *topic = bus_topic_find(bus, channel);
	if (topic)
		linger(bus, topic);
}

void bus_topics_init(struct bus *bus)
{
	hash_secret_make(&bus->secret);
	bus->bucket_count = BUCKETS_LEAST;
	bus->buckets = memory_new(bus->bucket_count * sizeof(struct bus_topic *));
	bus->watch.opened = opened;
	bus->watch.closed = closed;
}

void bus_topics_done(struct bus *bus)
{
	for (size_t i = 0; i < bus->bucket_count; i++) {
		struct bus_topic *topic = bus->buckets[i];
		while (topic) {
			struct bus_topic *next = topic->next_in_bucket;
			bus_topic_forget(bus, topic);
			topic = next;
		}
	}
	free(bus->buckets);
}

/* --- who waits for a confirmation
 * ----------------------------------------------------------------- */
static void leave(struct bus_settling *settling)
{
	struct bus_settling **link = &settling->topic->settling;
	while (*link != settling)
		link = &(*link)->next;
	*link = settling->next;
}

static void go_on(struct timer *timer)
{
	struct bus_settling *settling = CONTAINER_OF(timer, struct bus_settling, limit);
	leave(settling);
	call_resume(settling->call, settling->step);
}

void bus_topic_settle(struct bus *bus, struct bus_topic *topic)
{
	struct bus_settling *settling = topic->settling;
	topic->settling = NULL;
	while (settling) {
		struct bus_settling *next = settling->next;
		wheel_cancel(bus->parts->env.wheel, &settling->limit);
		call_resume(settling->call, settling->step);
		settling = next;
	}
}

/* Without a listener the topic lingers, for the one who is expected. */
static struct bus_topic *expect(
	struct bus *bus, struct tenant *tenant, const struct channel *channel)
{
	struct bus_topic *topic = bus_topic_find(bus, channel);
	if (topic && !topic->is_lingering)
		return topic;
	if (topic) {
		linger_no_more(bus, topic);
	} else {
		topic = add(bus, tenant, channel);
		bus_subscribe_enqueue(topic);
	}
	linger(bus, topic);
	return topic;
}

struct next hub_settle(struct call *call, struct channel channel, call_step step)
{
	struct bus *bus = call->parts->bus;
	struct bus_topic *topic = bus ? expect(bus, call->tenant, &channel) : NULL;
	struct next next = call_wait(call);
	if (!topic || topic->state == TOPIC_CONFIRMED || topic->server->refused > 0 ||
		!redis_link_is_ready(&topic->server->subscriptions)) {
		call_resume(call, step);
		return next;
	}
	struct bus_settling *settling = ARENA_NEW(&call->arena, struct bus_settling);
	*settling = (struct bus_settling){call, step, topic, {0}, topic->settling};
	topic->settling = settling;
	wheel_set(call->parts->env.wheel, &settling->limit, BUS_WAIT_MS, go_on);
	return next;
}
