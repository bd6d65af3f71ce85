/*
 * Origins of pages (RFC 6454), as those type them who say where the widget may stand. Pure.
 */
#ifndef FRONTDESK_ORIGIN_H
#define FRONTDESK_ORIGIN_H

#include "base/arena.h"

enum { ORIGIN_SIZE_MAX = 255 };

/* Gives an origin the form in which browsers send it (RFC 6454, 6.2): scheme and host in lower
 * case, a name in other letters in its xn-- form, no default port; blanks around it and one slash
 * at its end are taken off. When it is none, a sentence without its beginning says why: "must have
 * …". */
const char *origin_read(struct arena *arena, struct text typed, struct text *ret_origin);

#endif
