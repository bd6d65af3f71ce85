/*
 * Who listens here. A channel is a session of a tenant, its agents or its visitors. Publishing
 * hands one shared frame to every listener's outbox in this worker; broadcasting reaches those of
 * every other replica as well.
 */
#ifndef FRONTDESK_HUB_H
#define FRONTDESK_HUB_H

#include "call/call.h"
#include "sockets/channel.h"

struct bus_note;
struct frame;
struct hub;
struct hub_listener;
struct ws_connection;

/* What the hub keeps within each connection (ws_hub_seat): the channels it listens to. */
struct hub_seat {
	struct hub_listener *first;
	uint32_t count;
};

/* Who wants to know which channels are listened to here; embed it in its owner. */
struct hub_watch {
	/* A connection is the first to listen to a channel. */
	void (*opened)(struct hub_watch *watch, const struct ws_connection *connection,
		const struct channel *channel);
	/* The last one has left. */
	void (*closed)(struct hub_watch *watch, const struct channel *channel);
};

struct hub *hub_new(void);
/* Every connection has left by then. */
void hub_free(struct hub **hub);
/* Tells the watch from now on; NULL tells nobody. */
void hub_set_watch(struct hub *hub, struct hub_watch *watch);
/* Listening twice is once. False when the connection listens to its most (64) already. */
bool hub_listen(struct hub *hub, struct ws_connection *connection, struct channel channel);
void hub_leave(struct hub *hub, struct ws_connection *connection, struct channel channel);
/* Called when a connection closes. */
void hub_leave_all(struct hub *hub, struct ws_connection *connection);
bool hub_listens(struct hub *hub, struct ws_connection *connection, struct channel channel);
size_t hub_listener_count(const struct hub *hub, struct channel channel);
/* Whether a visitor's connection listens to it. */
bool hub_has_visitor(const struct hub *hub, struct channel channel);
/* Queues the frame on every listener here but `except` (may be NULL): for what each replica works
 * out for its own listeners. */
void hub_publish(struct hub *hub, struct channel channel, struct frame *frame,
	const struct ws_connection *except);
/* The same, and on every listener of the channel at other replicas, where the service's `heard`
 * sees the note first. A frame or a note may be NULL. Never blocks; what the bus cannot take is
 * dropped and counted, and reaches the others by position sync. */
void hub_broadcast(struct parts *parts, struct channel channel, const struct bus_note *note,
	struct frame *frame, const struct ws_connection *except);
/* Runs the step once the bus has confirmed that what others broadcast to a channel of the call's
 * tenant arrives here: what is read from PostgreSQL afterwards and what arrives leave no gap. At
 * once without a bus or while it is unhealthy; after 1 s at most. Where nobody listens yet, it
 * arrives (and is heard by services) for the next minute. */
struct next hub_settle(struct call *call, struct channel channel, call_step step);
/* Whether what others broadcast to the channel has arrived here since then (env_now_ms) without a
 * break: what was asked of PostgreSQL then, with what was heard since, is how things are. True
 * without a bus: nobody else broadcasts. */
bool hub_hears_since(const struct parts *parts, struct channel channel, uint64_t since_ms);

#endif
