/* A list of networks, as settings name them. Pure. */
#ifndef FRONTDESK_NETWORKS_H
#define FRONTDESK_NETWORKS_H

#include "base/arena.h"
#include "net/ip.h"

struct networks;

/* Reads addresses and networks ("10.0.0.0/8, ::1") by commas; NULL when one is malformed. */
const struct networks *networks_read(struct arena *arena, struct text list);
bool networks_are_none(const struct networks *networks);
/* Whether the address is of one of them. */
bool networks_have(const struct networks *networks, const struct ip *ip);

#endif
