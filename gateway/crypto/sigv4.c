/* SHA-256 and HMAC by libsodium. What is hashed is fed piece by piece, and never stands whole. */
#include "crypto/sigv4.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { HASH_SIZE = crypto_hash_sha256_BYTES, HEX_SIZE = 2 * HASH_SIZE + 1 };

static const char signed_headers[] = "host;x-amz-content-sha256;x-amz-date";

/* --- feeding ---------------------------------------------------------------------------------- */
static void add(crypto_hash_sha256_state *state, struct text text)
{
	crypto_hash_sha256_update(state, (const uint8_t *)text.data, text.size);
}

static void add_line(crypto_hash_sha256_state *state, const char *name, struct text value)
{
	add(state, text_from(name));
	add(state, value);
	add(state, TEXT("\n"));
}

static void finish(crypto_hash_sha256_state *state, char ret_hex[HEX_SIZE])
{
	uint8_t hash[HASH_SIZE];
	crypto_hash_sha256_final(state, hash);
	(void)sodium_bin2hex(ret_hex, HEX_SIZE, hash, sizeof(hash));
}

static void hmac(const uint8_t *key, size_t key_size, struct text text, uint8_t ret_mac[HASH_SIZE])
{
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, key, key_size);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)text.data, text.size);
	crypto_auth_hmacsha256_final(&state, ret_mac);
	sodium_memzero(&state, sizeof(state));
}

/* --- its steps -------------------------------------------------------------------------------- */
static void hash_body(struct text body, char ret_hex[HEX_SIZE])
{
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	add(&state, body);
	finish(&state, ret_hex);
}

/* The canonical request. */
static void hash_request(const struct sigv4_request *request, const struct sigv4_headers *headers,
	char ret_hex[HEX_SIZE])
{
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	add_line(&state, "", text_from(request->method));
	add_line(&state, "", request->path);
	add_line(&state, "", request->query);
	add_line(&state, "host:", request->host);
	add_line(&state, "x-amz-content-sha256:", text_from(headers->content_hash));
	add_line(&state, "x-amz-date:", text_from(headers->date));
	add_line(&state, "", TEXT(""));
	add_line(&state, "", text_from(signed_headers));
	add(&state, text_from(headers->content_hash));
	finish(&state, ret_hex);
}

/* The key of a day, a region and a service. */
static void derive(const struct sigv4_key *key, struct text day, uint8_t ret_key[HASH_SIZE])
{
	static const struct text prefix = TEXT("AWS4");
	const struct text steps[] = {key->region, TEXT("s3"), TEXT("aws4_request")};
	char first[4 + SIGV4_SECRET_MOST];
	size_t size = prefix.size + key->secret.size;
	assert(size <= sizeof(first));
	memcpy(first, prefix.data, prefix.size);
	memcpy(first + prefix.size, key->secret.data, key->secret.size);
	hmac((const uint8_t *)first, size, day, ret_key);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		hmac(ret_key, HASH_SIZE, steps[i], ret_key);
	sodium_memzero(first, sizeof(first));
}

void sigv4_sign(const struct sigv4_key *key, const struct sigv4_request *request,
	struct sigv4_headers *ret_headers)
{
	char hash[HEX_SIZE], scope[SIGV4_NAME_MOST + 64], said[sizeof(scope) + 128];
	uint8_t mac[HASH_SIZE];
	char signature[HEX_SIZE];
	struct tm utc;
	time_t time_s = (time_t)request->time_s;
	assert(key->id.size <= SIGV4_NAME_MOST && key->region.size <= SIGV4_NAME_MOST);
	(void)gmtime_r(&time_s, &utc);
	(void)strftime(ret_headers->date, sizeof(ret_headers->date), "%Y%m%dT%H%M%SZ", &utc);
	hash_body(request->body, ret_headers->content_hash);
	hash_request(request, ret_headers, hash);
	struct text day = {ret_headers->date, 8};
	(void)snprintf(scope, sizeof(scope), "%.*s/%.*s/s3/aws4_request", TEXT_ARG(day),
		TEXT_ARG(key->region));
	(void)snprintf(
		said, sizeof(said), "AWS4-HMAC-SHA256\n%s\n%s\n%s", ret_headers->date, scope, hash);
	derive(key, day, mac);
	hmac(mac, sizeof(mac), text_from(said), mac);
	(void)sodium_bin2hex(signature, sizeof(signature), mac, sizeof(mac));
	(void)snprintf(ret_headers->authorization, sizeof(ret_headers->authorization),
		"AWS4-HMAC-SHA256 Credential=%.*s/%s,SignedHeaders=%s,Signature=%s",
		TEXT_ARG(key->id), scope, signed_headers, signature);
	sodium_memzero(mac, sizeof(mac));
}
