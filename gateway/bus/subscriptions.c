/* The link for subscriptions: the line of what is to be asked for, and what comes. */
#include "bus/subscriptions.h"

#include <stdlib.h>

#include "base/memory.h"
#include "bus/flush.h"
#include "bus/origin.h"
#include "bus/private.h"
#include "bus/topics.h"
#include "redis/link.h"

enum { BATCH_MAX = 512 }; /* channels in one SUBSCRIBE or UNSUBSCRIBE */

struct bus_subscriptions {
	const struct bus *bus;
	struct bus_server *server;
	const struct bus_subscriptions_owner *owner;
	struct redis_link link;
	struct bus_line line; /* to be subscribed to */
	bool is_restored;
};

static void put_channel(struct redis_buffer *buffer, const struct channel *channel)
{
	char name[CHANNEL_NAME_SIZE + 1];
	channel_name(channel, name);
	redis_put(buffer, (struct text){name, CHANNEL_NAME_SIZE});
}

/* --- subscribing ------------------------------------------------------------------------------ */
void bus_subscriptions_add(struct bus_subscriptions *subscriptions, struct bus_topic *topic)
{
	if (!redis_link_is_ready(&subscriptions->link))
		return; /* it will be asked for with all */
	bus_line_put(&subscriptions->line, topic);
	bus_flush_soon(subscriptions->bus->flush);
}

static void ask_for_beat(struct bus_subscriptions *subscriptions)
{
	struct redis_buffer *buffer = redis_link_ask(&subscriptions->link);
	redis_put_command(buffer, 2);
	redis_put(buffer, TEXT("SUBSCRIBE"));
	redis_put(buffer, bus_origin_beat_name(subscriptions->bus->origin));
}

static void ask_for_line(struct bus_subscriptions *subscriptions)
{
	struct bus_line *line = &subscriptions->line;
	size_t count = bus_line_count(line, BATCH_MAX);
	struct redis_buffer *buffer = count > 0 ? redis_link_ask(&subscriptions->link) : NULL;
	for (; count > 0; count = bus_line_count(line, BATCH_MAX)) {
		redis_put_command(buffer, 1 + count);
		redis_put(buffer, TEXT("SUBSCRIBE"));
		while (count--)
			put_channel(buffer,
				bus_topic_channel(bus_line_take(subscriptions->bus->topics, line)));
	}
}

void bus_subscriptions_flush(struct bus_subscriptions *subscriptions)
{
	ask_for_line(subscriptions);
	if (redis_link_is_ready(&subscriptions->link))
		redis_link_flush(&subscriptions->link);
}

void bus_subscriptions_repeat(struct bus_subscriptions *subscriptions)
{
	const struct bus *bus = subscriptions->bus;
	bus_line_put_unconfirmed(bus->topics, &subscriptions->line, subscriptions->server);
	ask_for_line(subscriptions);
	ask_for_beat(subscriptions);
	bus_flush_soon(bus->flush);
}

/* --- unsubscribing ---------------------------------------------------------------------------- */
static void ask_to_end(
	struct bus_subscriptions *subscriptions, struct bus_topic **due, size_t count)
{
	struct redis_buffer *buffer = redis_link_ask(&subscriptions->link);
	redis_put_command(buffer, 1 + count);
	redis_put(buffer, TEXT("UNSUBSCRIBE"));
	for (size_t i = 0; i < count; i++)
		put_channel(buffer, bus_topic_channel(due[i]));
	bus_flush_soon(subscriptions->bus->flush);
}

/* From the longest lingering on. Whether there may be more. */
static bool end_some(struct bus_subscriptions *subscriptions)
{
	struct bus_topics *topics = subscriptions->bus->topics;
	struct bus_topic *due[BATCH_MAX];
	size_t count = bus_topics_overdue(topics, subscriptions->server, due, BATCH_MAX);
	if (count > 0 && redis_link_is_ready(&subscriptions->link))
		ask_to_end(subscriptions, due, count);
	for (size_t i = 0; i < count; i++)
		bus_topics_forget(topics, due[i]);
	return count == BATCH_MAX;
}

void bus_subscriptions_end_overdue(struct bus_subscriptions *subscriptions)
{
	while (end_some(subscriptions))
		continue;
}

/* --- what comes ------------------------------------------------------------------------------- */
static void confirmed(struct bus_subscriptions *subscriptions, struct text name)
{
	struct bus_topics *topics = subscriptions->bus->topics;
	struct channel channel;
	if (text_equals(name, bus_origin_beat_name(subscriptions->bus->origin))) {
		bool was_restored = subscriptions->is_restored;
		subscriptions->is_restored = true;
		if (!was_restored)
			subscriptions->owner->restored(subscriptions->server);
		return;
	}
	struct bus_topic *topic =
		channel_parse(name, &channel) ? bus_topics_find(topics, &channel) : NULL;
	if (topic)
		bus_topic_confirm(topics, topic);
}

static struct bus_subscriptions *of(struct redis_link *link)
{
	return CONTAINER_OF(link, struct bus_subscriptions, link);
}

/* ["message", channel, payload], ["subscribe", channel, count], the refusal of a whole SUBSCRIBE,
 * and what needs no attention. */
static void replied(struct redis_link *link, const struct redis_reply *reply, uint64_t number)
{
	struct bus_subscriptions *subscriptions = of(link);
	struct bus_server *server = subscriptions->server;
	const struct redis_value *values = reply->values;
	if (!reply->is_array && reply->count > 0 && values[0].kind == REDIS_ERROR) {
		subscriptions->owner->refused(server, reply);
		return;
	}
	if (!reply->is_array || reply->count != 3 || values[0].kind != REDIS_STRING ||
		values[1].kind != REDIS_STRING)
		return;
	if (values[2].kind == REDIS_STRING && text_equals(values[0].text, TEXT("message")))
		subscriptions->owner->message(server, values[1].text, values[2].text);
	else if (text_equals(values[0].text, TEXT("subscribe")))
		confirmed(subscriptions, values[1].text);
}

/* --- the link comes and goes ------------------------------------------------------------------ */
static void ready(struct redis_link *link)
{
	struct bus_subscriptions *subscriptions = of(link);
	const struct bus *bus = subscriptions->bus;
	bus_line_put_all(bus->topics, &subscriptions->line, subscriptions->server);
	ask_for_line(subscriptions);
	ask_for_beat(subscriptions);
	bus_flush_soon(bus->flush);
	subscriptions->owner->ready(subscriptions->server);
}

static void lost(struct redis_link *link)
{
	struct bus_subscriptions *subscriptions = of(link);
	subscriptions->is_restored = false;
	bus_line_lose(subscriptions->bus->topics, &subscriptions->line, subscriptions->server);
	subscriptions->owner->lost(subscriptions->server);
}

bool bus_subscriptions_are_ready(const struct bus_subscriptions *subscriptions)
{
	return redis_link_is_ready(&subscriptions->link);
}

bool bus_subscriptions_are_restored(const struct bus_subscriptions *subscriptions)
{
	return subscriptions->is_restored;
}

void bus_subscriptions_drop(struct bus_subscriptions *subscriptions)
{
	redis_link_drop(&subscriptions->link);
}

struct bus_subscriptions *bus_subscriptions_new(const struct bus *bus,
	const struct redis_address *address, struct bus_server *server,
	const struct bus_subscriptions_owner *owner)
{
	struct bus_subscriptions *subscriptions = MEMORY_NEW(struct bus_subscriptions);
	subscriptions->bus = bus;
	subscriptions->server = server;
	subscriptions->owner = owner;
	redis_link_init(&subscriptions->link, &bus->parts->env, address, "subscriptions");
	subscriptions->link.ready = ready;
	subscriptions->link.lost = lost;
	subscriptions->link.replied = replied;
	redis_link_start(&subscriptions->link);
	return subscriptions;
}

void bus_subscriptions_free(struct bus_subscriptions **subscriptions)
{
	if (!*subscriptions)
		return;
	redis_link_stop(&(*subscriptions)->link);
	free(*subscriptions);
	*subscriptions = NULL;
}
