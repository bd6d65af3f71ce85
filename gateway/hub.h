/*
 * Who listens here. A channel is a session of a tenant, or a tenant's agents. Local to the worker;
 * publishing hands one shared frame to every listener's outbox.
 */
#ifndef FRONTDESK_HUB_H
#define FRONTDESK_HUB_H

#include "frame.h"
#include "who.h"

struct hub;
struct hub_listener;
struct ws_connection;

/* What the hub keeps within each connection (ws_hub_seat): the channels it listens to. */
struct hub_seat {
	struct hub_listener *first;
	size_t count;
};

enum channel_kind { CHANNEL_SESSION, CHANNEL_AGENTS };

struct channel {
	enum channel_kind kind;
	struct uuid tenant_id;
	struct uuid session_id; /* nil for CHANNEL_AGENTS */
};

struct hub *hub_new(void);
/* Every connection has left by then. */
void hub_free(struct hub **hub);
/* Listening twice is once. False when the connection listens to its most (64) already. */
bool hub_listen(struct hub *hub, struct ws_connection *connection, struct channel channel);
void hub_leave(struct hub *hub, struct ws_connection *connection, struct channel channel);
/* Called when a connection closes. */
void hub_leave_all(struct hub *hub, struct ws_connection *connection);
bool hub_listens(struct hub *hub, struct ws_connection *connection, struct channel channel);
size_t hub_listener_count(const struct hub *hub, struct channel channel);
/* Queues the frame on every listener but `except` (may be NULL). */
void hub_publish(struct hub *hub, struct channel channel, struct frame *frame,
	const struct ws_connection *except);

#endif
