/* Which peers are proxies of ours, and who stands before them. Pure. */
#ifndef FRONTDESK_PROXIES_H
#define FRONTDESK_PROXIES_H

#include "base/arena.h"

struct forwarded_header;
struct http_head;

/* The peer of a unix socket: a process of this machine that was given access to the socket's file.
 * It is a proxy, whatever the setting says. */
#define PROXIES_UNIX_PEER "unix"

struct proxies;

/* Reads addresses and networks ("10.0.0.0/8, ::1") by commas; NULL when one is malformed. */
const struct proxies *proxies_read(struct arena *arena, struct text list);
/* Whether there are none: nobody is trusted. */
bool proxies_is_empty(const struct proxies *proxies);
/* Whether this peer is one. */
bool proxies_trust(const struct proxies *proxies, struct text peer);
/* The client's address: the peer itself unless it is trusted; else the last hop in that header of
 * the request that is not a trusted proxy's. What is no address ends the search: the proxy that
 * wrote it stands for its client. In the arena, written in one way for one address. */
struct text proxies_client(const struct proxies *proxies, struct arena *arena, struct text peer,
	const struct forwarded_header *header, const struct http_head *head);

#endif
