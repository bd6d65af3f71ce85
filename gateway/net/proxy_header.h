/*
 * The PROXY protocol's header (HAProxy's proxy-protocol.txt, versions 1 and 2): what a proxy that
 * hands on bytes says first about its client. Pure: no socket, no memory but the caller's.
 */
#ifndef FRONTDESK_PROXY_HEADER_H
#define FRONTDESK_PROXY_HEADER_H

#include "net/ip.h"

/* Version 1 has 107 at most; version 2 rarely more than some hundred with its TLVs. */
enum { PROXY_HEADER_SIZE_MAX = 2048 };

enum proxy_header_progress { PROXY_HEADER_MORE, PROXY_HEADER_COMPLETE, PROXY_HEADER_BROKEN };

struct proxy_header {
	size_t size;       /* of the header: what follows is the client's */
	bool names_client; /* else the proxy speaks for itself, or cannot name an address */
	struct ip client;
};

/* Reads the header at the input's beginning. More: so far all of it belongs to a header, whose end
 * has not come. Broken: it begins with none, or with one that is malformed or too large. */
enum proxy_header_progress proxy_header_read(struct text input, struct proxy_header *ret_header);

#endif
