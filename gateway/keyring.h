/*
 * The key ring: master keys from files wrap tenant keys; tenant keys wrap one key per session.
 * Master and tenant keys live in guarded memory (sodium_malloc); session keys stay wrapped and are
 * opened at use. Loop thread only.
 */
#ifndef FRONTDESK_KEYRING_H
#define FRONTDESK_KEYRING_H

#include "seal.h"

struct keyring;
struct tenant_keys; /* one tenant's opened keys, owned by the tenant */

/* Reads every master key in a folder (files NAME.key, mode 0400, 32 bytes as hex). ERR_DENIED with
 * a sentence in *ret_reason (arena) when one can be read by others, or is malformed, or none. */
enum err keyring_load(const char *folder, struct arena *arena, struct keyring **ret_keyring,
	const char **ret_reason);
void keyring_free(struct keyring **keyring);
/* Makes a new master key file; refuses to overwrite. */
enum err keyring_init(const char *folder, struct arena *arena, const char **ret_reason);

/* A new tenant key, wrapped under the current master. */
struct text keyring_make_tenant_key(const struct keyring *keyring, struct arena *arena,
	struct uuid tenant_id, struct uuid *ret_key_id);
/* Opens a tenant's wrapped keys, oldest first; the last one wraps new session keys. */
enum err keyring_open_tenant(const struct keyring *keyring, struct uuid tenant_id,
	const struct text *wrapped, size_t count, struct tenant_keys **ret_keys);
void tenant_keys_free(struct tenant_keys **keys);

/* A new session key, wrapped under the tenant's newest key. */
struct text session_key_make(const struct tenant_keys *keys, struct arena *arena,
	struct uuid session_id);
/* Opens a wrapped session key for one use; wipe it with seal_key_wipe. */
enum err session_key_open(const struct tenant_keys *keys, struct uuid session_id,
	struct text wrapped, struct seal_key *ret_key);

/* A 256-bit bearer token: 43 characters of base64url (RFC 4648, 5). Wipe after use. */
enum { TOKEN_SIZE = 43, TOKEN_HASH_SIZE = 32 };
void token_make(char ret_token[TOKEN_SIZE + 1]);
/* What is stored of a token: BLAKE2b keyed from the master, over purpose and token. A tenant or
 * origin that the token is bound to goes into `purpose`. False when the token is malformed.
 * All masters are tried by the caller: index 0 is the newest, false past the last. */
bool token_hash(const struct keyring *keyring, size_t master, struct text purpose,
	struct text token, uint8_t ret_hash[TOKEN_HASH_SIZE]);
/* HMAC-SHA256 (RFC 2104) as 64 lower-case hex digits, compared in constant time. */
bool identifier_hash_matches(struct text secret, struct text identifier, struct text hash);

#endif
