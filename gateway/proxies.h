/* Which peers' X-Forwarded-For is believed, and whom it names. Pure. */
#ifndef FRONTDESK_PROXIES_H
#define FRONTDESK_PROXIES_H

#include "arena.h"

struct proxies;

/* Reads addresses and networks ("10.0.0.0/8, ::1") by commas; NULL when one is malformed. */
const struct proxies *proxies_read(struct arena *arena, struct text list);
/* The client's address: the peer itself unless it is trusted; else the last address in `forwarded`
 * that is not a trusted proxy's. A malformed entry ends the search: the peer stands. */
struct text proxies_client(const struct proxies *proxies, struct text peer, struct text forwarded);

#endif
