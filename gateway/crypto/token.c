/* Tokens and proofs. Pure functions but for the random bytes: any thread, save the key ring's. */
#include "crypto/token.h"

#include <sodium.h>
#include <string.h>

#include "crypto/base32.h"

enum {
	SECRET_SIZE = 32,
	VISITOR_SECRET_SIZE = sizeof(struct uuid) + SECRET_SIZE,
	CODE_TENANT_SIZE = 6,
	CODE_BYTES = CODE_TENANT_SIZE + 10,
	BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

static const uint8_t use_token[16] = "frontdesk.token1";

void token_make(char ret_token[TOKEN_SIZE + 1])
{
	uint8_t secret[SECRET_SIZE];

	randombytes_buf(secret, sizeof secret);
	sodium_bin2base64(ret_token, TOKEN_SIZE + 1, secret, sizeof secret, BASE64);
	sodium_memzero(secret, sizeof secret);
}

void token_make_visitor(struct uuid tenant_id, char ret_token[VISITOR_TOKEN_SIZE + 1])
{
	uint8_t secret[VISITOR_SECRET_SIZE];

	memcpy(secret, tenant_id.bytes, sizeof tenant_id.bytes);
	randombytes_buf(secret + sizeof tenant_id.bytes, SECRET_SIZE);
	sodium_bin2base64(ret_token, VISITOR_TOKEN_SIZE + 1, secret, sizeof secret, BASE64);
	sodium_memzero(secret, sizeof secret);
}

void token_make_code(struct uuid tenant_id, char ret_code[TOKEN_CODE_SIZE + 1])
{
	uint8_t bytes[CODE_BYTES];

	_Static_assert(BASE32_SIZE(CODE_BYTES) == TOKEN_CODE_SIZE, "a code is its bytes");
	memcpy(bytes, tenant_id.bytes, CODE_TENANT_SIZE);
	randombytes_buf(bytes + CODE_TENANT_SIZE, sizeof bytes - CODE_TENANT_SIZE);
	base32_encode_lower(bytes, sizeof bytes, ret_code);
	sodium_memzero(bytes, sizeof bytes);
}

/* Its length first: base32 may have blanks between its letters, and a code has none. */
static bool decode_code(struct text code, uint8_t ret_bytes[CODE_BYTES])
{
	return code.size == TOKEN_CODE_SIZE && base32_decode(code, ret_bytes, CODE_BYTES);
}

bool token_code_tenants(struct text code, struct uuid *ret_first, struct uuid *ret_last)
{
	uint8_t bytes[CODE_BYTES];

	if (!decode_code(code, bytes))
		return false;
	memset(ret_first, 0, sizeof *ret_first);
	memset(ret_last, 0xff, sizeof *ret_last);
	memcpy(ret_first->bytes, bytes, CODE_TENANT_SIZE);
	memcpy(ret_last->bytes, bytes, CODE_TENANT_SIZE);
	sodium_memzero(bytes, sizeof bytes);
	return true;
}

/* The bytes of a token of any kind: 0 when it is malformed. One token has one spelling only, but
 * for the case of a code's letters. */
static size_t decode(struct text token, uint8_t ret_secret[VISITOR_SECRET_SIZE])
{
	size_t size = 0;

	if (decode_code(token, ret_secret))
		return CODE_BYTES;
	if (token.size != TOKEN_SIZE && token.size != VISITOR_TOKEN_SIZE)
		return 0;
	if (sodium_base642bin(ret_secret, VISITOR_SECRET_SIZE, token.data, token.size, NULL, &size,
		    NULL, BASE64) != 0)
		return 0;
	return size;
}

bool token_visitor_tenant(struct text token, struct uuid *ret_tenant_id)
{
	uint8_t secret[VISITOR_SECRET_SIZE];
	const bool is_visitors = decode(token, secret) == sizeof secret;

	if (is_visitors)
		memcpy(ret_tenant_id->bytes, secret, sizeof ret_tenant_id->bytes);
	sodium_memzero(secret, sizeof secret);
	return is_visitors;
}

/* The purpose's length goes first, so that no purpose can borrow bytes from a token. */
static void hash_under(const uint8_t key[SEAL_KEY_SIZE], struct text purpose, struct text secret,
	uint8_t ret_hash[TOKEN_HASH_SIZE])
{
	const uint64_t length = purpose.size;
	crypto_generichash_state state;
	uint8_t prefix[sizeof length];

	for (size_t i = 0; i < sizeof prefix; i++)
		prefix[i] = (uint8_t)(length >> (8 * i));
	crypto_generichash_init(&state, key, SEAL_KEY_SIZE, TOKEN_HASH_SIZE);
	crypto_generichash_update(&state, prefix, sizeof prefix);
	crypto_generichash_update(&state, (const uint8_t *)purpose.data, purpose.size);
	crypto_generichash_update(&state, (const uint8_t *)secret.data, secret.size);
	crypto_generichash_final(&state, ret_hash, TOKEN_HASH_SIZE);
	sodium_memzero(&state, sizeof state);
}

bool token_key(const struct keyring *keyring, size_t master, uint8_t ret_key[SEAL_KEY_SIZE])
{
	return keyring_derive(keyring, master, use_token, ret_key);
}

bool token_hash_under(const uint8_t key[SEAL_KEY_SIZE], struct text purpose, struct text token,
	uint8_t ret_hash[TOKEN_HASH_SIZE])
{
	uint8_t secret[VISITOR_SECRET_SIZE];
	const size_t size = decode(token, secret);

	if (size > 0)
		hash_under(key, purpose, (struct text){(const char *)secret, size}, ret_hash);
	sodium_memzero(secret, sizeof secret);
	return size > 0;
}

bool token_hash(const struct keyring *keyring, size_t master, struct text purpose,
	struct text token, uint8_t ret_hash[TOKEN_HASH_SIZE])
{
	uint8_t key[SEAL_KEY_SIZE];
	const bool can_hash =
		token_key(keyring, master, key) && token_hash_under(key, purpose, token, ret_hash);

	sodium_memzero(key, sizeof key);
	return can_hash;
}

bool token_hash_carried(const struct keyring *keyring, struct text carried, size_t master,
	struct text purpose, struct text token, uint8_t ret_hash[TOKEN_HASH_SIZE])
{
	const size_t masters = keyring_count(keyring);
	size_t at;

	if (master < masters)
		return token_hash(keyring, master, purpose, token, ret_hash);
	at = (master - masters) * SEAL_KEY_SIZE;
	return at < carried.size &&
	       token_hash_under((const uint8_t *)carried.data + at, purpose, token, ret_hash);
}

void api_key_make(char ret_key[API_KEY_SIZE + 1])
{
	const size_t prefix = sizeof(API_KEY_PREFIX) - 1;

	memcpy(ret_key, API_KEY_PREFIX, prefix);
	token_make(ret_key + prefix);
}

bool api_key_hash(const struct keyring *keyring, size_t master, struct text key,
	uint8_t ret_hash[TOKEN_HASH_SIZE])
{
	const struct text prefix = TEXT(API_KEY_PREFIX);

	if (key.size != API_KEY_SIZE || !text_starts_with(key, prefix))
		return false;
	return token_hash(keyring, master, TEXT("api-key"),
		(struct text){key.data + prefix.size, key.size - prefix.size}, ret_hash);
}

bool identifier_hash_matches(struct text secret, struct text identifier, struct text hash)
{
	enum { DIGEST_SIZE = crypto_auth_hmacsha256_BYTES, HEX_SIZE = 2 * DIGEST_SIZE };
	crypto_auth_hmacsha256_state state;
	uint8_t digest[DIGEST_SIZE];
	char hex[HEX_SIZE + 1];

	if (text_is_absent(secret) || secret.size == 0 || hash.size != HEX_SIZE)
		return false;
	crypto_auth_hmacsha256_init(&state, (const uint8_t *)secret.data, secret.size);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)identifier.data, identifier.size);
	crypto_auth_hmacsha256_final(&state, digest);
	sodium_memzero(&state, sizeof state);
	sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
	return sodium_memcmp(hex, hash.data, HEX_SIZE) == 0;
}

bool attributes_hash_matches(
	struct text secret, struct text identifier, struct text attributes, struct text hash)
{
	enum { DIGEST_SIZE = crypto_auth_hmacsha512_BYTES, HEX_SIZE = 2 * DIGEST_SIZE };
	crypto_auth_hmacsha512_state state;
	uint8_t digest[DIGEST_SIZE];
	char hex[HEX_SIZE + 1];

	if (text_is_absent(secret) || secret.size == 0 || hash.size != HEX_SIZE ||
		identifier.size == 0 || text_has_control(identifier))
		return false;
	crypto_auth_hmacsha512_init(&state, (const uint8_t *)secret.data, secret.size);
	crypto_auth_hmacsha512_update(&state, (const uint8_t *)identifier.data, identifier.size);
	crypto_auth_hmacsha512_update(&state, (const uint8_t *)"\n", 1);
	crypto_auth_hmacsha512_update(&state, (const uint8_t *)attributes.data, attributes.size);
	crypto_auth_hmacsha512_final(&state, digest);
	sodium_memzero(&state, sizeof state);
	sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
	return sodium_memcmp(hex, hash.data, HEX_SIZE) == 0;
}
