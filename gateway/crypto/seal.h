/*
 * The sealed envelope: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with a random nonce and a key
 * commitment, so that one envelope opens under one key only.
 *
 *     version 1 | algorithm 1 | key id 16 | nonce 24 | commitment 32 | ciphertext | tag 16
 *
 * The plaintext is padded to 64-byte buckets (ISO/IEC 7816-4) and never compressed. Associated
 * data binds the place: tenant, table, column, session, message id, sender kind and id; each
 * field is length-prefixed, so that no two places share an encoding.
 */
#ifndef FRONTDESK_SEAL_H
#define FRONTDESK_SEAL_H

#include "base/arena.h"
#include "base/err.h"

/* SEAL_OVERHEAD: what surrounds the ciphertext, which itself is the plaintext and at least one byte
 * of padding, in whole buckets. */
enum { SEAL_KEY_SIZE = 32, SEAL_OVERHEAD = 90, SEAL_BUCKET = 64, FINGERPRINT_SIZE = 16 };

struct seal_key {
	struct uuid id;
	uint8_t secret[SEAL_KEY_SIZE];
};

/* Where a sealed value stands. Absent and nil fields are part of the place too. */
struct seal_place {
	struct uuid tenant_id;
	struct text table, column;
	struct uuid session_id, row_id;
	struct text sender_type, sender_id;
};

/* A new random key with a random id. */
void seal_key_make(struct seal_key *ret_key);
void seal_key_wipe(struct seal_key *key);
/* The size of the envelope that seals so many bytes. */
size_t seal_envelope_size(size_t plain_size);
/* Seals; the envelope is the arena's, and no copy of the plaintext stays there. */
struct text seal(struct arena *arena, const struct seal_key *key, const struct seal_place *place,
	struct text plain);
/* Opens; ERR_UNREADABLE for anything but the very envelope in its very place. The plaintext is the
 * arena's. */
enum err seal_open(struct arena *arena, const struct seal_key *key, const struct seal_place *place,
	struct text envelope, struct text *ret_plain);
/* The id of the key that an envelope asks for; ERR_UNREADABLE when it is none of ours. */
enum err seal_key_id(struct text envelope, struct uuid *ret_key_id);
/* Keyed BLAKE2b of a content (RFC 7693), for idempotency: equal contents under one key agree. */
void seal_fingerprint(
	const struct seal_key *key, struct text content, uint8_t ret_fingerprint[FINGERPRINT_SIZE]);

#endif
