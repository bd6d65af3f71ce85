/* Keys in guarded memory: libsodium's pages with a guard on each side, closed between uses. */
#include "crypto/vault.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

bool vault_new(size_t capacity, struct vault *ret_vault)
{
	const int failed = sodium_init(); /* guarded memory needs it; again costs nothing */

	assert(failed >= 0);
	ret_vault->keys = sodium_allocarray(capacity, sizeof *ret_vault->keys);
	ret_vault->count = 0;
	return ret_vault->keys != NULL;
}

/* --- lingering -------------------------------------------------------------------------------- */
enum { LINGERING_MOST = 16 };

/* Of this thread: the vaults that are closed but still readable. */
static _Thread_local struct {
	bool is_on;
	size_t count;
	struct seal_key *keys[LINGERING_MOST];
} lingering;

static bool lingers(const struct vault *vault)
{
	for (size_t i = 0; i < lingering.count; i++)
		if (lingering.keys[i] == vault->keys)
			return true;
	return false;
}

static void protect(struct seal_key *keys)
{
	const int failed = sodium_mprotect_noaccess(keys);

	assert(failed == 0);
}

void vault_linger(void)
{
	lingering.is_on = true;
}

void vault_rest(void)
{
	while (lingering.count > 0)
		protect(lingering.keys[--lingering.count]);
}

/* --- opening and closing ---------------------------------------------------------------------- */
void vault_free(struct vault *vault)
{
	vault_rest();
	sodium_free(vault->keys); /* wipes; takes NULL */
	*vault = (struct vault){0};
}

void vault_open(const struct vault *vault)
{
	if (lingers(vault))
		return;
	const int failed = sodium_mprotect_readonly(vault->keys);

	assert(failed == 0);
}

void vault_close(const struct vault *vault)
{
	if (lingers(vault))
		return;
	if (lingering.is_on && lingering.count < LINGERING_MOST)
		lingering.keys[lingering.count++] = vault->keys;
	else
		protect(vault->keys);
}

/* --- use -------------------------------------------------------------------------------------- */
const struct seal_key *vault_find(const struct vault *vault, struct uuid id)
{
	for (size_t i = 0; i < vault->count; i++)
		if (uuid_equals(vault->keys[i].id, id))
			return &vault->keys[i];
	return NULL;
}

struct text vault_seal(const struct vault *vault, struct arena *arena,
	const struct seal_place *place, struct text plain)
{
	struct text envelope;

	vault_open(vault);
	envelope = seal(arena, &vault->keys[vault->count - 1], place, plain);
	vault_close(vault);
	return envelope;
}

enum err vault_unseal(const struct vault *vault, struct arena *arena,
	const struct seal_place *place, struct text envelope, struct text *ret_plain)
{
	const struct seal_key *key;
	struct uuid key_id;
	enum err err = ERR_UNREADABLE;

	if (seal_key_id(envelope, &key_id))
		return ERR_UNREADABLE;
	vault_open(vault);
	key = vault_find(vault, key_id);
	if (key)
		err = seal_open(arena, key, place, envelope, ret_plain);
	vault_close(vault);
	return err;
}

struct text vault_wrap(const struct vault *vault, struct arena *arena,
	const struct seal_place *place, const struct seal_key *key)
{
	return vault_seal(vault, arena, place, (struct text){(const char *)key, sizeof *key});
}

enum err vault_unwrap(const struct vault *vault, const struct seal_place *place,
	struct text wrapped, struct seal_key *ret_key)
{
	struct arena arena;
	struct text plain;
	enum err err;

	arena_init(&arena);
	err = vault_unseal(vault, &arena, place, wrapped, &plain);
	if (err == ERR_NONE && plain.size != sizeof *ret_key)
		err = ERR_UNREADABLE;
	if (err == ERR_NONE) {
		memcpy(ret_key, plain.data, sizeof *ret_key);
		sodium_memzero((void *)plain.data, plain.size);
	}
	arena_done(&arena);
	return err;
}
