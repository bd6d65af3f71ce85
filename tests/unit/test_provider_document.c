/* What providers say of themselves, and what admins say of a provider. */
#include "unit.h"

#include "accounts/provider_document.h"
#include "accounts/provider_input.h"

#define ISSUER "https://login.example/shop"
#define ADDRESSES                                                         \
	"\"authorization_endpoint\":\"https://login.example/authorize\"," \
	"\"token_endpoint\":\"https://login.example/token\","             \
	"\"jwks_uri\":\"https://login.example/keys\""

static const char *fault_of(struct arena *arena, const char *members)
{
	struct provider_document document;
	return provider_document_read(
		arena, arena_printf(arena, "{%s}", members), TEXT(ISSUER), &document);
}

#define GOOD "\"issuer\":\"" ISSUER "\"," ADDRESSES

static void a_document_stands_below_its_issuer(void **state)
{
	assert_text_equal(provider_document_url(*state, TEXT(ISSUER)),
		ISSUER "/.well-known/openid-configuration");
	assert_text_equal(provider_document_url(*state, TEXT("https://login.example/")),
		"https://login.example/.well-known/openid-configuration");
}

static void what_a_document_leaves_out_is_what_the_standard_says(void **state)
{
	struct provider_document document;
	assert_null(provider_document_read(*state, TEXT("{" GOOD "}"), TEXT(ISSUER), &document));
	assert_text_equal(document.authorization_endpoint, "https://login.example/authorize");
	assert_text_equal(document.token_endpoint, "https://login.example/token");
	assert_text_equal(document.jwks_uri, "https://login.example/keys");
	assert_true(text_is_absent(document.userinfo_endpoint));
	assert_true(document.takes_basic);
	assert_false(document.says_issuer);
}

static void what_a_document_says_is_taken(void **state)
{
	struct provider_document document;
	assert_null(provider_document_read(*state,
		TEXT("{" GOOD ",\"userinfo_endpoint\":\"https://login.example/me?a=b\","
		     "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],"
		     "\"code_challenge_methods_supported\":[\"plain\",\"S256\"],"
		     "\"response_types_supported\":[\"id_token\",\"code\"],"
		     "\"id_token_signing_alg_values_supported\":[\"HS256\",\"PS256\"],"
		     "\"authorization_response_iss_parameter_supported\":true}"),
		TEXT(ISSUER), &document));
	assert_text_equal(document.userinfo_endpoint, "https://login.example/me?a=b");
	assert_false(document.takes_basic);
	assert_true(document.says_issuer);
}

static void an_issuer_that_is_another_is_told_in_its_words(void **state)
{
	assert_string_equal(
		fault_of(*state, "\"issuer\":\"https://login.example/shop/\"," ADDRESSES),
		"It says that its issuer is another one: \"https://login.example/shop/\". Give "
		"that, "
		"if it is right.");
	assert_string_equal(fault_of(*state, ADDRESSES), "It does not say its issuer.");
	assert_non_null(fault_of(*state, "\"issuer\":[\"" ISSUER "\"]," ADDRESSES));
}

static void a_provider_that_cannot_do_what_is_needed_is_refused(void **state)
{
	static const char *const lacks[] = {",\"response_types_supported\":[\"id_token\"]",
		",\"code_challenge_methods_supported\":[\"plain\"]",
		",\"code_challenge_methods_supported\":[]",
		",\"id_token_signing_alg_values_supported\":[\"HS256\",\"none\"]",
		",\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\"]"};
	for (size_t i = 0; i < sizeof(lacks) / sizeof(*lacks); i++)
		assert_non_null(fault_of(*state, arena_string(*state, GOOD "%s", lacks[i])));
}

static void addresses_that_lead_elsewhere_are_refused(void **state)
{
	static const char *const addresses[] = {"http://login.example/", "javascript:alert(1)",
		"//login.example/", "/token", "https://", "https://a:b@login.example/",
		"https://login.example/#x", "https://login.example/ x", "file:///etc/passwd", ""};
	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
		const char *fault = fault_of(*state,
			arena_string(*state, GOOD ",\"userinfo_endpoint\":\"%s\"", addresses[i]));
		assert_non_null(fault);
		assert_memory_equal(fault, "Its userinfo_endpoint must", 26);
	}
	assert_string_equal(
		fault_of(*state, "\"issuer\":\"" ISSUER "\""), "It has no authorization_endpoint.");
}

static void what_is_no_document_is_said_to_be_none(void **state)
{
	struct provider_document document;
	assert_string_equal(provider_document_read(*state, TEXT("<html>"), TEXT(ISSUER), &document),
		"The answer is no JSON.");
	assert_string_equal(provider_document_read(*state, TEXT("[7]"), TEXT(ISSUER), &document),
		"The answer is no JSON object.");
	assert_non_null(provider_document_read(*state, TEXT(""), TEXT(ISSUER), &document));
}

/* --- what an admin says ----------------------------------------------------------------------- */
static struct text issuer_of(struct arena *arena, const char *typed)
{
	struct json *body = NULL;
	struct text issuer = TEXT_ABSENT;
	assert_int_equal(
		json_parse(arena_printf(arena, "{\"issuer\":\"%s\"}", typed), &body), ERR_NONE);
	const char *fault = provider_input_issuer(arena, body, &issuer);
	assert_true(fault == NULL || memcmp(fault, "issuer must ", 12) == 0);
	issuer = fault ? TEXT_ABSENT : arena_copy(arena, issuer);
	json_free(&body);
	return issuer;
}

static void an_issuer_is_kept_as_it_was_typed(void **state)
{
	static const char *const same[] = {"https://login.example", "https://login.example/",
		"https://Login.Example/Shop", "https://login.example:8443/a/b"};
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		assert_text_equal(issuer_of(*state, same[i]), same[i]);
	assert_text_equal(issuer_of(*state, " " ISSUER " "), ISSUER);
	assert_text_equal(issuer_of(*state, ISSUER "/.well-known/openid-configuration"), ISSUER);
}

static void an_issuer_that_is_none_is_refused(void **state)
{
	static const char *const none[] = {"", "login.example", "http://login.example",
		"https://login.example/?a", "https://login.example/#a", "https://u@login.example",
		"/.well-known/openid-configuration"};
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_true(text_is_absent(issuer_of(*state, none[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_document_stands_below_its_issuer),
		arena_test(what_a_document_leaves_out_is_what_the_standard_says),
		arena_test(what_a_document_says_is_taken),
		arena_test(an_issuer_that_is_another_is_told_in_its_words),
		arena_test(a_provider_that_cannot_do_what_is_needed_is_refused),
		arena_test(addresses_that_lead_elsewhere_are_refused),
		arena_test(what_is_no_document_is_said_to_be_none),
		arena_test(an_issuer_is_kept_as_it_was_typed),
		arena_test(an_issuer_that_is_none_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
