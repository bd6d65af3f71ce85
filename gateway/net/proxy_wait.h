/*
 * Connections of trusted proxies that have to say first whom they are from: with `proxy_protocol`,
 * between accepting and TLS or HTTP. Nobody else is asked to, or believed.
 */
#ifndef FRONTDESK_PROXY_WAIT_H
#define FRONTDESK_PROXY_WAIT_H

#include "net/accept.h"

struct proxy_waits;

/* proxy-protocol.txt wants at least 3 s, for a lost packet to be sent again. */
enum { PROXY_WAIT_DEADLINE_MS = 5000 };

/* The taker gets each connection when its header has come, from whom that names or else from the
 * proxy; one without is closed. */
struct proxy_waits *proxy_waits_new(const struct env *env, struct accept_taker *taker);
/* Closes those that still wait; the loop must run once more for their handles to close. */
void proxy_waits_free(struct proxy_waits **waits);
size_t proxy_waits_count(const struct proxy_waits *waits);
/* Takes a fresh connection. */
void proxy_wait_open(struct proxy_waits *waits, int socket, struct text peer);

#endif
