/* The routes of event streams. */
#ifndef FRONTDESK_EVENTS_H
#define FRONTDESK_EVENTS_H

#include "call/route.h"

extern const struct route_table event_routes;

#endif
