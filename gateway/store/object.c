/* Chunk after chunk of one stream; the place is what the first is bound to, and so all of them. */
#include "store/object.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum {
	VERSION = 1,
	HEAD_SIZE = 1 + crypto_secretstream_xchacha20poly1305_HEADERBYTES,
	CHUNK_MORE = crypto_secretstream_xchacha20poly1305_ABYTES,
	PLACE_SIZE = 3 * sizeof(struct uuid) + sizeof(uint64_t)
};

typedef crypto_secretstream_xchacha20poly1305_state stream_state;

static_assert(SEAL_KEY_SIZE == crypto_secretstream_xchacha20poly1305_KEYBYTES, "a key is a key");

static size_t chunks_of(size_t plain_size)
{
	return (plain_size + OBJECT_CHUNK_SIZE - 1) / OBJECT_CHUNK_SIZE;
}

size_t object_sealed_size(size_t plain_size)
{
	assert(plain_size > 0 && plain_size <= OBJECT_PLAIN_MOST);
	return HEAD_SIZE + plain_size + chunks_of(plain_size) * CHUNK_MORE;
}

static void write_place(const struct object_place *place, uint8_t ret_bytes[PLACE_SIZE])
{
	const struct uuid ids[] = {place->tenant_id, place->file_id, place->object_id};
	memcpy(ret_bytes, ids, sizeof(ids));
	for (size_t i = 0; i < sizeof(place->begins); i++)
		ret_bytes[sizeof(ids) + i] = (uint8_t)(place->begins >> (8 * i));
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

void object_seal(const struct seal_key *key, const struct object_place *place, struct text plain,
	char *ret_sealed)
{
	stream_state stream;
	uint8_t bound[PLACE_SIZE], *out = (uint8_t *)ret_sealed + HEAD_SIZE;
	assert(plain.size > 0 && plain.size <= OBJECT_PLAIN_MOST);
	write_place(place, bound);
	ret_sealed[0] = VERSION;
	(void)crypto_secretstream_xchacha20poly1305_init_push(
		&stream, (uint8_t *)ret_sealed + 1, key->secret);
	for (size_t done = 0, size; done < plain.size; done += size, out += size + CHUNK_MORE) {
		size = smaller(plain.size - done, OBJECT_CHUNK_SIZE);
		(void)crypto_secretstream_xchacha20poly1305_push(&stream, out, NULL,
			(const uint8_t *)plain.data + done, size, bound, sizeof(bound),
			done + size == plain.size
				? crypto_secretstream_xchacha20poly1305_TAG_FINAL
				: crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
	}
	sodium_memzero(&stream, sizeof(stream));
}

static bool open_chunks(stream_state *stream, const uint8_t bound[PLACE_SIZE], const uint8_t *in,
	uint8_t *ret_plain, size_t plain_size)
{
	uint8_t tag = 0;
	for (size_t done = 0, size; done < plain_size; done += size, in += size + CHUNK_MORE) {
		size = smaller(plain_size - done, OBJECT_CHUNK_SIZE);
		bool is_last = done + size == plain_size;
		if (crypto_secretstream_xchacha20poly1305_pull(stream, ret_plain + done, NULL, &tag,
			    in, size + CHUNK_MORE, bound, PLACE_SIZE) != 0 ||
			is_last != (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL))
			return false;
	}
	return true;
}

enum err object_open(const struct seal_key *key, const struct object_place *place,
	struct text sealed, char *ret_plain, size_t plain_size)
{
	stream_state stream;
	uint8_t bound[PLACE_SIZE];
	if (plain_size == 0 || plain_size > OBJECT_PLAIN_MOST ||
		sealed.size != object_sealed_size(plain_size) || sealed.data[0] != VERSION)
		return ERR_UNREADABLE;
	write_place(place, bound);
	bool is_whole = crypto_secretstream_xchacha20poly1305_init_pull(
				&stream, (const uint8_t *)sealed.data + 1, key->secret) == 0 &&
			open_chunks(&stream, bound, (const uint8_t *)sealed.data + HEAD_SIZE,
				(uint8_t *)ret_plain, plain_size);
	sodium_memzero(&stream, sizeof(stream));
	if (!is_whole)
		sodium_memzero(ret_plain, plain_size);
	return is_whole ? ERR_NONE : ERR_UNREADABLE;
}
