/*
 * Envelopes: whatever comes is refused without a fault; what was sealed opens; what was sealed and
 * then changed at the input's whim does not.
 */
#include <assert.h>
#include <string.h>

#include "crypto/seal.h"

static const struct seal_key key = {.id = {{1}}, .secret = {2}};
static const struct seal_place place = {
	.tenant_id = {{3}},
	.table = {"chat_messages", 13},
	.column = {"content", 7},
	.session_id = {{4}},
	.row_id = {{5}},
	.sender_type = {"visitor", 7},
	.sender_id = {"v-1", 3},
};

static void open_anything(struct arena *arena, struct text input)
{
	struct text plain;
	struct uuid key_id;

	(void)seal_key_id(input, &key_id);
	assert(seal_open(arena, &key, &place, input, &plain) == ERR_UNREADABLE);
}

/* The head is made right, so that the input reaches the commitment and what lies behind it. */
static void open_with_our_head(struct arena *arena, struct text input)
{
	char *envelope = arena_alloc(arena, SEAL_OVERHEAD + SEAL_BUCKET + input.size);
	struct text plain;

	memcpy(envelope, "\1\1", 2);
	memcpy(envelope + 2, key.id.bytes, sizeof key.id.bytes);
	memcpy(envelope + 18, input.data, input.size);
	for (size_t size = 0; size <= SEAL_OVERHEAD + SEAL_BUCKET + input.size; size += 32)
		assert(seal_open(arena, &key, &place, (struct text){envelope, size}, &plain) ==
			ERR_UNREADABLE);
}

static void seal_and_change(struct arena *arena, struct text input)
{
	const struct text envelope = seal(arena, &key, &place, input);
	char *changed = (char *)arena_copy(arena, envelope).data;
	struct text plain;
	const size_t at = input.size ? (uint8_t)input.data[0] * envelope.size / 256 : 0;

	assert(seal_open(arena, &key, &place, envelope, &plain) == ERR_NONE);
	assert(plain.size == input.size && memcmp(plain.data, input.data, input.size) == 0);
	changed[at] ^= (char)(1 << (input.size % 8));
	assert(seal_open(arena, &key, &place, (struct text){changed, envelope.size}, &plain) ==
		ERR_UNREADABLE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text input = {size ? (const char *)data : "", size};
	struct arena arena;

	arena_init(&arena);
	open_anything(&arena, input);
	open_with_our_head(&arena, input);
	seal_and_change(&arena, input);
	arena_done(&arena);
	return 0;
}
