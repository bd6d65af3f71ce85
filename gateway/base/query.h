/* Query strings and percent-encoding (RFC 3986, 2.1; the '+' of HTML forms in queries). Pure. */
#ifndef FRONTDESK_QUERY_H
#define FRONTDESK_QUERY_H

#include "base/arena.h"

/* Decodes into the arena; absent when it is malformed, not UTF-8, or holds U+0000. */
struct text query_decode(struct arena *arena, struct text encoded);
/* Cuts the first parameter off the query; false when nothing is left. Name and value are decoded,
 * absent when malformed; a parameter without '=' has an empty value. */
bool query_next(
	struct arena *arena, struct text *query, struct text *ret_name, struct text *ret_value);
/* The first parameter of that name, decoded; absent when missing or malformed. */
struct text query_find(struct arena *arena, struct text query, const char *name);

/* Encodes all but what is the same in every part of an address (RFC 3986, 2.3), into the arena. */
struct text query_encode(struct arena *arena, struct text plain);

/* The value of a hexadecimal digit, -1 for anything else. */
int query_hex_value(char c);

#endif
