/* Discovery documents. */
#include "accounts/provider_document.h"

#include "base/json.h"
#include "crypto/jwk.h"
#include "outside/url.h"

struct text provider_document_url(struct arena *arena, struct text issuer)
{
	bool has_slash = issuer.size > 0 && issuer.data[issuer.size - 1] == '/';
	return arena_printf(arena, "%.*s%s.well-known/openid-configuration", TEXT_ARG(issuer),
		has_slash ? "" : "/");
}

/* --- lists ------------------------------------------------------------------------------------ */
static bool has_word(const struct json *list, const char *word)
{
	for (size_t i = 0; i < json_count(list); i++) {
		struct text item = TEXT_ABSENT;
		(void)json_text(json_element(list, i), &item);
		if (text_equals(item, text_from(word)))
			return true;
	}
	return false;
}

/* What is left out is not said. */
static bool may_have(const struct json *document, const char *name, const char *word)
{
	const struct json *list = json_member(document, name);
	return !list || has_word(list, word);
}

static bool has_known_algorithm(const struct json *document)
{
	const struct json *list = json_member(document, "id_token_signing_alg_values_supported");
	for (size_t i = 0; i < json_count(list); i++) {
		struct text name = TEXT_ABSENT;
		(void)json_text(json_element(list, i), &name);
		if (jwk_algorithm_find(name) != JWK_NO_ALGORITHM)
			return true;
	}
	return !list;
}

static const char *judge_abilities(const struct json *document)
{
	if (!may_have(document, "response_types_supported", "code"))
		return "It does not offer the authorization code flow (response_types_supported "
		       "lacks code).";
	if (!may_have(document, "code_challenge_methods_supported", "S256"))
		return "It does not offer PKCE (code_challenge_methods_supported lacks S256).";
	if (!has_known_algorithm(document))
		return "It signs ID tokens by none of RS256, PS256, ES256 and EdDSA "
		       "(id_token_signing_alg_values_supported).";
	if (!may_have(document, "token_endpoint_auth_methods_supported", "client_secret_basic") &&
		!may_have(document, "token_endpoint_auth_methods_supported", "client_secret_post"))
		return "It takes the client's secret neither by client_secret_basic nor by "
		       "client_secret_post (token_endpoint_auth_methods_supported).";
	return NULL;
}

/* --- addresses -------------------------------------------------------------------------------- */
static const char *read_address(
	struct arena *arena, const struct json *document, const char *name, struct text *ret_url)
{
	struct text said, url;
	if (!json_text(json_member(document, name), &said))
		return arena_string(arena, "It has no %s.", name);
	const char *fault = outside_url_read(arena, said, false, &url);
	if (fault)
		return arena_string(arena, "Its %s %s", name, fault);
	*ret_url = arena_copy(arena, said);
	return NULL;
}

static const char *read_addresses(
	struct arena *arena, const struct json *document, struct provider_document *read)
{
	const char *fault = read_address(
		arena, document, "authorization_endpoint", &read->authorization_endpoint);
	if (!fault)
		fault = read_address(arena, document, "token_endpoint", &read->token_endpoint);
	if (!fault)
		fault = read_address(arena, document, "jwks_uri", &read->jwks_uri);
	if (!fault && json_member(document, "userinfo_endpoint"))
		fault = read_address(
			arena, document, "userinfo_endpoint", &read->userinfo_endpoint);
	return fault;
}

/* --- all of it -------------------------------------------------------------------------------- */
/* The issuer must be the very one that was asked (Discovery, 4.3): tokens are compared with it. */
static const char *judge_issuer(
	struct arena *arena, const struct json *document, struct text issuer)
{
	struct text said;
	if (!json_text(json_member(document, "issuer"), &said))
		return "It does not say its issuer.";
	if (text_equals(said, issuer))
		return NULL;
	return arena_string(arena,
		"It says that its issuer is another one: \"%.*s\". Give that, if it is right.",
		TEXT_ARG(said));
}

static const char *read_document(struct arena *arena, const struct json *json, struct text issuer,
	struct provider_document *read)
{
	if (!json_is_object(json))
		return "The answer is no JSON object.";
	const char *fault = judge_issuer(arena, json, issuer);
	if (!fault)
		fault = judge_abilities(json);
	if (!fault)
		fault = read_addresses(arena, json, read);
	read->takes_basic =
		may_have(json, "token_endpoint_auth_methods_supported", "client_secret_basic");
	(void)json_bool(json_member(json, "authorization_response_iss_parameter_supported"),
		&read->says_issuer);
	return fault;
}

const char *provider_document_read(struct arena *arena, struct text body, struct text issuer,
	struct provider_document *ret_document)
{
	struct provider_document read = {.userinfo_endpoint = TEXT_ABSENT};
	struct json *json = NULL;
	if (json_parse(body, &json) != ERR_NONE)
		return "The answer is no JSON.";
	const char *fault = read_document(arena, json, issuer, &read);
	json_free(&json);
	if (!fault)
		*ret_document = read;
	return fault;
}
