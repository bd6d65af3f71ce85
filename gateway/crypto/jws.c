/* JWS in compact form. */
#include "crypto/jws.h"

#include <string.h>

#include "crypto/base64.h"

/* Cuts off what stands before the first dot, and the dot. */
static bool take_part(struct text *rest, struct text *ret_part)
{
	const char *dot = memchr(rest->data, '.', rest->size);
	if (!dot)
		return false;
	*ret_part = (struct text){rest->data, (size_t)(dot - rest->data)};
	*rest = (struct text){dot + 1, rest->size - ret_part->size - 1};
	return true;
}

/* An extension that must be understood (4.1.11) is none that we know. */
static const char *judge_header(struct arena *arena, const struct json *header, struct jws *jws)
{
	struct text name, key_id = TEXT_ABSENT;
	if (!json_text(json_member(header, "alg"), &name))
		return "The token's header names no algorithm";
	jws->algorithm = jwk_algorithm_find(name);
	if (jws->algorithm == JWK_NO_ALGORITHM)
		return "The token is signed by an algorithm that is not taken";
	if (json_member(header, "crit"))
		return "The token has extensions that are not known";
	if (json_member(header, "kid") && !json_text(json_member(header, "kid"), &key_id))
		return "The token's header has a kid that is no text";
	if (!text_is_absent(key_id))
		jws->key_id = arena_copy(arena, key_id);
	return NULL;
}

static const char *read_header(struct arena *arena, struct text letters, struct jws *jws)
{
	struct text bytes;
	struct json *header;
	if (!base64url_decode(arena, letters, &bytes) || json_parse(bytes, &header) != ERR_NONE)
		return "The token's header cannot be read";
	const char *fault = judge_header(arena, header, jws);
	json_free(&header);
	return fault;
}

const char *jws_read(struct arena *arena, struct text token, struct jws *ret_jws)
{
	struct jws jws = {.algorithm = JWK_NO_ALGORITHM};
	struct text header, payload, rest = token;
	if (text_is_absent(token) || token.size > JWS_SIZE_MAX)
		return "There is no token, or it is too long";
	if (!take_part(&rest, &header) || !take_part(&rest, &payload) ||
		memchr(rest.data, '.', rest.size))
		return "The token has not three parts";
	const char *fault = read_header(arena, header, &jws);
	if (fault)
		return fault;
	if (!base64url_decode(arena, payload, &jws.payload) ||
		!base64url_decode(arena, rest, &jws.signature))
		return "The token cannot be read";
	jws.signed_bytes = (struct text){token.data, header.size + 1 + payload.size};
	*ret_jws = jws;
	return NULL;
}

enum jws_verdict jws_verify(const struct jws *jws, const struct json *key_set)
{
	const struct json *key = jwk_find(key_set, jws->algorithm, jws->key_id);
	if (!key)
		return JWS_KEY_UNKNOWN;
	return jwk_verifies(key, jws->algorithm, jws->signed_bytes, jws->signature) ? JWS_HOLDS
										    : JWS_FORGED;
}
