/* The chunks of a WebP (RFC 9649, 2.7). Pure. */
#ifndef FRONTDESK_PICTURES_WEBP_H
#define FRONTDESK_PICTURES_WEBP_H

#include <stddef.h>
#include <stdint.h>

/* Takes metadata (EXIF, XMP, a colour profile) out of a file in place, and its flags with it. The
 * size that is left; 0: it is no WebP whose chunks lie in it as they should. */
size_t webp_drop_metadata(uint8_t *bytes, size_t size);

#endif
