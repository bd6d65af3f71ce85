/*
 * The listening socket: a supervisor opens it, with SO_REUSEPORT, so that several workers share one
 * port. What a worker accepts goes to http_connection.c, or first to tls.c.
 */
#ifndef FRONTDESK_ACCEPT_H
#define FRONTDESK_ACCEPT_H

#include "base/arena.h"

struct acceptor;
struct gateway;

/* Runs for each connection; takes the socket, which is non-blocking. */
typedef void (*accept_fn)(struct gateway *gateway, int socket, struct text peer);

/* Accepts from a listening socket, which becomes the acceptor's; NULL when the loop cannot watch
 * it.
 */
struct acceptor *acceptor_new(struct gateway *gateway, int socket, accept_fn take);
/* Takes what waits in the socket's queue, which would be reset when it is closed. */
void acceptor_empty(struct acceptor *acceptor);
/* Closes the socket: the kernel refuses what comes, unless the supervisor keeps the socket open
 * for the next process. The loop must run once more. */
void acceptor_free(struct acceptor **acceptor);

#endif
