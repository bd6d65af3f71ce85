/* Addresses of servers outside, judged before any of it is used. Pure. */
#ifndef FRONTDESK_OUTSIDE_URL_H
#define FRONTDESK_OUTSIDE_URL_H

#include "base/arena.h"

enum { OUTSIDE_URL_SIZE_MAX = 2048 };

/* Reads an address of https, or of http where that is allowed, into the arena, its host in the form
 * that is compared. NULL, or a sentence without its beginning: "must begin with https://." */
const char *outside_url_read(
	struct arena *arena, struct text typed, bool is_http_allowed, struct text *ret_url);

#endif
