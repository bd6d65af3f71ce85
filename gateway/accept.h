/*
 * The listening socket: our own, with SO_REUSEPORT, so that several workers share one port. What is
 * accepted goes to http_connection.c, or first to tls.c.
 */
#ifndef FRONTDESK_ACCEPT_H
#define FRONTDESK_ACCEPT_H

#include "arena.h"

struct acceptor;
struct gateway;

/* Runs for each connection; takes the socket, which is non-blocking. */
typedef void (*accept_fn)(struct gateway *gateway, int socket, struct text peer);

/* Binds and listens to "address:port" or "[v6]:port". NULL with a sentence when it can't. */
struct acceptor *acceptor_new(struct gateway *gateway, const char *listen, accept_fn take,
	struct arena *arena, const char **ret_reason);
/* Closes the socket: the kernel refuses what comes. The loop must run once more. */
void acceptor_free(struct acceptor **acceptor);

#endif
