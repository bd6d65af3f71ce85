/* Master keys and tenant keys, each in a vault, and what they wrap. */
#include "crypto/keyring.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/memory.h"
#include "crypto/key_file.h"
#include "crypto/open_vaults.h"

struct keyring {
	struct vault masters;
};

/* The keys as they came, wrapped, and opened while they are used often enough. */
struct tenant_keys {
	struct uuid tenant_id, newest_id;
	const struct keyring *keyring;
	struct open_vault *vault; /* its state changes where the keys do not */
	size_t count;
	struct text *wrapped;
};

static const uint8_t use_key_id[16] = "frontdesk.key.id";
static const uint8_t use_bus[16] = "frontdesk.bus.v1";

static struct seal_place place_of_tenant_key(struct uuid tenant_id)
{
	return (struct seal_place){
		.tenant_id = tenant_id, .table = TEXT("tenant_keys"), .column = TEXT("wrapped")};
}

static struct seal_place place_of_session_key(struct uuid tenant_id, struct uuid session_id)
{
	return (struct seal_place){.tenant_id = tenant_id,
		.table = TEXT("session_keys"),
		.column = TEXT("wrapped"),
		.session_id = session_id};
}

static void derive_with(const struct seal_key *key, const uint8_t use[16], void *ret, size_t size)
{
	const int failed = crypto_generichash_blake2b_salt_personal(
		ret, size, NULL, 0, key->secret, sizeof key->secret, NULL, use);

	assert(failed == 0);
}

/* A file's key is named by its content: the same key is the same key under any file name. */
static enum err read_masters(struct vault *vault, const struct key_folder *folder,
	struct arena *arena, const char **ret_reason)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; i < folder->count && err == ERR_NONE; i++) {
		struct seal_key *key = &vault->keys[vault->count++];

		err = key_file_read(folder, i, arena, key->secret, ret_reason);
		if (err == ERR_NONE)
			derive_with(key, use_key_id, key->id.bytes, sizeof key->id.bytes);
	}
	return err;
}

static enum err fill(struct keyring *keyring, const struct key_folder *folder, struct arena *arena,
	const char **ret_reason)
{
	if (folder->count == 0) {
		*ret_reason = arena_printf(arena,
			"There is no master key (*.key) in %s: make one with `frontdesk key init`, "
			"or "
			"restore it from your copy.",
			folder->path)
				      .data;
		return ERR_DENIED;
	}
	if (!vault_new(folder->count, &keyring->masters)) {
		*ret_reason = "There is no guarded memory for the master keys: raise the limit of "
			      "locked memory (LimitMEMLOCK).";
		return ERR_DENIED;
	}
	return read_masters(&keyring->masters, folder, arena, ret_reason);
}

enum err keyring_load(const char *folder, struct arena *arena, struct keyring **ret_keyring,
	const char **ret_reason)
{
	struct keyring *keyring;
	struct key_folder files;
	enum err err = key_folder_open(folder, arena, &files, ret_reason);

	if (err)
		return err;
	keyring = calloc(1, sizeof *keyring);
	assert(keyring);
	err = fill(keyring, &files, arena, ret_reason);
	key_folder_close(&files);
	if (err) {
		keyring_free(&keyring);
		return err;
	}
	vault_close(&keyring->masters);
	*ret_keyring = keyring;
	return ERR_NONE;
}

void keyring_free(struct keyring **keyring)
{
	if (!*keyring)
		return;
	vault_free(&(*keyring)->masters);
	free(*keyring);
	*keyring = NULL;
}

/* Named by the second it was made, so that the order of names is the order of age. */
static const char *name_of_new(struct arena *arena)
{
	const time_t now = time(NULL);
	struct tm utc;
	char stamp[32];

	gmtime_r(&now, &utc);
	strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &utc);
	return arena_printf(arena, "master-%s.key", stamp).data;
}

static enum err create_first(const struct key_folder *folder, struct arena *arena,
	const char **ret_path, const char **ret_reason)
{
	const char *name = name_of_new(arena);
	struct seal_key key;
	enum err err;

	if (folder->count > 0) {
		*ret_reason = arena_printf(arena,
			"There is a master key in %s already (%s): it was left as it is.",
			folder->path, folder->names[folder->count - 1])
				      .data;
		return ERR_CONFLICT;
	}
	seal_key_make(&key);
	err = key_file_create(folder, name, arena, key.secret, ret_reason);
	seal_key_wipe(&key);
	if (err == ERR_NONE)
		*ret_path = arena_printf(arena, "%s/%s", folder->path, name).data;
	return err;
}

enum err keyring_init(
	const char *folder, struct arena *arena, const char **ret_path, const char **ret_reason)
{
	struct key_folder files;
	enum err err;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		*ret_reason = arena_printf(arena,
			"The folder of master keys %s cannot be made: %s.", folder, strerror(errno))
				      .data;
		return ERR_DENIED;
	}
	err = key_folder_open(folder, arena, &files, ret_reason);
	if (err)
		return err;
	err = create_first(&files, arena, ret_path, ret_reason);
	key_folder_close(&files);
	return err;
}

size_t keyring_count(const struct keyring *keyring)
{
	return keyring->masters.count;
}

struct uuid keyring_master_id(const struct keyring *keyring, size_t master)
{
	const struct vault *masters = &keyring->masters;
	struct uuid id;

	assert(master < masters->count);
	vault_open(masters);
	id = masters->keys[masters->count - 1 - master].id;
	vault_close(masters);
	return id;
}

bool keyring_derive(const struct keyring *keyring, size_t master, const uint8_t use[16],
	uint8_t ret_key[SEAL_KEY_SIZE])
{
	const struct vault *masters = &keyring->masters;

	if (master >= masters->count)
		return false;
	vault_open(masters);
	derive_with(&masters->keys[masters->count - 1 - master], use, ret_key, SEAL_KEY_SIZE);
	vault_close(masters);
	return true;
}

struct text keyring_seal(const struct keyring *keyring, struct arena *arena,
	const struct seal_place *place, struct text plain)
{
	assert(uuid_is_nil(place->tenant_id));
	return vault_seal(&keyring->masters, arena, place, plain);
}

enum err keyring_seal_open(const struct keyring *keyring, struct arena *arena,
	const struct seal_place *place, struct text envelope, struct text *ret_plain)
{
	assert(uuid_is_nil(place->tenant_id));
	return vault_unseal(&keyring->masters, arena, place, envelope, ret_plain);
}

struct text keyring_make_tenant_key(const struct keyring *keyring, struct arena *arena,
	struct uuid tenant_id, struct uuid *ret_key_id)
{
	struct seal_key key;
	struct text wrapped;

	seal_key_make(&key);
	wrapped = keyring_wrap_tenant_key(keyring, arena, tenant_id, &key);
	*ret_key_id = key.id;
	seal_key_wipe(&key);
	return wrapped;
}

enum err keyring_unwrap_tenant_key(const struct keyring *keyring, struct uuid tenant_id,
	struct text wrapped, struct seal_key *ret_key)
{
	const struct seal_place place = place_of_tenant_key(tenant_id);

	return vault_unwrap(&keyring->masters, &place, wrapped, ret_key);
}

struct text keyring_wrap_tenant_key(const struct keyring *keyring, struct arena *arena,
	struct uuid tenant_id, const struct seal_key *key)
{
	const struct seal_place place = place_of_tenant_key(tenant_id);

	return vault_wrap(&keyring->masters, arena, &place, key);
}

/* Unwraps what it can, in order; the last one's error is the answer. */
static enum err fill_vault(const struct tenant_keys *keys)
{
	const struct seal_place place = place_of_tenant_key(keys->tenant_id);
	struct vault *vault = &keys->vault->vault;
	enum err err = ERR_UNREADABLE;

	if (!open_vault_make(keys->vault, keys->count))
		return ERR_BUSY;
	for (size_t i = 0; i < keys->count; i++) {
		err = vault_unwrap(&keys->keyring->masters, &place, keys->wrapped[i],
			&vault->keys[vault->count]);
		if (err == ERR_NONE)
			vault->count++;
	}
	return err;
}

/* The vault with its keys in it, closed. They were opened once: what fails now is the memory. */
static const struct vault *vault_of(const struct tenant_keys *keys)
{
	if (!open_vault_is_filled(keys->vault)) {
		const enum err err = fill_vault(keys);

		assert(err == ERR_NONE);
		vault_close(&keys->vault->vault);
	}
	return &keys->vault->vault;
}

static void keep_wrapped(struct tenant_keys *keys, const struct text *wrapped, size_t count)
{
	keys->wrapped = memory_new(count * sizeof *wrapped);
	for (keys->count = 0; keys->count < count; keys->count++) {
		const struct text source = wrapped[keys->count];
		char *copy = memory_new(source.size + 1);

		memcpy(copy, source.data, source.size);
		keys->wrapped[keys->count] = (struct text){copy, source.size};
	}
}

enum err keyring_open_tenant(const struct keyring *keyring, struct uuid tenant_id,
	const struct text *wrapped, size_t count, struct tenant_keys **ret_keys)
{
	struct tenant_keys *keys;
	struct vault *vault;
	enum err err;

	if (count == 0)
		return ERR_UNREADABLE;
	keys = MEMORY_NEW(struct tenant_keys);
	keys->tenant_id = tenant_id;
	keys->keyring = keyring;
	keys->vault = MEMORY_NEW(struct open_vault);
	keep_wrapped(keys, wrapped, count);
	err = fill_vault(keys);
	if (err) {
		tenant_keys_free(&keys);
		return err;
	}
	vault = &keys->vault->vault;
	keys->newest_id = vault->keys[vault->count - 1].id;
	vault_close(vault);
	*ret_keys = keys;
	return ERR_NONE;
}

struct uuid tenant_keys_tenant(const struct tenant_keys *keys)
{
	return keys->tenant_id;
}

struct uuid tenant_keys_newest(const struct tenant_keys *keys)
{
	return keys->newest_id;
}

bool tenant_keys_derive_bus(
	const struct tenant_keys *keys, struct uuid key_id, struct seal_key *ret_key)
{
	const struct vault *vault = vault_of(keys);
	const struct seal_key *key;

	vault_open(vault);
	key = vault_find(vault, key_id);
	if (key) {
		ret_key->id = key_id;
		derive_with(key, use_bus, ret_key->secret, sizeof ret_key->secret);
	}
	vault_close(vault);
	return key != NULL;
}

void tenant_keys_hash(const struct tenant_keys *keys, const uint8_t use[16], struct text text,
	uint8_t ret_hash[TENANT_HASH_SIZE])
{
	const struct vault *vault = vault_of(keys);
	uint8_t key[SEAL_KEY_SIZE];
	int failed;

	vault_open(vault);
	derive_with(&vault->keys[vault->count - 1], use, key, sizeof key);
	vault_close(vault);
	failed = crypto_generichash(
		ret_hash, TENANT_HASH_SIZE, (const uint8_t *)text.data, text.size, key, sizeof key);
	assert(failed == 0);
	sodium_memzero(key, sizeof key);
}

void tenant_keys_free(struct tenant_keys **keys)
{
	if (!*keys)
		return;
	open_vault_empty((*keys)->vault);
	for (size_t i = 0; i < (*keys)->count; i++)
		free((char *)(*keys)->wrapped[i].data);
	free((*keys)->wrapped);
	free((*keys)->vault);
	free(*keys);
	*keys = NULL;
}

struct text session_key_make(
	const struct tenant_keys *keys, struct arena *arena, struct uuid session_id)
{
	const struct seal_place place = place_of_session_key(keys->tenant_id, session_id);
	struct seal_key key;
	struct text wrapped;

	seal_key_make(&key);
	wrapped = vault_wrap(vault_of(keys), arena, &place, &key);
	seal_key_wipe(&key);
	return wrapped;
}

enum err session_key_open(const struct tenant_keys *keys, struct uuid session_id,
	struct text wrapped, struct seal_key *ret_key)
{
	const struct seal_place place = place_of_session_key(keys->tenant_id, session_id);

	return vault_unwrap(vault_of(keys), &place, wrapped, ret_key);
}

struct text tenant_seal(const struct tenant_keys *keys, struct arena *arena,
	const struct seal_place *place, struct text plain)
{
	struct seal_place own = *place;

	own.tenant_id = keys->tenant_id;
	return vault_seal(vault_of(keys), arena, &own, plain);
}

enum err tenant_seal_open(const struct tenant_keys *keys, struct arena *arena,
	const struct seal_place *place, struct text envelope, struct text *ret_plain)
{
	struct seal_place own = *place;

	own.tenant_id = keys->tenant_id;
	return vault_unseal(vault_of(keys), arena, &own, envelope, ret_plain);
}
