/*
 * What one Redis server is asked to send us, over a link of its own: SUBSCRIBE and UNSUBSCRIBE,
 * many channels at a time. When the link comes, all that the server has for us is asked for at
 * once, our heartbeat's channel last: Redis answers in order, so that its confirmation says that
 * everything before it is subscribed to.
 */
#ifndef FRONTDESK_BUS_SUBSCRIPTIONS_H
#define FRONTDESK_BUS_SUBSCRIPTIONS_H

#include <stdbool.h>

#include "base/text.h"

struct bus;
struct bus_server;
struct bus_subscriptions;
struct bus_topic;
struct redis_address;
struct redis_reply;

struct bus_subscriptions_owner {
	/* The link has come, or has gone. */
	void (*ready)(struct bus_server *server);
	void (*lost)(struct bus_server *server);
	/* All that was wanted when the link came has been confirmed. */
	void (*restored)(struct bus_server *server);
	/* What came on a channel, the heartbeat's too; borrowed. */
	void (*message)(struct bus_server *server, struct text name, struct text payload);
	/* Redis has refused a whole SUBSCRIBE. */
	void (*refused)(struct bus_server *server, const struct redis_reply *reply);
};

/* Begins to connect. The address outlives it. */
struct bus_subscriptions *bus_subscriptions_new(const struct bus *bus,
	const struct redis_address *address, struct bus_server *server,
	const struct bus_subscriptions_owner *owner);
void bus_subscriptions_free(struct bus_subscriptions **subscriptions);

bool bus_subscriptions_are_ready(const struct bus_subscriptions *subscriptions);
/* Whether all that was wanted when the link came has been confirmed. */
bool bus_subscriptions_are_restored(const struct bus_subscriptions *subscriptions);
/* A new topic of this server's: it is asked for with the turn, or once the link comes. */
void bus_subscriptions_add(struct bus_subscriptions *subscriptions, struct bus_topic *topic);
/* Asks again for what was refused; the link is ready. */
void bus_subscriptions_repeat(struct bus_subscriptions *subscriptions);
/* Writes UNSUBSCRIBE for those that have lingered long enough, and forgets them. */
void bus_subscriptions_end_overdue(struct bus_subscriptions *subscriptions);
void bus_subscriptions_flush(struct bus_subscriptions *subscriptions);
/* Gives the connection up, and connects again. */
void bus_subscriptions_drop(struct bus_subscriptions *subscriptions);

#endif
