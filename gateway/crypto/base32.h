/* Base32 (RFC 4648, 6): five bits a letter, for what people read and type. */
#ifndef FRONTDESK_BASE32_H
#define FRONTDESK_BASE32_H

#include "base/text.h"

/* The letters of so many bytes, without padding. */
#define BASE32_SIZE(bytes) (((bytes)*8 + 4) / 5)

/* Writes BASE32_SIZE(size) letters and a NUL, no padding. */
void base32_encode(const uint8_t *bytes, size_t size, char *ret_letters);
/* The same in lower case. */
void base32_encode_lower(const uint8_t *bytes, size_t size, char *ret_letters);
/* Reads letters in either case, without padding; spaces and hyphens between them do not count.
 * False where they are no base32, or not exactly `size` bytes; what was written before is then of
 * no use. */
bool base32_decode(struct text letters, uint8_t *ret_bytes, size_t size);

#endif
