/* Entity tags (RFC 9110, 8.8.3): what an answer is called by its bytes, at each replica alike. */
#ifndef FRONTDESK_ETAG_H
#define FRONTDESK_ETAG_H

#include "base/arena.h"

/* Of these bytes, with its quotation marks; the arena's. */
struct text etag_make(struct arena *arena, struct text bytes);
/* Whether an If-None-Match names it, by weak comparison (13.1.2), or any. */
bool etag_is_named(struct text asked, struct text etag);

#endif
