/*
 * Accepting from a listening socket. The supervisor opens it, with SO_REUSEPORT, so that several
 * workers share one port.
 */
#ifndef FRONTDESK_ACCEPT_H
#define FRONTDESK_ACCEPT_H

#include "base/text.h"

struct acceptor;
struct env;

/* Who takes connections: a part of whatever that is. */
struct accept_taker {
	/* Runs for each; the socket is non-blocking, and the taker's from now on. */
	void (*take)(struct accept_taker *taker, int socket, struct text peer);
};

/* The socket becomes the acceptor's; NULL when the loop cannot watch it. */
struct acceptor *acceptor_new(const struct env *env, int socket, struct accept_taker *taker);
/* Takes what waits in the socket's queue, which would be reset when it is closed. */
void acceptor_empty(struct acceptor *acceptor);
/* Closes the socket: the kernel refuses what comes, unless the supervisor keeps the socket open
 * for the next process. The loop must run once more. */
void acceptor_free(struct acceptor **acceptor);

#endif
