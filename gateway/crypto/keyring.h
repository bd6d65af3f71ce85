/*
 * The key ring: master keys from files wrap tenant keys; tenant keys wrap one key per session.
 * Master and tenant keys live in guarded memory (sodium_malloc), unreadable between uses; session
 * keys stay wrapped and are opened at use. So are the tenant keys of all but the 1,024 tenants used
 * last, or fewer where guarded memory is scarce. Loop thread only.
 */
#ifndef FRONTDESK_KEYRING_H
#define FRONTDESK_KEYRING_H

#include "crypto/seal.h"

struct keyring;
struct tenant_keys; /* one tenant's opened keys, owned by the tenant */

/* Reads every master key in a folder (files NAME.key, mode 0400 or 0600, 32 bytes as hex; the last
 * by name is the newest, which wraps what is new). ERR_DENIED with a sentence in *ret_reason
 * (arena) when one can be read by others, or is malformed, or there is none. */
enum err keyring_load(const char *folder, struct arena *arena, struct keyring **ret_keyring,
	const char **ret_reason);
void keyring_free(struct keyring **keyring);
/* Makes a folder's first master key file, and the folder where it is missing; ERR_CONFLICT when
 * there is a key already. *ret_path (arena) is the new file. */
enum err keyring_init(
	const char *folder, struct arena *arena, const char **ret_path, const char **ret_reason);
/* How many master keys there are, and the id of each: 0 is the newest. */
size_t keyring_count(const struct keyring *keyring);
struct uuid keyring_master_id(const struct keyring *keyring, size_t master);
/* A key for a use of its own, from a master: `use` keeps the uses apart. Wipe it after use. False
 * past the last master. */
bool keyring_derive(const struct keyring *keyring, size_t master, const uint8_t use[16],
	uint8_t ret_key[SEAL_KEY_SIZE]);

/* Seals and opens what belongs to no tenant, under the masters themselves: a person's second
 * factor. The place's tenant is nil. */
struct text keyring_seal(const struct keyring *keyring, struct arena *arena,
	const struct seal_place *place, struct text plain);
enum err keyring_seal_open(const struct keyring *keyring, struct arena *arena,
	const struct seal_place *place, struct text envelope, struct text *ret_plain);

/* A new tenant key, wrapped under the newest master. */
struct text keyring_make_tenant_key(const struct keyring *keyring, struct arena *arena,
	struct uuid tenant_id, struct uuid *ret_key_id);
/* Takes a tenant's key out of its wrapping, to carry it to another installation, which wraps it
 * anew under its own newest master. Wipe it with seal_key_wipe. */
enum err keyring_unwrap_tenant_key(const struct keyring *keyring, struct uuid tenant_id,
	struct text wrapped, struct seal_key *ret_key);
struct text keyring_wrap_tenant_key(const struct keyring *keyring, struct arena *arena,
	struct uuid tenant_id, const struct seal_key *key);
/* Opens a tenant's wrapped keys, oldest first; the last one wraps new session keys. Older ones
 * that cannot be opened are left out, and what they wrap is unreadable; ERR_UNREADABLE when the
 * last one cannot. */
enum err keyring_open_tenant(const struct keyring *keyring, struct uuid tenant_id,
	const struct text *wrapped, size_t count, struct tenant_keys **ret_keys);
void tenant_keys_free(struct tenant_keys **keys);

/* Whose keys they are, and the newest one's id. */
struct uuid tenant_keys_tenant(const struct tenant_keys *keys);
struct uuid tenant_keys_newest(const struct tenant_keys *keys);
/* The key for the bus that is derived from the tenant's key of this id and bears the same id. Wipe
 * it after use. False, and nothing written, when the tenant has no such key. */
bool tenant_keys_derive_bus(
	const struct tenant_keys *keys, struct uuid key_id, struct seal_key *ret_key);

/* A keyed hash (BLAKE2b) of a text for a use of its own, by a key that is derived from the tenant's
 * newest: without it nobody reckons the one from the other. */
enum { TENANT_HASH_SIZE = 16 };
void tenant_keys_hash(const struct tenant_keys *keys, const uint8_t use[16], struct text text,
	uint8_t ret_hash[TENANT_HASH_SIZE]);

/* A new session key, wrapped under the tenant's newest key. */
struct text session_key_make(
	const struct tenant_keys *keys, struct arena *arena, struct uuid session_id);
/* Opens a wrapped session key for one use; wipe it with seal_key_wipe. */
enum err session_key_open(const struct tenant_keys *keys, struct uuid session_id,
	struct text wrapped, struct seal_key *ret_key);
/* Seals and opens what belongs to a tenant but to no session, under the tenant's keys: the secrets
 * of its settings, first answers kept for repeats. The place's tenant is the keys' own. */
struct text tenant_seal(const struct tenant_keys *keys, struct arena *arena,
	const struct seal_place *place, struct text plain);
enum err tenant_seal_open(const struct tenant_keys *keys, struct arena *arena,
	const struct seal_place *place, struct text envelope, struct text *ret_plain);

#endif
