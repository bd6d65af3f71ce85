/*
 * How many connections a process's descriptors carry: asked by the server before it starts, and by
 * `frontdesk doctor`. What a process opens beside its connections has its share first, so that a
 * full house never keeps PostgreSQL, Redis, the spool, a certificate or a name from being reached.
 */
#ifndef FRONTDESK_DESCRIPTORS_H
#define FRONTDESK_DESCRIPTORS_H

#include "base/settings.h"

enum {
	/* libwebsockets 4.1 takes more than ten million for a mistake and makes its table for 2,560
	 * descriptors; containers set 1,073,741,816. Each in the limit costs it 16 bytes. */
	DESCRIPTORS_MOST = 1048576,
	/* Requests to the outside that are under way at once: more than the jobs of a worker. */
	DESCRIPTORS_OUTSIDE_AT_ONCE = 48
};

/* What the settings want: connections_max connections and all the rest. */
uint64_t descriptors_wanted(const struct settings *settings);
/* How many connections, connections_max at most, a process may have at once that may open `limit`
 * descriptors; 0 when they do not even suffice for the rest. */
uint64_t descriptors_connections(const struct settings *settings, uint64_t limit);
/* This process's hard limit, to which it may raise its own; 0 when it cannot be read. */
uint64_t descriptors_hard_limit(void);
/* Sets this process's limit to what is wanted and allowed; how many connections that gives. */
uint64_t descriptors_take(const struct settings *settings);

#endif
