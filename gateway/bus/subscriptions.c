/*
 * SUBSCRIBE and UNSUBSCRIBE, many channels at a time. When a link for subscriptions comes, all that
 * its server has for us is asked for at once, our heartbeat's channel last: Redis answers in order,
 * so that its confirmation says that everything before it is subscribed to.
 */
#include "bus/private.h"

#include "call/service.h"

static void put_channel(struct redis_buffer *buffer, const struct channel *channel)
{
	char name[CHANNEL_NAME_SIZE + 1];
	channel_name(channel, name);
	redis_put(buffer, (struct text){name, CHANNEL_NAME_SIZE});
}

/* --- subscribing ------------------------------------------------------------------------------ */
static void line_up(struct bus_topic *topic)
{
	struct bus_server *server = topic->server;
	topic->is_in_line = true;
	topic->next_in_line = NULL;
	*(server->line_last ? &server->line_last->next_in_line : &server->line_first) = topic;
	server->line_last = topic;
}

void bus_subscribe_enqueue(struct bus_topic *topic)
{
	struct bus_server *server = topic->server;
	if (!redis_link_is_ready(&server->subscriptions))
		return; /* bus_subscribe_all will ask for it */
	line_up(topic);
	bus_touch(server->bus);
}

static struct bus_topic *take_first(struct bus_server *server)
{
	struct bus_topic *topic = server->line_first;
	server->line_first = topic->next_in_line;
	if (!server->line_first)
		server->line_last = NULL;
	topic->is_in_line = false;
	return topic;
}

static size_t count_in_line(const struct bus_server *server)
{
	size_t count = 0;
	const struct bus_topic *topic = server->line_first;
	for (; topic && count < BUS_BATCH_MAX; topic = topic->next_in_line)
		count++;
	return count;
}

static void ask_for_beat(struct bus_server *server)
{
	struct redis_buffer *buffer = redis_link_ask(&server->subscriptions);
	redis_put_command(buffer, 2);
	redis_put(buffer, TEXT("SUBSCRIBE"));
	redis_put(buffer, (struct text){server->bus->beat_name, BUS_BEAT_NAME_SIZE});
}

void bus_subscribe_flush(struct bus_server *server)
{
	struct redis_buffer *buffer =
		server->line_first ? redis_link_ask(&server->subscriptions) : NULL;
	while (server->line_first) {
		size_t count = count_in_line(server);
		redis_put_command(buffer, 1 + count);
		redis_put(buffer, TEXT("SUBSCRIBE"));
		while (count--) {
			struct bus_topic *topic = take_first(server);
			put_channel(buffer, &topic->channel);
			bus_topic_set_state(server->bus, topic, TOPIC_ASKED);
		}
	}
}

/* --- a link comes and goes ---------------------------------------------------------------- */
/* Does something with each topic of a server; it may forget the topic. */
static void for_each(
	struct bus_server *server, void (*act)(struct bus *bus, struct bus_topic *topic))
{
	struct bus *bus = server->bus;
	for (size_t i = 0; i < bus->bucket_count; i++) {
		struct bus_topic *topic = bus->buckets[i];
		while (topic) {
			struct bus_topic *next = topic->next_in_bucket;
			if (topic->server == server)
				act(bus, topic);
			topic = next;
		}
	}
}

static void want_again(struct bus *bus, struct bus_topic *topic)
{
	if (topic->is_lingering)
		bus_topic_forget(bus, topic);
	else
		line_up(topic);
}

void bus_subscribe_all(struct bus_server *server)
{
	for_each(server, want_again);
	bus_subscribe_flush(server);
	ask_for_beat(server);
	bus_touch(server->bus);
}

static void ask_again(struct bus *bus, struct bus_topic *topic)
{
	if (topic->state == TOPIC_ASKED && !topic->is_in_line)
		line_up(topic);
}

void bus_subscribe_again(struct bus_server *server)
{
	for_each(server, ask_again);
	bus_subscribe_flush(server);
	ask_for_beat(server);
	bus_touch(server->bus);
}

static void note_lost(struct bus *bus, struct bus_topic *topic)
{
	topic->is_in_line = false;
	bus_topic_set_state(bus, topic, TOPIC_WANTED);
	bus_topic_settle(bus, topic);
}

void bus_subscribe_lost(struct bus_server *server)
{
	server->is_restored = false;
	server->line_first = server->line_last = NULL;
	for_each(server, note_lost);
}

static void restored(struct bus_server *server)
{
	struct parts *parts = server->bus->parts;
	server->is_restored = true;
	server->silent = 0;
	log_say(parts->env.log, LOG_INFO, "bus restored",
		LOG_F_WORD("server", server->address->name.data),
		LOG_F_NUMBER("subscriptions", server->bus->confirmed_count));
	metric_add(parts->env.metrics, METRIC_BUS_RESTORED, 1);
	for (size_t i = 0; services[i]; i++)
		if (services[i]->bus_restored)
			services[i]->bus_restored(parts);
}

void bus_subscribe_confirmed(struct bus_server *server, struct text name)
{
	struct bus *bus = server->bus;
	struct channel channel;
	if (text_equals(name, (struct text){bus->beat_name, BUS_BEAT_NAME_SIZE})) {
		if (!server->is_restored)
			restored(server);
		return;
	}
	struct bus_topic *topic =
		channel_parse(name, &channel) ? bus_topic_find(bus, &channel) : NULL;
	if (!topic || topic->state != TOPIC_ASKED)
		return;
	bus_topic_set_state(bus, topic, TOPIC_CONFIRMED);
	bus_topic_settle(bus, topic);
}

/* --- unsubscribing ------------------------------------------------------------------------ */
static bool is_due(const struct bus *bus, const struct bus_topic *topic)
{
	return topic && !topic->is_in_line &&
	       (env_now_ms(&bus->parts->env) - topic->left_ms >= BUS_LINGER_MS ||
		       bus->lingering_count > BUS_LINGERING_MAX);
}

/* Of one server, from the longest lingering on. Whether there may be more. */
static bool unsubscribe_some(struct bus *bus, struct bus_server *server)
{
	struct bus_topic *due[BUS_BATCH_MAX];
	size_t count = 0;
	struct bus_topic *topic = bus->lingering_first;
	for (; is_due(bus, topic) && count < BUS_BATCH_MAX; topic = topic->newer)
		if (topic->server == server)
			due[count++] = topic;
	if (count > 0 && redis_link_is_ready(&server->subscriptions)) {
		struct redis_buffer *buffer = redis_link_ask(&server->subscriptions);
		redis_put_command(buffer, 1 + count);
		redis_put(buffer, TEXT("UNSUBSCRIBE"));
		for (size_t i = 0; i < count; i++)
			put_channel(buffer, &due[i]->channel);
		bus_touch(bus);
	}
	for (size_t i = 0; i < count; i++)
		bus_topic_forget(bus, due[i]);
	return count == BUS_BATCH_MAX;
}

void bus_unsubscribe_due(struct bus *bus)
{
	for (size_t i = 0; i < bus->server_count; i++)
		while (unsubscribe_some(bus, &bus->servers[i]))
			continue;
}
