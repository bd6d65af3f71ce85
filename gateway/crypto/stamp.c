/* Time and stage in clear, and a keyed hash of both with the subject. */
#include "crypto/stamp.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/base32.h"

enum { TIME_SIZE = 8, CLEAR_SIZE = TIME_SIZE + 1, STAMP_BYTES = CLEAR_SIZE + TENANT_HASH_SIZE };

static const uint8_t use[16] = "frontdesk.stamp1";

static void sign(const struct tenant_keys *keys, struct text subject,
	const uint8_t clear[CLEAR_SIZE], uint8_t ret_hash[TENANT_HASH_SIZE])
{
	uint8_t bytes[CLEAR_SIZE + STAMP_SUBJECT_MOST];
	assert(subject.size <= STAMP_SUBJECT_MOST);
	memcpy(bytes, clear, CLEAR_SIZE);
	memcpy(bytes + CLEAR_SIZE, subject.data, subject.size);
	tenant_keys_hash(
		keys, use, (struct text){(const char *)bytes, CLEAR_SIZE + subject.size}, ret_hash);
}

void stamp_write(const struct tenant_keys *keys, struct text subject, const struct stamp *stamp,
	char ret_text[STAMP_SIZE + 1])
{
	uint8_t bytes[STAMP_BYTES];
	_Static_assert(BASE32_SIZE(STAMP_BYTES) == STAMP_SIZE, "a stamp is its bytes");
	for (size_t i = 0; i < TIME_SIZE; i++)
		bytes[i] = (uint8_t)((uint64_t)stamp->made_ms >> (8 * i));
	bytes[TIME_SIZE] = stamp->stage;
	sign(keys, subject, bytes, bytes + CLEAR_SIZE);
	base32_encode_lower(bytes, sizeof(bytes), ret_text);
}

bool stamp_read(const struct tenant_keys *keys, struct text subject, struct text text,
	struct stamp *ret_stamp)
{
	uint8_t bytes[STAMP_BYTES], expected[TENANT_HASH_SIZE];
	uint64_t made_ms = 0;
	if (text.size != STAMP_SIZE || !base32_decode(text, bytes, sizeof(bytes)))
		return false;
	sign(keys, subject, bytes, expected);
	if (sodium_memcmp(expected, bytes + CLEAR_SIZE, sizeof(expected)) != 0)
		return false;
	for (size_t i = 0; i < TIME_SIZE; i++)
		made_ms |= (uint64_t)bytes[i] << (8 * i);
	*ret_stamp = (struct stamp){(int64_t)made_ms, bytes[TIME_SIZE]};
	return true;
}
