/* A host's name may stand for several addresses. Pure. */
#ifndef FRONTDESK_ADDRESSES_H
#define FRONTDESK_ADDRESSES_H

#include <stdint.h>

struct addrinfo;

/* The `attempt`th of the addresses found, counted round and round: each try to connect takes the
 * next, so that one that is dead does not hold up for ever. Borrowed from the list; NULL when it is
 * empty. */
const struct addrinfo *addresses_choose(const struct addrinfo *found, uint32_t attempt);

#endif
