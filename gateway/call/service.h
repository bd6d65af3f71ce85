/* What a service is to the gateway: tables. services/registry.c lists the services. */
#ifndef FRONTDESK_SERVICE_H
#define FRONTDESK_SERVICE_H

#include "bus/bus.h"
#include "call/route.h"
#include "proto.h"
#include "sockets/hub.h"
#include "writer/writer.h"

struct ws_connection;

struct socket_handler {
	enum proto_type type; /* from the generated proto.h */
	enum access access;   /* ACCESS_VISITOR, ACCESS_AGENT or ACCESS_TENANT for both */
	struct next (*handle)(struct call *call, const struct proto_message *message);
};

struct service {
	const char *name;
	const struct route *routes;
	size_t route_count;
	const struct socket_handler *handlers;
	size_t handler_count;
	/* All may be NULL. */
	enum err (*start)(struct gateway *gateway);
	void (*stop)(struct gateway *gateway);
	/* What the writer reports to; one service has them. */
	writer_stored stored;
	writer_kept kept;
	/* A socket came (after its hello) or has gone. */
	void (*connected)(struct gateway *gateway, struct ws_connection *connection);
	void (*disconnected)(struct gateway *gateway, struct ws_connection *connection);
	/* What was this visitor's in PostgreSQL is a customer's now: memory may say otherwise. */
	void (*visitor_retired)(
		struct gateway *gateway, struct uuid tenant_id, struct text visitor_id);
	/* Another replica broadcast to a channel of this tenant to which somebody listens here, or
	 * did within the last minute; the listeners are handed the event after this. The note's
	 * kind is 0 when none came; `json` is absent when no event did. Both are borrowed. */
	void (*heard)(struct gateway *gateway, struct tenant *tenant, struct channel channel,
		const struct bus_note *note, struct text json);
	/* What others broadcast arrives again after it did not: any of it may have been missed. */
	void (*bus_restored)(struct gateway *gateway);
};

/* Ends with NULL. */
extern const struct service *const services[];

#endif
