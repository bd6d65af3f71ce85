/*
 * What the bus is made of, each part by its own type; what it does, and what it keeps, stands in
 * its own header. bus.c makes the parts as the bus starts, and frees them in the reverse order.
 */
#ifndef FRONTDESK_BUS_PRIVATE_H
#define FRONTDESK_BUS_PRIVATE_H

#include "call/parts.h"

/* The most that hub_settle and a question to Redis wait. */
enum { BUS_WAIT_MS = 1000 };

struct bus {
	struct parts *parts;
	struct bus_keys *keys;
	struct bus_origin *origin;
	struct bus_flush *flush;
	struct bus_receiver *receiver;
	struct bus_topics *topics;
	struct bus_servers *servers;
	struct bus_listening *listening;
};

#endif
