/* Parcels: the head, the key, the pieces. Pure but for randomness. */
#include "crypto/parcel.h"

#include <assert.h>
#include <string.h>

enum { VERSION = 1, PASSES = 3, MEMORY_KIB = 256 << 10 /* half a second of one core */ };

enum {
	VERSION_AT = 16,
	PASSES_AT = 20,
	MEMORY_AT = 24,
	ID_AT = 28,
	SALT_AT = 44,
	STREAM_AT = 60,
	SEAL_SIZE = crypto_secretstream_xchacha20poly1305_ABYTES
};
static_assert(STREAM_AT + crypto_secretstream_xchacha20poly1305_HEADERBYTES == PARCEL_HEAD_SIZE,
	"the head holds what it says");

static const char magic[VERSION_AT + 1] = "frontdesk parcel";

static void put_number(uint8_t *at, uint32_t number)
{
	for (size_t i = 0; i < sizeof number; i++)
		at[i] = (uint8_t)(number >> (8 * i));
}

static uint32_t get_number(const uint8_t *at)
{
	uint32_t number = 0;

	for (size_t i = 0; i < sizeof number; i++)
		number |= (uint32_t)at[i] << (8 * i);
	return number;
}

static enum err derive(const struct parcel_head *head, struct text passphrase,
	uint8_t ret_key[crypto_secretstream_xchacha20poly1305_KEYBYTES])
{
	const int failed = crypto_pwhash(ret_key, crypto_secretstream_xchacha20poly1305_KEYBYTES,
		passphrase.data, passphrase.size, head->salt, head->passes,
		(size_t)head->memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);

	return failed ? ERR_BUSY : ERR_NONE;
}

static void write_head(const struct parcel_head *head, uint8_t ret_bytes[PARCEL_HEAD_SIZE])
{
	memset(ret_bytes, 0, PARCEL_HEAD_SIZE);
	memcpy(ret_bytes, magic, VERSION_AT);
	ret_bytes[VERSION_AT] = VERSION;
	put_number(ret_bytes + PASSES_AT, head->passes);
	put_number(ret_bytes + MEMORY_AT, head->memory_kib);
	memcpy(ret_bytes + ID_AT, head->id.bytes, sizeof head->id.bytes);
	memcpy(ret_bytes + SALT_AT, head->salt, sizeof head->salt);
	memcpy(ret_bytes + STREAM_AT, head->stream, sizeof head->stream);
}

enum err parcel_begin(struct text passphrase, struct parcel *ret_parcel)
{
	struct parcel_head head = {.passes = PASSES, .memory_kib = MEMORY_KIB, .id = uuid_random()};
	uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
	enum err err;

	randombytes_buf(head.salt, sizeof head.salt);
	err = derive(&head, passphrase, key);
	if (err == ERR_NONE) {
		const int failed = crypto_secretstream_xchacha20poly1305_init_push(
			&ret_parcel->stream, head.stream, key);

		assert(failed == 0);
		write_head(&head, ret_parcel->head);
		ret_parcel->id = head.id;
	}
	sodium_memzero(key, sizeof key);
	return err;
}

enum err parcel_read_head(struct text bytes, struct parcel_head *ret_head)
{
	const uint8_t *at = (const uint8_t *)bytes.data;
	struct parcel_head head;

	if (bytes.size < PARCEL_HEAD_SIZE || memcmp(at, magic, VERSION_AT) != 0 ||
		at[VERSION_AT] == 0)
		return ERR_INVALID;
	if (at[VERSION_AT] > VERSION)
		return ERR_VERSION;
	head.passes = get_number(at + PASSES_AT);
	head.memory_kib = get_number(at + MEMORY_AT);
	memcpy(head.id.bytes, at + ID_AT, sizeof head.id.bytes);
	memcpy(head.salt, at + SALT_AT, sizeof head.salt);
	memcpy(head.stream, at + STREAM_AT, sizeof head.stream);
	if (head.passes < crypto_pwhash_OPSLIMIT_MIN || head.passes > PARCEL_PASSES_MAX ||
		head.memory_kib < crypto_pwhash_MEMLIMIT_MIN / 1024 ||
		head.memory_kib > PARCEL_MEMORY_MAX_KIB)
		return ERR_INVALID;
	*ret_head = head;
	return ERR_NONE;
}

enum err parcel_open(const struct parcel_head *head, struct text passphrase, struct text bytes,
	struct parcel *ret_parcel)
{
	uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
	enum err err = derive(head, passphrase, key);

	if (err == ERR_NONE && crypto_secretstream_xchacha20poly1305_init_pull(
				       &ret_parcel->stream, head->stream, key) != 0)
		err = ERR_UNREADABLE;
	if (err == ERR_NONE) {
		memcpy(ret_parcel->head, bytes.data, PARCEL_HEAD_SIZE);
		ret_parcel->id = head->id;
	}
	sodium_memzero(key, sizeof key);
	return err;
}

void parcel_done(struct parcel *parcel)
{
	sodium_memzero(parcel, sizeof *parcel);
}

struct text parcel_seal(struct parcel *parcel, struct arena *arena, struct text plain, bool is_last)
{
	const size_t size = plain.size + SEAL_SIZE;
	uint8_t *piece = arena_alloc(arena, PARCEL_PREFIX_SIZE + size);
	const uint8_t tag = is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
				    : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
	int failed;

	assert(plain.size <= PARCEL_PIECE_MAX);
	put_number(piece, (uint32_t)size);
	failed = crypto_secretstream_xchacha20poly1305_push(&parcel->stream,
		piece + PARCEL_PREFIX_SIZE, NULL, (const uint8_t *)plain.data, plain.size,
		parcel->head, PARCEL_HEAD_SIZE, tag);
	assert(failed == 0);
	return (struct text){(const char *)piece, PARCEL_PREFIX_SIZE + size};
}

enum err parcel_piece_size(const uint8_t prefix[PARCEL_PREFIX_SIZE], size_t *ret_size)
{
	const size_t size = get_number(prefix);

	if (size < SEAL_SIZE || size > (size_t)PARCEL_PIECE_MAX + SEAL_SIZE)
		return ERR_INVALID;
	*ret_size = size;
	return ERR_NONE;
}

enum err parcel_unseal(struct parcel *parcel, struct arena *arena, struct text sealed,
	struct text *ret_plain, bool *ret_is_last)
{
	uint8_t *plain, tag;

	if (sealed.size < SEAL_SIZE)
		return ERR_UNREADABLE;
	plain = arena_alloc(arena, sealed.size - SEAL_SIZE + 1);
	if (crypto_secretstream_xchacha20poly1305_pull(&parcel->stream, plain, NULL, &tag,
		    (const uint8_t *)sealed.data, sealed.size, parcel->head, PARCEL_HEAD_SIZE) != 0)
		return ERR_UNREADABLE;
	*ret_plain = (struct text){(const char *)plain, sealed.size - SEAL_SIZE};
	*ret_is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return ERR_NONE;
}
