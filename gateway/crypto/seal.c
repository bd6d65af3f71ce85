/*
 * Sealing and opening. The key never encrypts itself: of each envelope's nonce it makes an
 * encryption key and a commitment, with keyed BLAKE2b. AEADs like this one can be made to open
 * under two keys (Len, Grubbs and Ristenpart, USENIX Security 2021); the commitment, which is
 * compared first, forbids that. Pure functions: any thread.
 */
#include "crypto/seal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/nonce.h"

enum { VERSION = 1, ALGORITHM_XCHACHA20_POLY1305 = 1 };

enum {
	ID_AT = 2,
	NONCE_AT = ID_AT + sizeof(struct uuid),
	COMMITMENT_AT = NONCE_AT + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	COMMITMENT_SIZE = 32,
	HEAD_SIZE = COMMITMENT_AT + COMMITMENT_SIZE,
	TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};
static_assert(HEAD_SIZE + TAG_SIZE == SEAL_OVERHEAD, "the overhead is the head and the tag");
static_assert(SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one key size");

/* BLAKE2b's personalisation keeps the uses of a key apart (RFC 7693, 2.8): 16 bytes each. */
static const uint8_t use_seal[16] = "frontdesk.seal1";
static const uint8_t use_fingerprint[16] = "frontdesk.finger";

struct derived {
	uint8_t key[SEAL_KEY_SIZE];
	uint8_t commitment[COMMITMENT_SIZE];
};

static void derive(const struct seal_key *key, const uint8_t *head, struct derived *ret_derived)
{
	const int failed = crypto_generichash_blake2b_salt_personal((uint8_t *)ret_derived,
		sizeof *ret_derived, head, COMMITMENT_AT, key->secret, sizeof key->secret, NULL,
		use_seal);

	assert(failed == 0);
}

static size_t put_bytes(uint8_t *out, size_t at, const void *bytes, size_t size)
{
	if (out && size)
		memcpy(out + at, bytes, size);
	return at + size;
}

/* A length of all ones marks an absent text: absent and empty are different places. */
static size_t put_text(uint8_t *out, size_t at, struct text text)
{
	const uint32_t length = text_is_absent(text) ? UINT32_MAX : (uint32_t)text.size;
	const uint8_t prefix[4] = {(uint8_t)length, (uint8_t)(length >> 8), (uint8_t)(length >> 16),
		(uint8_t)(length >> 24)};

	assert(text.size < UINT32_MAX);
	return put_bytes(out, put_bytes(out, at, prefix, sizeof prefix), text.data, text.size);
}

static size_t put_uuid(uint8_t *out, size_t at, const struct uuid *uuid)
{
	return put_text(out, at, (struct text){(const char *)uuid->bytes, sizeof uuid->bytes});
}

/* With out == NULL it only measures. */
static size_t put_place(uint8_t *out, size_t at, const struct seal_place *place)
{
	at = put_uuid(out, at, &place->tenant_id);
	at = put_text(out, at, place->table);
	at = put_text(out, at, place->column);
	at = put_uuid(out, at, &place->session_id);
	at = put_uuid(out, at, &place->row_id);
	at = put_text(out, at, place->sender_type);
	return put_text(out, at, place->sender_id);
}

/* The associated data: the whole head, commitment included, then the place. */
static struct text bind_place(
	struct arena *arena, const uint8_t *head, const struct seal_place *place)
{
	const size_t size = put_place(NULL, HEAD_SIZE, place);
	uint8_t *data = arena_alloc(arena, size);

	put_bytes(data, 0, head, HEAD_SIZE);
	put_place(data, HEAD_SIZE, place);
	return (struct text){(const char *)data, size};
}

void seal_key_make(struct seal_key *ret_key)
{
	randombytes_buf(ret_key->id.bytes, sizeof ret_key->id.bytes);
	randombytes_buf(ret_key->secret, sizeof ret_key->secret);
}

void seal_key_wipe(struct seal_key *key)
{
	sodium_memzero(key, sizeof *key);
}

static size_t padded_size(size_t plain_size)
{
	return (plain_size / SEAL_BUCKET + 1) * SEAL_BUCKET;
}

size_t seal_envelope_size(size_t plain_size)
{
	return SEAL_OVERHEAD + padded_size(plain_size);
}

struct text seal(struct arena *arena, const struct seal_key *key, const struct seal_place *place,
	struct text plain)
{
	const size_t size = seal_envelope_size(plain.size);
	const size_t padded = padded_size(plain.size);
	uint8_t *envelope = arena_alloc(arena, size);
	uint8_t *body = envelope + HEAD_SIZE;
	struct derived derived;

	envelope[0] = VERSION;
	envelope[1] = ALGORITHM_XCHACHA20_POLY1305;
	memcpy(envelope + ID_AT, key->id.bytes, sizeof key->id.bytes);
	nonce_draw(envelope + NONCE_AT, COMMITMENT_AT - NONCE_AT);
	derive(key, envelope, &derived);
	memcpy(envelope + COMMITMENT_AT, derived.commitment, COMMITMENT_SIZE);

	put_bytes(body, 0, plain.data, plain.size);
	body[plain.size] = 0x80; /* ISO/IEC 7816-4; the arena has zeroed the rest */
	const struct text bound = bind_place(arena, envelope, place);
	crypto_aead_xchacha20poly1305_ietf_encrypt(body, NULL, body, padded,
		(const uint8_t *)bound.data, bound.size, NULL, envelope + NONCE_AT, derived.key);
	sodium_memzero(&derived, sizeof derived);
	return (struct text){(const char *)envelope, size};
}

static bool is_envelope(struct text envelope)
{
	return !text_is_absent(envelope) && envelope.size >= SEAL_OVERHEAD + SEAL_BUCKET &&
	       (envelope.size - SEAL_OVERHEAD) % SEAL_BUCKET == 0 && envelope.data[0] == VERSION &&
	       envelope.data[1] == ALGORITHM_XCHACHA20_POLY1305;
}

enum err seal_key_id(struct text envelope, struct uuid *ret_key_id)
{
	if (!is_envelope(envelope))
		return ERR_UNREADABLE;
	memcpy(ret_key_id->bytes, envelope.data + ID_AT, sizeof ret_key_id->bytes);
	return ERR_NONE;
}

static enum err decrypt(struct arena *arena, const struct derived *derived,
	const struct seal_place *place, struct text envelope, struct text *ret_plain)
{
	const uint8_t *head = (const uint8_t *)envelope.data;
	const struct text bound = bind_place(arena, head, place);
	uint8_t *plain = arena_alloc(arena, envelope.size - SEAL_OVERHEAD);
	size_t size;

	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, head + HEAD_SIZE,
		    envelope.size - HEAD_SIZE, (const uint8_t *)bound.data, bound.size,
		    head + NONCE_AT, derived->key) != 0)
		return ERR_UNREADABLE;
	if (sodium_unpad(&size, plain, envelope.size - SEAL_OVERHEAD, SEAL_BUCKET) != 0)
		return ERR_UNREADABLE;
	*ret_plain = (struct text){(const char *)plain, size};
	return ERR_NONE;
}

enum err seal_open(struct arena *arena, const struct seal_key *key, const struct seal_place *place,
	struct text envelope, struct text *ret_plain)
{
	struct uuid key_id;
	struct derived derived;
	enum err err = ERR_UNREADABLE;

	if (seal_key_id(envelope, &key_id) || !uuid_equals(key_id, key->id))
		return ERR_UNREADABLE;
	derive(key, (const uint8_t *)envelope.data, &derived);
	if (sodium_memcmp(derived.commitment, envelope.data + COMMITMENT_AT, COMMITMENT_SIZE) == 0)
		err = decrypt(arena, &derived, place, envelope, ret_plain);
	sodium_memzero(&derived, sizeof derived);
	return err;
}

void seal_fingerprint(
	const struct seal_key *key, struct text content, uint8_t ret_fingerprint[FINGERPRINT_SIZE])
{
	const int failed = crypto_generichash_blake2b_salt_personal(ret_fingerprint,
		FINGERPRINT_SIZE, (const uint8_t *)content.data, content.size, key->secret,
		sizeof key->secret, NULL, use_fingerprint);

	assert(failed == 0);
}
