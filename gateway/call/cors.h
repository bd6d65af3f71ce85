/* Cross-origin requests (Fetch standard, CORS protocol): who may read our answers from a page. */
#ifndef FRONTDESK_CORS_H
#define FRONTDESK_CORS_H

#include "base/arena.h"

struct call;
struct http_head;

/* Whether it is an origin as browsers serialise one: scheme http(s), host, optional port. */
bool cors_is_origin(struct text origin);
/* Adds what lets the page of an allowed origin read this answer; `Vary: Origin` in any case. The
 * call's tenant is who allows; errors of calls without one may be read by every page. Only for
 * routes of visitors. */
void cors_add(const struct call *call, bool is_error, struct text *fields);
/* Adds a preflight's answer for a path that visitors may ask. It names no tenant, so every
 * well-formed origin is answered, without credentials: the request itself will be checked. */
void cors_add_preflight(
	const struct http_head *head, unsigned allowed, struct arena *arena, struct text *fields);

#endif
