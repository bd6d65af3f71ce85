/* What kind of media bytes are, by the bytes themselves (libmagic), whatever their name says. For
 * any thread; it may take milliseconds. */
#ifndef FRONTDESK_STORE_TYPE_H
#define FRONTDESK_STORE_TYPE_H

#include "base/text.h"

enum { MEDIA_TYPE_MOST = 127, TYPE_LOOK_MOST = 64 << 10 /* bytes that are looked at */ };

/* Writes a media type in lower case, without parameters; application/octet-stream where it is not
 * known. */
void type_of(struct text bytes, char ret_type[MEDIA_TYPE_MOST + 1]);

#endif
