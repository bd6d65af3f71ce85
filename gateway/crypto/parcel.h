/*
 * A parcel: a file of pieces, sealed as one stream under a passphrase, for what leaves the
 * installation. Whoever changes, cuts, repeats or reorders it is found out at the piece in
 * question.
 *
 *     head: "frontdesk parcel" 16 | version 1 | zeros 3 | passes 4 | memory in KiB 4 | id 16 |
 *           salt 16 | the stream's own head 24
 *     then piece after piece: size 4 | sealed bytes, 17 more than are in it
 *
 * Numbers are little-endian. The key is Argon2id's (RFC 9106) of the passphrase; the pieces are
 * libsodium's secretstream (XChaCha20-Poly1305), each bound to the head, the last one marked.
 */
#ifndef FRONTDESK_PARCEL_H
#define FRONTDESK_PARCEL_H

#include <sodium.h>

#include "base/arena.h"
#include "base/err.h"

enum {
	PARCEL_HEAD_SIZE = 84,
	PARCEL_PREFIX_SIZE = 4,
	PARCEL_PIECE_MAX = 64 << 20, /* bytes in it */
	PARCEL_MEMORY_MAX_KIB = 1 << 20,
	PARCEL_PASSES_MAX = 10
};

/* What the head says, in the clear. */
struct parcel_head {
	uint32_t passes, memory_kib;
	struct uuid id; /* of this file, and of no other */
	uint8_t salt[crypto_pwhash_SALTBYTES];
	uint8_t stream[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
};

/* One that is written or read. Wipe it with parcel_done. */
struct parcel {
	crypto_secretstream_xchacha20poly1305_state stream;
	uint8_t head[PARCEL_HEAD_SIZE];
	struct uuid id;
};

/* Begins one; ret_parcel->head is its beginning. ERR_BUSY: no memory for Argon2id. */
enum err parcel_begin(struct text passphrase, struct parcel *ret_parcel);
/* Reads a head: ERR_INVALID where it is none, or asks for more work than anybody would, ERR_VERSION
 * where it is of a newer version. */
enum err parcel_read_head(struct text bytes, struct parcel_head *ret_head);
/* Opens one by its head; whether the passphrase is right shows at the first piece. ERR_BUSY as
 * above. */
enum err parcel_open(const struct parcel_head *head, struct text passphrase, struct text bytes,
	struct parcel *ret_parcel);
void parcel_done(struct parcel *parcel);

/* Seals the next piece, of at most PARCEL_PIECE_MAX bytes; its size stands before it. */
struct text parcel_seal(
	struct parcel *parcel, struct arena *arena, struct text plain, bool is_last);
/* How many sealed bytes follow such a prefix; ERR_INVALID: no piece has that many. */
enum err parcel_piece_size(const uint8_t prefix[PARCEL_PREFIX_SIZE], size_t *ret_size);
/* Opens the next piece; ERR_UNREADABLE for anything but that. Behind what was in it stands a zero.
 */
enum err parcel_unseal(struct parcel *parcel, struct arena *arena, struct text sealed,
	struct text *ret_plain, bool *ret_is_last);

#endif
