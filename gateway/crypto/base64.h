/* Base64 (RFC 4648): as headers have it, and in its alphabet for addresses, without padding (5). */
#ifndef FRONTDESK_BASE64_H
#define FRONTDESK_BASE64_H

#include "base/arena.h"

/* Write the letters, with a NUL behind them, into the arena. */
struct text base64_encode(struct arena *arena, struct text bytes);
struct text base64url_encode(struct arena *arena, struct text bytes);
/* Reads them into the arena: false where they are none, or not the one spelling of some bytes. */
bool base64url_decode(struct arena *arena, struct text letters, struct text *ret_bytes);

#endif
