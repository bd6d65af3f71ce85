/*
 * Addresses of pages that browsers tell us, and what is kept of them. A query, a fragment or user
 * information may hold what lets somebody in (a link that sets a password, say), and goes further
 * than the page meant: to whoever reads the chat. Pure.
 */
#ifndef FRONTDESK_WEB_ADDRESS_H
#define FRONTDESK_WEB_ADDRESS_H

#include "base/arena.h"

enum { WEB_ADDRESS_SIZE_MAX = 2048, WEB_ADDRESS_PARAMETER_SIZE_MAX = 100 };

/* Of an address without control characters: keeps scheme, host, port and path, and of the query the
 * parameters of these names, as they were. False for what is no address of http or https, and when
 * that is more than WEB_ADDRESS_SIZE_MAX. */
bool web_address_keep(struct arena *arena, struct text typed, const struct text *names,
	size_t name_count, struct text *ret_kept);
/* Judges the name of a parameter, decoded, that is to be kept: one line without what a query is
 * made of. NULL, or a sentence without its beginning that says what is wrong: "must have no …". */
const char *web_address_check_parameter(struct arena *arena, struct text name);

#endif
