/* Base64 by libsodium, which takes one spelling only. */
#include "crypto/base64.h"

#include <sodium.h>

enum {
	USUAL = sodium_base64_VARIANT_ORIGINAL,
	FOR_ADDRESSES = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

static struct text encode(struct arena *arena, struct text bytes, int variant)
{
	size_t size = sodium_base64_encoded_len(bytes.size, variant);
	char *letters = arena_alloc(arena, size);
	sodium_bin2base64(letters, size, (const uint8_t *)bytes.data, bytes.size, variant);
	return (struct text){letters, size - 1};
}

struct text base64_encode(struct arena *arena, struct text bytes)
{
	return encode(arena, bytes, USUAL);
}

struct text base64url_encode(struct arena *arena, struct text bytes)
{
	return encode(arena, bytes, FOR_ADDRESSES);
}

bool base64url_decode(struct arena *arena, struct text letters, struct text *ret_bytes)
{
	size_t most = letters.size / 4 * 3 + 3, size;
	uint8_t *bytes = arena_alloc(arena, most);
	if (text_is_absent(letters) || sodium_base642bin(bytes, most, letters.data, letters.size,
					       NULL, &size, NULL, FOR_ADDRESSES) != 0)
		return false;
	*ret_bytes = (struct text){(const char *)bytes, size};
	return true;
}
