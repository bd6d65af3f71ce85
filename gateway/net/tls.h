/*
 * TLS with our own certificate: ended in front of everything else, and the plain bytes passed
 * through a socket pair, whose other end is served like any plain connection. So HTTP and
 * WebSockets exist once; behind a balancer that ends TLS nothing of this runs. The certificate is
 * replaced while connections go on, when its files change.
 */
#ifndef FRONTDESK_TLS_H
#define FRONTDESK_TLS_H

#include "base/text.h"

struct env;
struct share;
struct tls;

/* Who takes the plain ends of connections: a part of whatever that is. */
struct tls_taker {
	/* Takes the socket, and its share, lent. */
	void (*take)(struct tls_taker *taker, int socket, struct text peer, struct share *share);
};

enum {
	TLS_DESCRIPTORS =
		3, /* that each connection holds: the client's socket, both ends of the pair */
	TLS_HANDSHAKE_DEADLINE_MS = 10000, /* from accept to the end of the handshake */
	TLS_FLUSH_DEADLINE_MS = 60000, /* for the client to take the rest of an ended connection */
	TLS_FAREWELL_MS = 3000         /* for the client to close, too */
};

/* Loads certificate and key. The taker gets the plain end of each connection whose handshake is
 * over. NULL with a sentence when they cannot be used. */
struct tls *tls_new(const struct env *env, struct tls_taker *taker, const char **ret_reason);
/* Ends every connection; the loop must run once more for their handles to close. */
void tls_free(struct tls **tls);
/* Takes a fresh connection, and its share (NULL without limits), to which TLS's own work is charged
 * as well. */
void tls_open(struct tls *tls, int socket, struct text peer, struct share *share);
/* All connections, also those that no other part knows of: in their handshake, or ended with their
 * last bytes still under way. */
size_t tls_count(const struct tls *tls);
/* Ends a connection of which the client has got everything, or else the oldest handshake, unless
 * that has just begun, too. */
bool tls_make_room(struct tls *tls);
/* Ends handshakes that have not got anywhere in a second; for the drain. */
void tls_drain(struct tls *tls);

#endif
