/*
 * Channels and their listeners. A listener links one connection with one channel and lies on two
 * lists: the channel's, which publishing walks, and the connection's, which its leaving walks. A
 * channel exists while somebody listens.
 */
#include "sockets/hub.h"

#include <stdlib.h>

#include "base/memory.h"
#include "sockets/ws.h"

enum { CHANNELS_PER_CONNECTION_MAX = 64, BUCKETS_LEAST = 64 };

struct hub_listener {
	struct ws_connection *connection;
	struct hub_channel *channel;
	struct hub_listener *next_in_channel, *prev_in_channel;
	struct hub_listener *next_in_seat;
};

struct hub_channel {
	struct channel name;
	uint32_t count;
	struct hub_channel *next; /* the bucket's list */
	struct hub_listener *first;
};

struct hub {
	struct hash_secret secret;
	struct hub_channel **buckets;
	size_t bucket_count; /* a power of two */
	size_t channel_count;
	struct hub_watch *watch; /* NULL: nobody */
};

struct hub *hub_new(void)
{
	struct hub *hub = MEMORY_NEW(struct hub);
	hash_secret_make(&hub->secret);
	hub->bucket_count = BUCKETS_LEAST;
	hub->buckets = memory_new(hub->bucket_count * sizeof(struct hub_channel *));
	return hub;
}

void hub_free(struct hub **hub)
{
	if (!*hub)
		return;
	free((*hub)->buckets);
	free(*hub);
	*hub = NULL;
}

void hub_set_watch(struct hub *hub, struct hub_watch *watch)
{
	hub->watch = watch;
}

/* --- the table of channels -------------------------------------------------------------------- */
static struct hub_channel **bucket_of(const struct hub *hub, const struct channel *name)
{
	return &hub->buckets[channel_hash(&hub->secret, name) & (hub->bucket_count - 1)];
}

static struct hub_channel *find(const struct hub *hub, const struct channel *name)
{
	struct hub_channel *channel = *bucket_of(hub, name);
	while (channel && !channel_equals(&channel->name, name))
		channel = channel->next;
	return channel;
}

static void grow(struct hub *hub)
{
	struct hub_channel **old = hub->buckets;
	size_t old_count = hub->bucket_count;
	hub->bucket_count *= 2;
	hub->buckets = memory_new(hub->bucket_count * sizeof(struct hub_channel *));
	for (size_t i = 0; i < old_count; i++) {
		while (old[i]) {
			struct hub_channel *channel = old[i];
			old[i] = channel->next;
			struct hub_channel **bucket = bucket_of(hub, &channel->name);
			channel->next = *bucket;
			*bucket = channel;
		}
	}
	free(old);
}

static struct hub_channel *open_channel(struct hub *hub, const struct channel *name)
{
	struct hub_channel *channel = find(hub, name);
	if (channel)
		return channel;
	if (hub->channel_count == hub->bucket_count)
		grow(hub);
	struct hub_channel **bucket = bucket_of(hub, name);
	channel = MEMORY_NEW(struct hub_channel);
	channel->name = *name;
	channel->next = *bucket;
	*bucket = channel;
	hub->channel_count++;
	return channel;
}

static void close_channel(struct hub *hub, struct hub_channel *channel)
{
	struct hub_channel **link = bucket_of(hub, &channel->name);
	while (*link != channel)
		link = &(*link)->next;
	*link = channel->next;
	hub->channel_count--;
	free(channel);
}

/* --- listening -------------------------------------------------------------------------------- */
static struct hub_listener **find_seat(struct ws_connection *connection, const struct channel *name)
{
	struct hub_listener **link = &ws_hub_seat(connection)->first;
	while (*link && !channel_equals(&(*link)->channel->name, name))
		link = &(*link)->next_in_seat;
	return link;
}

bool hub_listen(struct hub *hub, struct ws_connection *connection, struct channel channel)
{
	struct hub_seat *seat = ws_hub_seat(connection);
	if (*find_seat(connection, &channel))
		return true;
	if (seat->count == CHANNELS_PER_CONNECTION_MAX)
		return false;
	struct hub_channel *opened = open_channel(hub, &channel);
	struct hub_listener *listener = MEMORY_NEW(struct hub_listener);
	*listener = (struct hub_listener){connection, opened, opened->first, NULL, seat->first};
	if (opened->first)
		opened->first->prev_in_channel = listener;
	opened->first = listener;
	opened->count++;
	seat->first = listener;
	seat->count++;
	if (opened->count == 1 && hub->watch)
		hub->watch->opened(hub->watch, connection, &channel);
	return true;
}

/* Takes away what *link names on the connection's list. */
static void remove_listener(struct hub *hub, struct hub_seat *seat, struct hub_listener **link)
{
	struct hub_listener *listener = *link;
	struct hub_channel *channel = listener->channel;
	*link = listener->next_in_seat;
	seat->count--;
	if (listener->prev_in_channel)
		listener->prev_in_channel->next_in_channel = listener->next_in_channel;
	else
		channel->first = listener->next_in_channel;
	if (listener->next_in_channel)
		listener->next_in_channel->prev_in_channel = listener->prev_in_channel;
	free(listener);
	if (--channel->count > 0)
		return;
	if (hub->watch)
		hub->watch->closed(hub->watch, &channel->name);
	close_channel(hub, channel);
}

void hub_leave(struct hub *hub, struct ws_connection *connection, struct channel channel)
{
	struct hub_listener **link = find_seat(connection, &channel);
	if (*link)
		remove_listener(hub, ws_hub_seat(connection), link);
}

void hub_leave_all(struct hub *hub, struct ws_connection *connection)
{
	struct hub_seat *seat = ws_hub_seat(connection);
	while (seat->first)
		remove_listener(hub, seat, &seat->first);
}

bool hub_listens(struct hub *hub, struct ws_connection *connection, struct channel channel)
{
	return *find_seat(connection, &channel) != NULL;
}

size_t hub_listener_count(const struct hub *hub, struct channel channel)
{
	const struct hub_channel *found = find(hub, &channel);
	return found ? found->count : 0;
}

bool hub_has_visitor(const struct hub *hub, struct channel channel)
{
	const struct hub_channel *found = find(hub, &channel);
	const struct hub_listener *listener = found ? found->first : NULL;
	while (listener && ws_who(listener->connection)->kind != WHO_VISITOR)
		listener = listener->next_in_channel;
	return listener != NULL;
}

/* --- publishing ------------------------------------------------------------------------------- */
void hub_publish(struct hub *hub, struct channel channel, struct frame *frame,
	const struct ws_connection *except)
{
	const struct hub_channel *found = find(hub, &channel);
	if (!found)
		return;
	const struct hub_listener *listener = found->first;
	for (; listener; listener = listener->next_in_channel)
		if (listener->connection != except)
			ws_send(listener->connection, frame);
}
