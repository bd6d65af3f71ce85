/* A table of topics by channel, the list of the lingering, the lines, and who waits. */
#include "bus/topics.h"

#include <stdlib.h>

#include "base/memory.h"
#include "bus/private.h"
#include "call/tenant.h"
#include "loop/wheel.h"

enum {
	BUCKETS_LEAST = 64,
	LINGER_MS = 60000,     /* from the last listener's leaving to UNSUBSCRIBE */
	LINGERING_MAX = 32768, /* more of them, and the first go sooner */
};

enum topic_state {
	TOPIC_WANTED,    /* its server's subscriptions are away, or it stands in line */
	TOPIC_ASKED,     /* SUBSCRIBE has been written */
	TOPIC_CONFIRMED, /* what others publish arrives */
};

/* A call that waits for a topic's confirmation; in the call's arena. */
struct settling {
	struct call *call;
	call_step step;
	struct bus_topic *topic;
	struct timer limit;
	struct settling *next;
};

struct bus_topic {
	struct channel channel;
	enum topic_state state;
	uint64_t confirmed_ms; /* since when */
	bool is_in_line;       /* of its server, to be subscribed to */
	bool is_lingering;     /* nobody listens any more */
	uint64_t left_ms;      /* since when */
	struct bus_server *server;
	struct tenant *tenant; /* a counted reference */
	struct settling *settling;
	struct bus_topic *next_in_bucket;
	struct bus_topic *next_in_line;
	struct bus_topic *older, *newer; /* on the list of the lingering */
};

struct bus_topics {
	const struct env *env;
	struct hash_secret secret;
	struct bus_topic **buckets;
	size_t bucket_count; /* a power of two */
	size_t count, confirmed_count;
	struct bus_topic *lingering_first, *lingering_last; /* longest first */
	size_t lingering_count;
};

/* --- the table -------------------------------------------------------------------------------- */
static struct bus_topic **bucket_of(const struct bus_topics *topics, const struct channel *channel)
{
	return &topics->buckets[channel_hash(&topics->secret, channel) &
				(topics->bucket_count - 1)];
}

struct bus_topic *bus_topics_find(const struct bus_topics *topics, const struct channel *channel)
{
	struct bus_topic *topic = *bucket_of(topics, channel);
	while (topic && !channel_equals(&topic->channel, channel))
		topic = topic->next_in_bucket;
	return topic;
}

static void put(struct bus_topics *topics, struct bus_topic *topic)
{
	struct bus_topic **bucket = bucket_of(topics, &topic->channel);
	topic->next_in_bucket = *bucket;
	*bucket = topic;
}

static void grow(struct bus_topics *topics)
{
	struct bus_topic **old = topics->buckets;
	size_t old_count = topics->bucket_count;
	topics->bucket_count *= 2;
	topics->buckets = memory_new(topics->bucket_count * sizeof(struct bus_topic *));
	for (size_t i = 0; i < old_count; i++)
		while (old[i]) {
			struct bus_topic *topic = old[i];
			old[i] = topic->next_in_bucket;
			put(topics, topic);
		}
	free(old);
}

const struct channel *bus_topic_channel(const struct bus_topic *topic)
{
	return &topic->channel;
}

struct tenant *bus_topic_tenant(const struct bus_topic *topic)
{
	return topic->tenant;
}

struct bus_server *bus_topic_server(const struct bus_topic *topic)
{
	return topic->server;
}

size_t bus_topics_confirmed(const struct bus_topics *topics)
{
	return topics->confirmed_count;
}

void bus_topics_renew(struct bus_topics *topics, struct tenant *tenant)
{
	for (size_t i = 0; i < topics->bucket_count; i++) {
		struct bus_topic *topic = topics->buckets[i];
		for (; topic; topic = topic->next_in_bucket)
			if (uuid_equals(topic->tenant->id, tenant->id)) {
				tenant_unref(&topic->tenant);
				topic->tenant = tenant_ref(tenant);
			}
	}
}

/* --- lingering -------------------------------------------------------------------------------- */
void bus_topic_linger(struct bus_topics *topics, struct bus_topic *topic)
{
	topic->is_lingering = true;
	topic->left_ms = env_now_ms(topics->env);
	topic->newer = NULL;
	topic->older = topics->lingering_last;
	*(topic->older ? &topic->older->newer : &topics->lingering_first) = topic;
	topics->lingering_last = topic;
	topics->lingering_count++;
}

void bus_topic_linger_no_more(struct bus_topics *topics, struct bus_topic *topic)
{
	if (!topic->is_lingering)
		return;
	topic->is_lingering = false;
	topics->lingering_count--;
	*(topic->older ? &topic->older->newer : &topics->lingering_first) = topic->newer;
	*(topic->newer ? &topic->newer->older : &topics->lingering_last) = topic->older;
}

bool bus_topic_is_lingering(const struct bus_topic *topic)
{
	return topic->is_lingering;
}

static bool is_overdue(const struct bus_topics *topics, const struct bus_topic *topic)
{
	return topic && !topic->is_in_line &&
	       (env_now_ms(topics->env) - topic->left_ms >= LINGER_MS ||
		       topics->lingering_count > LINGERING_MAX);
}

size_t bus_topics_overdue(const struct bus_topics *topics, const struct bus_server *server,
	struct bus_topic **ret_due, size_t most)
{
	size_t count = 0;
	struct bus_topic *topic = topics->lingering_first;
	for (; is_overdue(topics, topic) && count < most; topic = topic->newer)
		if (topic->server == server)
			ret_due[count++] = topic;
	return count;
}

/* --- who waits for a confirmation ------------------------------------------------------------- */
static void leave(struct settling *settling)
{
	struct settling **link = &settling->topic->settling;
	while (*link != settling)
		link = &(*link)->next;
	*link = settling->next;
}

static void go_on(struct timer *timer)
{
	struct settling *settling = CONTAINER_OF(timer, struct settling, limit);
	leave(settling);
	call_resume(settling->call, settling->step);
}

void bus_topic_await(struct bus_topic *topic, struct call *call, call_step step)
{
	struct settling *settling = ARENA_NEW(&call->arena, struct settling);
	*settling = (struct settling){call, step, topic, {0}, topic->settling};
	topic->settling = settling;
	wheel_set(call->parts->env.wheel, &settling->limit, BUS_WAIT_MS, go_on);
}

static void settle(struct bus_topics *topics, struct bus_topic *topic)
{
	struct settling *settling = topic->settling;
	topic->settling = NULL;
	while (settling) {
		struct settling *next = settling->next;
		wheel_cancel(topics->env->wheel, &settling->limit);
		call_resume(settling->call, settling->step);
		settling = next;
	}
}

static void set_state(struct bus_topics *topics, struct bus_topic *topic, enum topic_state state)
{
	topics->confirmed_count -= topic->state == TOPIC_CONFIRMED ? 1 : 0;
	topics->confirmed_count += state == TOPIC_CONFIRMED ? 1 : 0;
	topic->state = state;
	metric_set(
		topics->env->metrics, METRIC_BUS_SUBSCRIPTIONS, (int64_t)topics->confirmed_count);
}

void bus_topic_confirm(struct bus_topics *topics, struct bus_topic *topic)
{
	if (topic->state != TOPIC_ASKED)
		return;
	set_state(topics, topic, TOPIC_CONFIRMED);
	topic->confirmed_ms = env_now_ms(topics->env);
	settle(topics, topic);
}

bool bus_topic_is_confirmed(const struct bus_topic *topic)
{
	return topic->state == TOPIC_CONFIRMED;
}

bool bus_topic_was_confirmed(const struct bus_topic *topic, uint64_t at_ms)
{
	return topic->state == TOPIC_CONFIRMED && topic->confirmed_ms <= at_ms;
}

/* --- topics come and go ----------------------------------------------------------------------- */
struct bus_topic *bus_topics_add(struct bus_topics *topics, const struct channel *channel,
	struct tenant *tenant, struct bus_server *server)
{
	struct bus_topic *topic = MEMORY_NEW(struct bus_topic);
	topic->channel = *channel;
	topic->tenant = tenant_ref(tenant);
	topic->server = server;
	if (topics->count == topics->bucket_count)
		grow(topics);
	put(topics, topic);
	topics->count++;
	return topic;
}

void bus_topics_forget(struct bus_topics *topics, struct bus_topic *topic)
{
	struct bus_topic **link = bucket_of(topics, &topic->channel);
	while (*link != topic)
		link = &(*link)->next_in_bucket;
	*link = topic->next_in_bucket;
	topics->count--;
	settle(topics, topic);
	set_state(topics, topic, TOPIC_WANTED);
	bus_topic_linger_no_more(topics, topic);
	tenant_unref(&topic->tenant);
	free(topic);
}

struct bus_topics *bus_topics_new(const struct env *env)
{
	struct bus_topics *topics = MEMORY_NEW(struct bus_topics);
	topics->env = env;
	hash_secret_make(&topics->secret);
	topics->bucket_count = BUCKETS_LEAST;
	topics->buckets = memory_new(topics->bucket_count * sizeof(struct bus_topic *));
	return topics;
}

void bus_topics_free(struct bus_topics **topics)
{
	if (!*topics)
		return;
	for (size_t i = 0; i < (*topics)->bucket_count; i++)
		while ((*topics)->buckets[i])
			bus_topics_forget(*topics, (*topics)->buckets[i]);
	free((*topics)->buckets);
	free(*topics);
	*topics = NULL;
}

/* --- lines ------------------------------------------------------------------------------------ */
void bus_line_put(struct bus_line *line, struct bus_topic *topic)
{
	topic->is_in_line = true;
	topic->next_in_line = NULL;
	*(line->last ? &line->last->next_in_line : &line->first) = topic;
	line->last = topic;
}

size_t bus_line_count(const struct bus_line *line, size_t most)
{
	size_t count = 0;
	const struct bus_topic *topic = line->first;
	for (; topic && count < most; topic = topic->next_in_line)
		count++;
	return count;
}

struct bus_topic *bus_line_take(struct bus_topics *topics, struct bus_line *line)
{
	struct bus_topic *topic = line->first;
	line->first = topic->next_in_line;
	if (!line->first)
		line->last = NULL;
	topic->is_in_line = false;
	set_state(topics, topic, TOPIC_ASKED);
	return topic;
}

/* Does something with each topic of a server; it may forget the topic. */
static void for_each(struct bus_topics *topics, struct bus_line *line,
	const struct bus_server *server,
	void (*act)(struct bus_topics *topics, struct bus_line *line, struct bus_topic *topic))
{
	for (size_t i = 0; i < topics->bucket_count; i++) {
		struct bus_topic *topic = topics->buckets[i];
		while (topic) {
			struct bus_topic *next = topic->next_in_bucket;
			if (topic->server == server)
				act(topics, line, topic);
			topic = next;
		}
	}
}

static void want_again(struct bus_topics *topics, struct bus_line *line, struct bus_topic *topic)
{
	if (topic->is_lingering)
		bus_topics_forget(topics, topic);
	else
		bus_line_put(line, topic);
}

void bus_line_put_all(
	struct bus_topics *topics, struct bus_line *line, const struct bus_server *server)
{
	for_each(topics, line, server, want_again);
}

static void ask_again(struct bus_topics *topics, struct bus_line *line, struct bus_topic *topic)
{
	if (topic->state == TOPIC_ASKED && !topic->is_in_line)
		bus_line_put(line, topic);
}

void bus_line_put_unconfirmed(
	struct bus_topics *topics, struct bus_line *line, const struct bus_server *server)
{
	for_each(topics, line, server, ask_again);
}

static void note_lost(struct bus_topics *topics, struct bus_line *line, struct bus_topic *topic)
{
	topic->is_in_line = false;
	set_state(topics, topic, TOPIC_WANTED);
	settle(topics, topic);
}

void bus_line_lose(
	struct bus_topics *topics, struct bus_line *line, const struct bus_server *server)
{
	*line = (struct bus_line){.first = NULL};
	for_each(topics, line, server, note_lost);
}
