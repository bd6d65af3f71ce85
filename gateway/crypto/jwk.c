/* JWK on OpenSSL: libsodium has Ed25519 alone, and providers sign with RSA. */
#include "crypto/jwk.h"

/* One of OpenSSL's types bears the name of one of our errors. */
#define ERR_STATE openssl_err_state
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#undef ERR_STATE

#include "crypto/base64.h"

enum {
	RSA_BITS_LEAST = 2048,
	RSA_BITS_MOST = 4096,
	EXPONENT_SIZE_MOST = 4,
	P256_SIZE = 32,
	ED25519_SIZE = 32
};

/* --- keys ------------------------------------------------------------------------------------- */
static bool read_bytes(
	struct arena *arena, const struct json *key, const char *name, struct text *ret_bytes)
{
	struct text letters;
	return json_text(json_member(key, name), &letters) &&
	       base64url_decode(arena, letters, ret_bytes);
}

static EVP_PKEY *make_key(const char *type, OSSL_PARAM_BLD *builder)
{
	OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;
	if (!parameters || !context || EVP_PKEY_fromdata_init(context) != 1 ||
		EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	OSSL_PARAM_free(parameters);
	return key;
}

static EVP_PKEY *build_rsa(struct text modulus, struct text exponent)
{
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_bin2bn((const uint8_t *)modulus.data, (int)modulus.size, NULL);
	BIGNUM *e = BN_bin2bn((const uint8_t *)exponent.data, (int)exponent.size, NULL);
	EVP_PKEY *key = NULL;
	if (builder && n && e && BN_num_bits(n) >= RSA_BITS_LEAST &&
		BN_num_bits(n) <= RSA_BITS_MOST && BN_is_odd(n) && BN_is_odd(e) && !BN_is_one(e) &&
		OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
		OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1)
		key = make_key("RSA", builder);
	OSSL_PARAM_BLD_free(builder);
	BN_free(n);
	BN_free(e);
	return key;
}

static EVP_PKEY *read_rsa(struct arena *arena, const struct json *json)
{
	struct text modulus, exponent;
	if (!read_bytes(arena, json, "n", &modulus) || !read_bytes(arena, json, "e", &exponent) ||
		modulus.size > RSA_BITS_MOST / 8 || exponent.size > EXPONENT_SIZE_MOST)
		return NULL;
	return build_rsa(modulus, exponent);
}

/* The point, uncompressed (SEC 1, 2.3.3); OpenSSL sees whether it is on the curve. */
static EVP_PKEY *read_p256(struct arena *arena, const struct json *json)
{
	struct text x, y;
	uint8_t point[1 + 2 * P256_SIZE] = {4};
	if (!read_bytes(arena, json, "x", &x) || !read_bytes(arena, json, "y", &y) ||
		x.size != P256_SIZE || y.size != P256_SIZE)
		return NULL;
	for (size_t i = 0; i < P256_SIZE; i++) {
		point[1 + i] = (uint8_t)x.data[i];
		point[1 + P256_SIZE + i] = (uint8_t)y.data[i];
	}
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;
	if (builder &&
		OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) ==
			1 &&
		OSSL_PARAM_BLD_push_octet_string(
			builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)) == 1)
		key = make_key("EC", builder);
	OSSL_PARAM_BLD_free(builder);
	return key;
}

static EVP_PKEY *read_ed25519(struct arena *arena, const struct json *json)
{
	struct text x;
	if (!read_bytes(arena, json, "x", &x) || x.size != ED25519_SIZE)
		return NULL;
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const uint8_t *)x.data, x.size);
}

/* --- signatures ------------------------------------------------------------------------------- */
static bool takes_digest(EVP_PKEY_CTX *context)
{
	return true;
}

static bool takes_pss(EVP_PKEY_CTX *context)
{
	return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

static bool keep_signature(struct arena *arena, struct text signature, struct text *ret_signature)
{
	*ret_signature = signature;
	return true;
}

/* Two numbers side by side (RFC 7518, 3.4), which OpenSSL wants in DER. */
static bool write_der(struct arena *arena, struct text signature, struct text *ret_signature)
{
	const uint8_t *bytes = (const uint8_t *)signature.data;
	if (signature.size != (size_t)2 * P256_SIZE)
		return false;
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(bytes, P256_SIZE, NULL);
	BIGNUM *s = BN_bin2bn(bytes + P256_SIZE, P256_SIZE, NULL);
	if (!pair || !r || !s || ECDSA_SIG_set0(pair, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		ECDSA_SIG_free(pair);
		return false;
	}
	int size = i2d_ECDSA_SIG(pair, NULL);
	uint8_t *der = arena_alloc(arena, size > 0 ? (size_t)size : 1);
	uint8_t *end = der;
	bool is_written = size > 0 && i2d_ECDSA_SIG(pair, &end) == size;
	ECDSA_SIG_free(pair);
	*ret_signature = (struct text){(const char *)der, (size_t)(end - der)};
	return is_written;
}

/* clang-format off */
static const struct {
	const char *name;
	const char *type, *curve; /* kty, and crv where it has one */
	EVP_PKEY *(*read)(struct arena *arena, const struct json *json);
	const EVP_MD *(*digest)(void);
	bool (*prepare)(EVP_PKEY_CTX *context);
	bool (*convert)(struct arena *arena, struct text signature, struct text *ret_signature);
} algorithms[JWK_ALGORITHMS] = {
	[JWK_RS256] = {"RS256", "RSA", NULL, read_rsa, EVP_sha256, takes_digest, keep_signature},
	[JWK_PS256] = {"PS256", "RSA", NULL, read_rsa, EVP_sha256, takes_pss, keep_signature},
	[JWK_ES256] = {"ES256", "EC", "P-256", read_p256, EVP_sha256, takes_digest, write_der},
	[JWK_EDDSA] = {"EdDSA", "OKP", "Ed25519", read_ed25519, NULL, takes_digest, keep_signature},
};
/* clang-format on */

static bool verify(
	EVP_PKEY *key, enum jwk_algorithm algorithm, struct text bytes, struct text signature)
{
	const EVP_MD *digest = algorithms[algorithm].digest ? algorithms[algorithm].digest() : NULL;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *key_context = NULL;
	bool is_it = context &&
		     EVP_DigestVerifyInit(context, &key_context, digest, NULL, key) == 1 &&
		     algorithms[algorithm].prepare(key_context) &&
		     EVP_DigestVerify(context, (const uint8_t *)signature.data, signature.size,
			     (const uint8_t *)bytes.data, bytes.size) == 1;
	EVP_MD_CTX_free(context);
	return is_it;
}

bool jwk_verifies(const struct json *key, enum jwk_algorithm algorithm, struct text bytes,
	struct text signature)
{
	struct arena arena;
	struct text converted;
	bool is_it = false;
	if (algorithm == JWK_NO_ALGORITHM)
		return false;
	arena_init(&arena);
	EVP_PKEY *opened = algorithms[algorithm].read(&arena, key);
	if (opened && algorithms[algorithm].convert(&arena, signature, &converted))
		is_it = verify(opened, algorithm, bytes, converted);
	EVP_PKEY_free(opened);
	ERR_clear_error(); /* nobody else's affair: TLS looks for its own there */
	arena_done(&arena);
	return is_it;
}

/* --- finding them ----------------------------------------------------------------------------- */
enum jwk_algorithm jwk_algorithm_find(struct text name)
{
	for (enum jwk_algorithm i = JWK_NO_ALGORITHM + 1; i < JWK_ALGORITHMS; i++)
		if (text_equals(name, text_from(algorithms[i].name)))
			return i;
	return JWK_NO_ALGORITHM;
}

static bool member_is(const struct json *key, const char *name, const char *wanted)
{
	struct text value;
	return json_text(json_member(key, name), &value) && text_equals(value, text_from(wanted));
}

/* What a key does not say of its use leaves it open. */
static bool member_allows(const struct json *key, const char *name, const char *wanted)
{
	return !json_member(key, name) || member_is(key, name, wanted);
}

static bool fits(const struct json *key, enum jwk_algorithm algorithm, struct text key_id)
{
	struct text id = TEXT_ABSENT;
	(void)json_text(json_member(key, "kid"), &id);
	return member_is(key, "kty", algorithms[algorithm].type) &&
	       (!algorithms[algorithm].curve ||
		       member_is(key, "crv", algorithms[algorithm].curve)) &&
	       member_allows(key, "use", "sig") &&
	       member_allows(key, "alg", algorithms[algorithm].name) &&
	       (text_is_absent(key_id) || text_equals(id, key_id));
}

bool jwk_is_known(const struct json *key)
{
	for (enum jwk_algorithm i = JWK_NO_ALGORITHM + 1; i < JWK_ALGORITHMS; i++)
		if (fits(key, i, TEXT_ABSENT))
			return true;
	return false;
}

const struct json *jwk_find(
	const struct json *set, enum jwk_algorithm algorithm, struct text key_id)
{
	const struct json *keys = json_member(set, "keys"), *found = NULL;
	if (algorithm == JWK_NO_ALGORITHM)
		return NULL;
	for (size_t i = 0; i < json_count(keys); i++) {
		const struct json *key = json_element(keys, i);
		if (!fits(key, algorithm, key_id))
			continue;
		if (found)
			return NULL;
		found = key;
	}
	return found;
}
