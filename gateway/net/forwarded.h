/*
 * The header in which proxies name who asked them: X-Forwarded-For, or Forwarded (RFC 7239). Its
 * lines are one list (RFC 9110, 5.3), read from its end: what the last proxy has appended is read
 * for what it is, whatever a client wrote before it, quotes that never close among it. Pure.
 */
#ifndef FRONTDESK_FORWARDED_H
#define FRONTDESK_FORWARDED_H

#include "net/http_head.h"
#include "net/ip.h"

struct forwarded_header;

/* A walk over one request's hops, from the last to the first. */
struct forwarded {
	const struct forwarded_header *header;
	const struct http_head *head;
	size_t lines_left;
	struct text line; /* what is left of the current one */
};

/* The header of that name in any case; NULL when it is none of the two, or "none" for neither. */
const struct forwarded_header *forwarded_find(struct text name);
struct forwarded forwarded_begin(
	const struct forwarded_header *header, const struct http_head *head);
/* The address of the next hop; false at the end, and at whatever is no address: an identifier that
 * hides it, and garbage. */
bool forwarded_next(struct forwarded *forwarded, struct ip *ret_ip);

#endif
