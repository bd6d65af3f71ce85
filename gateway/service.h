/* What a service is to the gateway: tables. services/registry.c lists the services. */
#ifndef FRONTDESK_SERVICE_H
#define FRONTDESK_SERVICE_H

#include "proto.h"
#include "route.h"
#include "writer.h"

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
	/* What the writer reports to; one service has it. */
	writer_stored stored;
	/* A socket came (after its hello) or has gone. */
	void (*connected)(struct gateway *gateway, struct ws_connection *connection);
	void (*disconnected)(struct gateway *gateway, struct ws_connection *connection);
	/* What was this visitor's in PostgreSQL is a customer's now: memory may say otherwise. */
	void (*visitor_retired)(
		struct gateway *gateway, struct uuid tenant_id, struct text visitor_id);
};

/* Ends with NULL. */
extern const struct service *const services[];

#endif
