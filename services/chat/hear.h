/* Hearing what other replicas say. */
#ifndef FRONTDESK_CHAT_HEAR_H
#define FRONTDESK_CHAT_HEAR_H

#include "call/service.h"
#include "sockets/channel.h"

/* An event and its note, before listeners here are handed the event. */
void chat_heard(struct parts *parts, struct tenant *tenant, struct channel channel,
	const struct bus_note *note, struct text json);
/* Anything may have been missed: compares everything with PostgreSQL, at once. */
void chat_bus_restored(struct parts *parts);

#endif
