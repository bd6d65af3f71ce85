/* /healthz, /readyz and /metrics: what operators and balancers ask. */
#ifndef FRONTDESK_HEALTH_H
#define FRONTDESK_HEALTH_H

#include "call/route.h"

extern const struct route_table health_routes;

#endif
