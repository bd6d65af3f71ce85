/*
 * Vaults that are filled anew when they are needed again: each takes a locked page and four of the
 * process's mappings, so that only so many hold their keys at once. The one that was used longest
 * ago is emptied for another. One thread only: the loop's.
 */
#ifndef FRONTDESK_OPEN_VAULTS_H
#define FRONTDESK_OPEN_VAULTS_H

#include "crypto/vault.h"

/* Embedded in its owner, zeroed at first. */
struct open_vault {
	struct vault vault; /* without keys: to be filled */
	struct open_vault *newer, *older;
};

/* How many hold their keys at once: what the limits of locked memory (RLIMIT_MEMLOCK) and of
 * mappings (vm.max_map_count) allow, and 1,024 at most. */
size_t open_vaults_most(void);
/* Whether it holds its keys: then it has been used just now. */
bool open_vault_is_filled(struct open_vault *vault);
/* An empty, open vault for so many keys, as vault_new. False when there is no memory to guard, even
 * after all others were emptied. */
bool open_vault_make(struct open_vault *vault, size_t capacity);
/* Wipes it; one without keys is taken. */
void open_vault_empty(struct open_vault *vault);

#endif
