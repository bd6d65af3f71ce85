/* BLAKE2b of 128 bits, in base64. */
#include "crypto/etag.h"

#include <sodium.h>
#include <string.h>

#include "crypto/base64.h"

struct text etag_make(struct arena *arena, struct text bytes)
{
	uint8_t hash[crypto_generichash_BYTES_MIN];
	crypto_generichash(hash, sizeof(hash), (const uint8_t *)bytes.data, bytes.size, NULL, 0);
	struct text letters =
		base64url_encode(arena, (struct text){(const char *)hash, sizeof(hash)});
	return arena_printf(arena, "\"%.*s\"", TEXT_ARG(letters));
}

bool etag_is_named(struct text asked, struct text etag)
{
	return text_equals(asked, TEXT("*")) ||
	       (asked.size > 0 && memmem(asked.data, asked.size, etag.data, etag.size));
}
