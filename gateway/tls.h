/*
 * TLS with our own certificate: libwebsockets ends it on a raw vhost and passes the plain bytes
 * through a socket pair, whose other end is served like any plain connection. So HTTP and
 * WebSockets exist once; behind a balancer that ends TLS nothing of this runs.
 */
#ifndef FRONTDESK_TLS_H
#define FRONTDESK_TLS_H

#include "accept.h"
#include "lws.h"

struct tls;

/* That each connection holds: the client's socket, and both ends of the pair. */
enum { TLS_DESCRIPTORS = 3 };

/* Loads certificate and key. `take` gets the plain end of each connection. NULL with a sentence
 * when they cannot be used. */
struct tls *tls_new(struct gateway *gateway, struct lws_context *context, accept_fn take,
	const char **ret_reason);
/* After the context's end. */
void tls_free(struct tls **tls);
/* Takes a fresh connection. */
void tls_open(struct tls *tls, int socket, struct text peer);

#endif
