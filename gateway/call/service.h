/* What a service is to all that lies below it: tables. services/registry.c lists the services. */
#ifndef FRONTDESK_SERVICE_H
#define FRONTDESK_SERVICE_H

#include "call/job.h"
#include "call/route.h"
#include "proto.h"

struct bus_note;
struct channel;
struct parts;
struct tenant;
struct writer_result;
struct writer_row;
struct ws_connection;

struct socket_handler {
	enum proto_type type; /* from the generated proto.h */
	enum access access;   /* ACCESS_VISITOR, ACCESS_AGENT or ACCESS_TENANT for both */
	struct next (*handle)(struct call *call, const struct proto_message *message);
	bool has_own_limit; /* it keeps a rate limit itself: the one of all messages is not asked */
};

struct service {
	const char *name;
	const struct route *routes;
	size_t route_count;
	const struct socket_handler *handlers;
	size_t handler_count;
	const struct job_kind *jobs;
	size_t job_count;
	/* All may be NULL. */
	enum err (*start)(struct parts *parts);
	void (*stop)(struct parts *parts);
	/* What the writer reports to (writer_new); one service has them. */
	void (*stored)(struct parts *parts, const struct writer_row *row,
		const struct writer_result *result);
	void (*kept)(struct parts *parts, const struct writer_row *row);
	/* A socket came (after its hello) or has gone. */
	void (*connected)(struct parts *parts, struct ws_connection *connection);
	void (*disconnected)(struct parts *parts, struct ws_connection *connection);
	/* What was this visitor's in PostgreSQL is a customer's now: memory may say otherwise. */
	void (*visitor_retired)(struct parts *parts, struct uuid tenant_id, struct text visitor_id);
	/* These sessions of the call's tenant were the anonymous visitor's `retired`, or are shown
	 * otherwise, since what PostgreSQL has of them was changed: lets go who may not see them
	 * any more, tells everybody else, then runs `then`. One service has it. */
	struct next (*sessions_changed)(struct call *call, struct text retired, struct uuid *ids,
		size_t count, call_step then);
	/* A mail has come for a recipient at the domain of ours (mail/mail.h): answers its call
	 * once it is stored, or need not be; or refuses it. One service has it. */
	struct next (*mail_arrived)(struct call *call);
	/* Another replica broadcast to a channel of this tenant to which somebody listens here, or
	 * did within the last minute; the listeners are handed the event after this. The note's
	 * kind is 0 when none came; `json` is absent when no event did. Both are borrowed. */
	void (*heard)(struct parts *parts, struct tenant *tenant, struct channel channel,
		const struct bus_note *note, struct text json);
	/* What others broadcast arrives again after it did not: any of it may have been missed. */
	void (*bus_restored)(struct parts *parts);
};

/* Ends with NULL. */
extern const struct service *const services[];

#endif
