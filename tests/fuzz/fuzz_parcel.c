/*
 * Parcels come from outside: whatever the bytes, the head and the pieces are read without a fault,
 * and nothing opens that was not sealed. A parcel of ours, with the input in it, opens; changed,
 * cut, or with a piece left out, it opens up to there and no further.
 */
#include <assert.h>
#include <string.h>

#include "crypto/parcel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES] = {7};

/* Without Argon2id, which would take all the time: the stream's key is known here. */
static void begin(struct parcel *writer, struct parcel *reader)
{
	uint8_t stream[crypto_secretstream_xchacha20poly1305_HEADERBYTES];

	*writer = *reader = (struct parcel){0};
	(void)crypto_secretstream_xchacha20poly1305_init_push(&writer->stream, stream, key);
	(void)crypto_secretstream_xchacha20poly1305_init_pull(&reader->stream, stream, key);
}

/* How many pieces open, one behind the other. */
static size_t open_all(struct parcel *reader, struct arena *arena, struct text file)
{
	size_t opened = 0, size;
	bool is_last = false;
	struct text plain;

	while (!is_last && file.size >= PARCEL_PREFIX_SIZE &&
		parcel_piece_size((const uint8_t *)file.data, &size) == ERR_NONE &&
		size <= file.size - PARCEL_PREFIX_SIZE) {
		const struct text sealed = {file.data + PARCEL_PREFIX_SIZE, size};

		if (parcel_unseal(reader, arena, sealed, &plain, &is_last) != ERR_NONE)
			break;
		opened++;
		file.data += PARCEL_PREFIX_SIZE + size;
		file.size -= PARCEL_PREFIX_SIZE + size;
	}
	return opened;
}

static void read_anything(struct arena *arena, struct text input)
{
	struct parcel_head head;
	struct parcel writer, reader;

	if (parcel_read_head(input, &head) == ERR_NONE)
		assert(head.memory_kib <= PARCEL_MEMORY_MAX_KIB &&
			head.passes <= PARCEL_PASSES_MAX);
	begin(&writer, &reader);
	assert(open_all(&reader, arena, input) == 0);
}

static void read_ours(struct arena *arena, struct text input)
{
	struct parcel writer, reader;
	struct text first, second;
	char *file;

	begin(&writer, &reader);
	first = parcel_seal(&writer, arena, input, false);
	second = parcel_seal(&writer, arena, TEXT("end"), true);
	file = arena_alloc(arena, first.size + second.size);
	memcpy(file, first.data, first.size);
	memcpy(file + first.size, second.data, second.size);
	struct parcel whole = reader, cut = reader, without = reader;
	assert(open_all(&whole, arena, (struct text){file, first.size + second.size}) == 2);
	assert(open_all(&cut, arena, (struct text){file, first.size + second.size - 1}) == 1);
	assert(open_all(&without, arena, second) == 0);
	file[input.size % first.size] ^= 1;
	assert(open_all(&reader, arena, (struct text){file, first.size + second.size}) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text input = {size ? (const char *)data : "", size};
	struct arena arena;

	assert(sodium_init() >= 0);
	arena_init(&arena);
	read_anything(&arena, input);
	read_ours(&arena, input);
	arena_done(&arena);
	return 0;
}
