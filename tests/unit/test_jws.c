/* Signed tokens: by the vectors of RFC 7515 and RFC 8037, and everything that must not pass. */
#include "unit.h"

#include <stdio.h>

#include "crypto/base64.h"
#include "crypto/jws.h"

/* clang-format off */
/* RFC 7515, A.2 and A.3: the same payload under two keys. */
#define PAYLOAD \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290" \
	"Ijp0cnVlfQ"
#define RSA_N \
	"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEz" \
	"P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf6" \
	"3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5Zw" \
	"Kh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW" \
	"yuXpoQ"
#define RSA_SIGNATURE \
	"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt" \
	"_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArL" \
	"IARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7no" \
	"OPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQ" \
	"Ge77Rw"
#define RSA_KEY "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}"
#define RSA_TOKEN "eyJhbGciOiJSUzI1NiJ9." PAYLOAD "." RSA_SIGNATURE
#define EC_KEY \
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"," \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
#define EC_TOKEN "eyJhbGciOiJFUzI1NiJ9." PAYLOAD "." \
	"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
/* RFC 8037, A.4. */
#define ED_KEY "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"
#define ED_TOKEN "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc." \
	"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
/* Made by node's crypto: PS256 with a kid, and RS256 by a key of 1,024 bits. */
#define PS_KEY "{\"kty\":\"RSA\",\"kid\":\"ps\",\"use\":\"sig\",\"alg\":\"PS256\",\"e\":\"AQAB\",\"n\":" "\"" \
	"5aglBmE340kwTXlO2w1FY90CySL4xSqzO0NJC-ckXqsOQJdrcoJ-EnMufxcao7pmVQRqqT9x7NjaRT8xeooA" \
	"ZlXEvabS3cC9ioIqC8jFkT7Ivkj5I4eO_NV12oUkB1mO5wyj4Z5Y4Bl9vdctdXfciAP0irOzM4CXORCEJTNk" \
	"NudyWMgs9lswEFXc-UOmjzy5-ZRbyykY_F_ctpg46As0LiI1joMFdizEXeiZfTgC-tXwQX5BJ-R5V14r8nmp" \
	"xDECpvDmNBHH76w81fNmYA9-WOKXYZpyVYoCIcH4BgNWFa08df4w3scrt0yIc7ZQCunhLzpNIn0SY9dwqoRb" \
	"6Q2dfw" \
	"\"}"
#define PS_TOKEN \
	"eyJhbGciOiJQUzI1NiIsImtpZCI6InBzIn0.eyJpc3MiOiJqb2UifQ.1YqSNWuO2d8mWp9hx3BaV1eyURY1f" \
	"RI84PMHVpal7uthPL1wwEvhguZeb-R8kmZSw7-brEAnSGVwai2bbsHLZTvSzBqhaSE5m8L0f4AZ1f-_A8biA" \
	"tc_4pDtTTnuSHQhBip8K_cxwACsMU_7GAl_0F9vHFCjDLZeK0_uqvjEsERl7w7l8z8Dk7l5EApmw9aLWcjFF" \
	"Pc1hBA4F-OjxVxmLsvLyVv2CcD8uqneOZ4hptXRr3QauIvzzKnehAtON_Sx5PdoOtouV5auJlPALqPlZzcaA" \
	"HeoIuokKD6Iqbt1Ey5e8YqEZAwE1gHCrdbHTQYrgf6qar_LGFUpqceTgUuFkQ"
#define SMALL_KEY "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" \
	"ybeog7wt-l49JFz36hRi8CUOr3Jidc_3Yjnp91r4ngbPhYFevTjxWb__anvdSRzcJkZIXGPyiAazpbufMbBt" \
	"ehQhJR327QHAA8D4dRPEIwFp29gyRiXYXKEfiG1IVbfqzAd80C-Hf3cAlMRdMR_G2If30c1ZE5IXODG6krRj" \
	"8OU" \
	"\"}"
#define SMALL_TOKEN \
	"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UifQ.qIRoerervbxkh-o7c3_W8rOjA-0ILFxFsV_pUGsX-dbD" \
	"JqcctoRx2okETPAeP56hrWpsK6PfTOBfrIFoAbLk-Bj2Y4mJIqyslfVrU5NLRP5RewlbIgelRIYQLVd6LHka" \
	"Q_Q38OtZBNciMUvqqHjE3QUvOo7a17UAPzMoe5l-mis"
/* clang-format on */

#define SET(keys) "{\"keys\":[" keys "]}"

static enum jws_verdict verdict(struct arena *arena, const char *token, const char *set)
{
	struct jws jws;
	struct json *keys = NULL;
	assert_null(jws_read(arena, text_from(token), &jws));
	assert_int_equal(json_parse(text_from(set), &keys), ERR_NONE);
	enum jws_verdict found = jws_verify(&jws, keys);
	json_free(&keys);
	return found;
}

static const struct {
	const char *token, *key;
} vectors[] = {{RSA_TOKEN, RSA_KEY}, {EC_TOKEN, EC_KEY}, {ED_TOKEN, ED_KEY}, {PS_TOKEN, PS_KEY}};
enum { VECTORS = sizeof(vectors) / sizeof(*vectors) };

static const char *set_of(struct arena *arena, const char *key)
{
	return arena_string(arena, SET("%s"), key);
}

static void tokens_of_each_algorithm_hold_under_their_keys_alone(void **state)
{
	struct arena *arena = *state;
	for (size_t i = 0; i < VECTORS; i++)
		for (size_t key = 0; key < VECTORS; key++) {
			enum jws_verdict found =
				verdict(arena, vectors[i].token, set_of(arena, vectors[key].key));
			if (i == key)
				assert_int_equal(found, JWS_HOLDS);
			else
				assert_int_not_equal(found, JWS_HOLDS);
		}
}

/* The last letter of a part has bits that no byte has: another would be another spelling. */
static void a_token_that_was_changed_anywhere_does_not_hold(void **state)
{
	struct arena *arena = *state;
	for (size_t i = 0; i < VECTORS; i++) {
		struct text token = text_from(vectors[i].token);
		for (size_t at = 0; at < token.size; at += 7) {
			char *changed = (char *)arena_copy(arena, token).data;
			struct jws jws;
			struct json *keys = NULL;
			changed[at] = changed[at] == 'A' ? 'B' : 'A';
			if (jws_read(arena, text_from(changed), &jws))
				continue;
			(void)json_parse(text_from(set_of(arena, vectors[i].key)), &keys);
			assert_int_not_equal(jws_verify(&jws, keys), JWS_HOLDS);
			json_free(&keys);
		}
	}
}

static void a_token_that_was_cut_off_is_refused(void **state)
{
	struct arena *arena = *state;
	const struct text token = TEXT(EC_TOKEN);
	for (size_t size = 0; size < token.size; size++) {
		struct jws jws;
		struct json *keys = NULL;
		if (jws_read(arena, (struct text){token.data, size}, &jws))
			continue;
		(void)json_parse(text_from(SET(EC_KEY)), &keys);
		assert_int_not_equal(jws_verify(&jws, keys), JWS_HOLDS);
		json_free(&keys);
	}
}

static const char *fault_of(struct arena *arena, const char *header)
{
	struct jws jws;
	struct text letters = base64url_encode(arena, text_from(header));
	return jws_read(arena,
		arena_printf(arena, "%.*s." PAYLOAD "." RSA_SIGNATURE, TEXT_ARG(letters)), &jws);
}

static void only_algorithms_of_the_list_are_taken(void **state)
{
	static const char *const others[] = {"none", "None", "NONE", "", "HS256", "HS384", "HS512",
		"RS1", "RS384", "ES512", "rs256", "RS256 ", "dir", "A128KW"};
	struct arena *arena = *state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_string_equal(
			fault_of(arena, arena_string(arena, "{\"alg\":\"%s\"}", others[i])),
			"The token is signed by an algorithm that is not taken");
	assert_null(fault_of(arena, "{\"alg\":\"RS256\"}"));
	assert_string_equal(fault_of(arena, "{}"), "The token's header names no algorithm");
	assert_non_null(fault_of(arena, "{\"alg\":[\"RS256\"]}"));
}

static void a_token_without_a_signature_is_refused_however_it_is_spelled(void **state)
{
	static const char *const tokens[] = {"", ".", "..", "...",
		"eyJhbGciOiJub25lIn0." PAYLOAD ".", "eyJhbGciOiJSUzI1NiJ9." PAYLOAD, RSA_TOKEN ".",
		"." RSA_TOKEN, RSA_TOKEN "=", RSA_TOKEN " ",
		"eyJhbGciOiJSUzI1NiJ9.!." RSA_SIGNATURE};
	struct jws jws;
	for (size_t i = 0; i < sizeof(tokens) / sizeof(*tokens); i++)
		assert_non_null(jws_read(*state, text_from(tokens[i]), &jws));
	assert_non_null(jws_read(*state, TEXT_ABSENT, &jws));
	assert_int_equal(
		verdict(*state, "eyJhbGciOiJSUzI1NiJ9." PAYLOAD ".", SET(RSA_KEY)), JWS_FORGED);
}

static void extensions_that_must_be_understood_are_refused(void **state)
{
	assert_string_equal(
		fault_of(*state, "{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}"),
		"The token has extensions that are not known");
	assert_non_null(fault_of(*state, "{\"alg\":\"RS256\",\"kid\":7}"));
	assert_non_null(fault_of(*state, "[\"RS256\"]"));
	assert_non_null(fault_of(*state, "{\"alg\":\"RS256\""));
}

static void the_key_is_found_by_its_id(void **state)
{
	struct arena *arena = *state;
	assert_int_equal(verdict(arena, PS_TOKEN, SET(RSA_KEY "," PS_KEY)), JWS_HOLDS);
	assert_int_equal(verdict(arena, PS_TOKEN, SET(RSA_KEY)), JWS_KEY_UNKNOWN);
	assert_int_equal(verdict(arena, PS_TOKEN, SET("")), JWS_KEY_UNKNOWN);
	assert_int_equal(verdict(arena, PS_TOKEN, "{}"), JWS_KEY_UNKNOWN);
	assert_int_equal(verdict(arena, PS_TOKEN, "[]"), JWS_KEY_UNKNOWN);
	assert_int_equal(verdict(arena, PS_TOKEN, "{\"keys\":{\"kid\":\"ps\"}}"), JWS_KEY_UNKNOWN);
}

static void without_an_id_the_key_must_be_the_only_one(void **state)
{
	struct arena *arena = *state;
	assert_int_equal(verdict(arena, RSA_TOKEN, SET(RSA_KEY "," RSA_KEY)), JWS_KEY_UNKNOWN);
	assert_int_equal(verdict(arena, RSA_TOKEN, SET(EC_KEY "," RSA_KEY)), JWS_HOLDS);
	assert_int_equal(verdict(arena, RSA_TOKEN, SET(PS_KEY "," RSA_KEY)), JWS_HOLDS);
}

static void a_key_is_used_for_nothing_but_what_it_is_for(void **state)
{
	static const char encrypting[] =
		SET("{\"kty\":\"RSA\",\"use\":\"enc\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}");
	static const char pss_alone[] =
		SET("{\"kty\":\"RSA\",\"alg\":\"PS256\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}");
	assert_int_equal(verdict(*state, RSA_TOKEN, encrypting), JWS_KEY_UNKNOWN);
	assert_int_equal(verdict(*state, RSA_TOKEN, pss_alone), JWS_KEY_UNKNOWN);
}

static void keys_that_are_none_or_too_weak_verify_nothing(void **state)
{
	static const char *const keys[] = {"{\"kty\":\"RSA\"}",
		"{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"}",
		"{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQ\"}",
		"{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AAAA\"}",
		"{\"kty\":\"RSA\",\"n\":\"" RSA_N RSA_N RSA_N "\",\"e\":\"AQAB\"}",
		"{\"kty\":\"RSA\",\"n\":7,\"e\":\"AQAB\"}"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		assert_int_equal(verdict(*state, RSA_TOKEN, set_of(*state, keys[i])), JWS_FORGED);
	assert_int_equal(verdict(*state, SMALL_TOKEN, SET(SMALL_KEY)), JWS_FORGED);
	assert_int_equal(verdict(*state, EC_TOKEN,
				 SET("{\"kty\":\"EC\",\"crv\":\"P-256\","
				     "\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
				     "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}")),
		JWS_FORGED);
}

static void the_payload_is_what_was_signed(void **state)
{
	struct jws jws;
	assert_null(jws_read(*state, TEXT(ED_TOKEN), &jws));
	assert_text_equal(jws.payload, "Example of Ed25519 signing");
	assert_true(text_is_absent(jws.key_id));
	assert_null(jws_read(*state, TEXT(PS_TOKEN), &jws));
	assert_text_equal(jws.key_id, "ps");
	assert_int_equal(jws.algorithm, JWK_PS256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(tokens_of_each_algorithm_hold_under_their_keys_alone),
		arena_test(a_token_that_was_changed_anywhere_does_not_hold),
		arena_test(a_token_that_was_cut_off_is_refused),
		arena_test(only_algorithms_of_the_list_are_taken),
		arena_test(a_token_without_a_signature_is_refused_however_it_is_spelled),
		arena_test(extensions_that_must_be_understood_are_refused),
		arena_test(the_key_is_found_by_its_id),
		arena_test(without_an_id_the_key_must_be_the_only_one),
		arena_test(a_key_is_used_for_nothing_but_what_it_is_for),
		arena_test(keys_that_are_none_or_too_weak_verify_nothing),
		arena_test(the_payload_is_what_was_signed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
