/*
 * An object: a piece of a file, sealed as one stream (libsodium's secretstream,
 * XChaCha20-Poly1305) under the file's own key.
 *
 *     version 1 | the stream's head 24 | chunk after chunk, each 17 bytes more than are in it
 *
 * A chunk holds 64 KiB, the last one what is left, and is marked. All are bound to their place: the
 * tenant, the file, the object, and where in the file it begins. Pure, for any thread.
 */
#ifndef FRONTDESK_STORE_OBJECT_H
#define FRONTDESK_STORE_OBJECT_H

#include "base/err.h"
#include "crypto/seal.h"

enum {
	OBJECT_PLAIN_MOST = 1 << 20, /* bytes in one, and at least one */
	OBJECT_CHUNK_SIZE = 64 << 10
};

/* Whose an object is, and where in its file it stands. */
struct object_place {
	struct uuid tenant_id, file_id, object_id;
	uint64_t begins; /* so many bytes of the file stand before it */
};

/* How many bytes so many are once they are sealed. */
size_t object_sealed_size(size_t plain_size);
/* Seals into object_sealed_size(plain.size) bytes. */
void object_seal(const struct seal_key *key, const struct object_place *place, struct text plain,
	char *ret_sealed);
/* Opens into `plain_size` bytes. ERR_UNREADABLE for anything but that very object in its very
 * place, of that size; then nothing of it is left in ret_plain. */
enum err object_open(const struct seal_key *key, const struct object_place *place,
	struct text sealed, char *ret_plain, size_t plain_size);

#endif
