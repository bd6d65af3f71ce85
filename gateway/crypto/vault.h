/*
 * Keys in guarded memory (sodium_malloc: locked, left out of dumps, between guard pages), readable
 * only between vault_open and vault_close: a stray read of ours faults instead of leaking a key.
 * A vault belongs to one thread at a time; a thread that hands one over rests before.
 */
#ifndef FRONTDESK_VAULT_H
#define FRONTDESK_VAULT_H

#include "crypto/seal.h"

/* Oldest first; the last one seals. */
struct vault {
	struct seal_key *keys;
	size_t count;
};

/* An empty, open vault for so many keys; false when there is no memory to guard. */
bool vault_new(size_t capacity, struct vault *ret_vault);
/* Wipes and frees; a zeroed vault is taken. */
void vault_free(struct vault *vault);
void vault_open(const struct vault *vault);
void vault_close(const struct vault *vault);

/* For a thread that opens the same vaults message after message: from now on what it closes stays
 * readable until it calls vault_rest, as the loop does before it waits. Each opening costs two
 * system calls and a flush of the TLB: 7 % of a busy worker's time, where every message did so. */
void vault_linger(void);
void vault_rest(void);
/* The key with this id, in an open vault; NULL when there is none. */
const struct seal_key *vault_find(const struct vault *vault, struct uuid id);

/* Seal and open under the vault's keys; the vault is closed before and after. Opening finds the
 * key that the envelope names. */
struct text vault_seal(const struct vault *vault, struct arena *arena,
	const struct seal_place *place, struct text plain);
enum err vault_unseal(const struct vault *vault, struct arena *arena,
	const struct seal_place *place, struct text envelope, struct text *ret_plain);
/* The same for another key; no copy of it stays but *ret_key. */
struct text vault_wrap(const struct vault *vault, struct arena *arena,
	const struct seal_place *place, const struct seal_key *key);
enum err vault_unwrap(const struct vault *vault, const struct seal_place *place,
	struct text wrapped, struct seal_key *ret_key);

#endif
