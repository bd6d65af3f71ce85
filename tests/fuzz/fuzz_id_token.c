/* Any bytes as what a provider says: a signed token, its content, keys, and what it says of itself.
 * What is taken keeps to its bounds, and no key has signed it. */
#include <assert.h>
#include <stdint.h>

#include "accounts/id_token.h"
#include "accounts/provider_document.h"
#include "crypto/jws.h"

static const char keys[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
			   "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
			   "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"},"
			   "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_"
			   "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";

static const struct id_token_wanted wanted = {
	.issuer = TEXT("i"), .client_id = TEXT("c"), .nonce = TEXT("n"), .now_s = 100};

static void check_token(struct arena *arena, struct text bytes)
{
	struct json *set = NULL;
	struct jws jws;
	if (jws_read(arena, bytes, &jws))
		return;
	assert(jws.algorithm > JWK_NO_ALGORITHM && jws.algorithm < JWK_ALGORITHMS);
	assert(jws.payload.size < bytes.size && jws.signature.size < bytes.size);
	assert(json_parse(text_from(keys), &set) == ERR_NONE);
	assert(jws_verify(&jws, set) != JWS_HOLDS);
	json_free(&set);
}

static void check_claims(struct arena *arena, struct text bytes)
{
	struct id_token token;
	if (id_token_read(arena, bytes, &wanted, &token))
		return;
	assert(token.subject.size > 0 && token.subject.size <= ID_TOKEN_SUBJECT_MOST);
	assert(!text_has_control(token.subject));
	assert(!text_is_absent(token.email) || token.email_state == EMAIL_UNSAID);
}

/* Any bytes as a set of keys. */
static void check_keys(struct arena *arena, struct text bytes)
{
	struct json *set = NULL;
	if (json_parse(bytes, &set) != ERR_NONE)
		return;
	for (enum jwk_algorithm i = JWK_NO_ALGORITHM; i < JWK_ALGORITHMS; i++) {
		const struct json *key = jwk_find(set, i, TEXT_ABSENT);
		assert(!key || !jwk_verifies(key, i, TEXT("bytes"), TEXT("signature")));
	}
	json_free(&set);
}

static void check_document(struct arena *arena, struct text bytes)
{
	struct provider_document document;
	if (provider_document_read(arena, bytes, TEXT("https://i"), &document))
		return;
	assert(text_starts_with(document.authorization_endpoint, TEXT("https://")));
	assert(text_starts_with(document.token_endpoint, TEXT("https://")));
	assert(text_starts_with(document.jwks_uri, TEXT("https://")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text bytes = {(const char *)data, size};
	struct arena arena;
	arena_init(&arena);
	check_token(&arena, bytes);
	check_claims(&arena, bytes);
	check_keys(&arena, bytes);
	check_document(&arena, bytes);
	arena_done(&arena);
	return 0;
}
