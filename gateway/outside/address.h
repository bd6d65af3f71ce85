/*
 * Which addresses of the network are the outside. Merchants name whom we are to reach, and names
 * lead where their owner likes: what is judged is the address that a socket is about to be
 * connected to. Pure.
 */
#ifndef FRONTDESK_OUTSIDE_ADDRESS_H
#define FRONTDESK_OUTSIDE_ADDRESS_H

#include "net/ip.h"

/* What keeps an address from being the outside, as "a private network"; NULL where nothing does.
 * Of those that carry an IPv4 address (mapped, translated, 6to4) that one is judged. */
const char *address_inside(const struct ip *ip);

#endif
