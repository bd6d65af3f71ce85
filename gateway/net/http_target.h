/*
 * What a request asks for, and of which host (RFC 9112, 3.2; RFC 3986, 3.2). Pure: no memory but
 * the caller's. Which host it is decides nothing here, but a proxy in front may have decided by it.
 */
#ifndef FRONTDESK_HTTP_TARGET_H
#define FRONTDESK_HTTP_TARGET_H

#include "base/text.h"

/* Cuts an origin-form or absolute-form target into the path, which begins with '/', and the query
 * behind '?' (absent without one), both borrowed. NULL, or a static sentence that says what is
 * wrong. */
const char *http_target_read(struct text target, struct text *ret_path, struct text *ret_query);

/* Whether it is a host and perhaps its port, without user information, as Host and absolute targets
 * have it. */
bool http_is_authority(struct text authority);

#endif
