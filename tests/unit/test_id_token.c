/* ID tokens: what they must say to be taken for a sign-in, and what they say of a person. */
#include "unit.h"

#include "accounts/id_token.h"

#define NOW INT64_C(1796036400)

static const struct id_token_wanted wanted = {.issuer = TEXT("https://login.example/shop"),
	.client_id = TEXT("desk"),
	.nonce = TEXT("n-0S6"),
	.now_s = NOW};

#define WHO   "\"iss\":\"https://login.example/shop\",\"sub\":\"248289761001\""
#define TIMES "\"exp\":1796037000,\"iat\":1796036400"
#define REST  "\"nonce\":\"n-0S6\""
#define GOOD  WHO ",\"aud\":\"desk\"," TIMES "," REST

static const char *fault_of(struct arena *arena, const char *members)
{
	struct id_token token;
	return id_token_read(arena, arena_printf(arena, "{%s}", members), &wanted, &token);
}

static struct id_token read(struct arena *arena, const char *more)
{
	struct id_token token;
	assert_null(
		id_token_read(arena, arena_printf(arena, "{" GOOD "%s}", more), &wanted, &token));
	return token;
}

#define assert_refused(members, why) assert_string_equal(fault_of(*state, members), why)

static void a_token_that_was_made_for_this_sign_in_is_taken(void **state)
{
	struct id_token token = read(*state, "");
	assert_text_equal(token.subject, "248289761001");
	assert_true(text_is_absent(token.email));
	assert_int_equal(token.email_state, EMAIL_UNSAID);
	assert_false(token.is_two_step);
}

static void one_of_another_issuer_is_refused(void **state)
{
	static const char why[] = "The token is of another issuer";
	assert_refused(
		"\"iss\":\"https://login.example/shop/\",\"sub\":\"1\",\"aud\":\"desk\"," TIMES
		"," REST,
		why);
	assert_refused("\"iss\":\"https://login.example\",\"sub\":\"1\",\"aud\":\"desk\"," TIMES
		       "," REST,
		why);
	assert_refused("\"sub\":\"1\",\"aud\":\"desk\"," TIMES "," REST, why);
	assert_refused(
		"\"iss\":[\"https://login.example/shop\"],\"sub\":\"1\",\"aud\":\"desk\"," TIMES
		"," REST,
		why);
}

static void one_for_another_client_is_refused(void **state)
{
	static const char why[] = "The token was made for another client";
	assert_refused(WHO ",\"aud\":\"other\"," TIMES "," REST, why);
	assert_refused(WHO "," TIMES "," REST, why);
	assert_refused(WHO ",\"aud\":[]," TIMES "," REST, why);
	assert_refused(WHO ",\"aud\":[\"other\"]," TIMES "," REST, why);
	assert_refused(WHO ",\"aud\":{\"desk\":1}," TIMES "," REST, why);
}

static void one_for_several_clients_must_have_been_asked_for_by_us(void **state)
{
	static const char why[] = "The token was made for another client";
	assert_refused(WHO ",\"aud\":[\"desk\",\"other\"]," TIMES "," REST, why);
	assert_refused(WHO ",\"aud\":[\"desk\",\"other\"],\"azp\":\"other\"," TIMES "," REST, why);
	assert_refused(WHO ",\"aud\":\"desk\",\"azp\":\"other\"," TIMES "," REST, why);
	assert_null(fault_of(*state, WHO ",\"aud\":[\"desk\"]," TIMES "," REST));
	assert_null(fault_of(
		*state, WHO ",\"aud\":[\"other\",\"desk\"],\"azp\":\"desk\"," TIMES "," REST));
}

static void one_of_another_sign_in_is_refused(void **state)
{
	static const char why[] = "The token was made for another sign-in";
	assert_refused(WHO ",\"aud\":\"desk\"," TIMES ",\"nonce\":\"n-0S7\"", why);
	assert_refused(WHO ",\"aud\":\"desk\"," TIMES ",\"nonce\":\"\"", why);
	assert_refused(WHO ",\"aud\":\"desk\"," TIMES, why);
}

static void one_that_has_ended_is_refused_a_minute_later(void **state)
{
	static const char why[] = "The token has ended";
	assert_refused(WHO ",\"aud\":\"desk\",\"exp\":1796036340,\"iat\":1796036000," REST, why);
	assert_null(fault_of(
		*state, WHO ",\"aud\":\"desk\",\"exp\":1796036341,\"iat\":1796036000," REST));
	assert_refused(WHO ",\"aud\":\"desk\",\"exp\":-1,\"iat\":0," REST, why);
}

static void one_from_the_future_is_refused(void **state)
{
	assert_refused(WHO ",\"aud\":\"desk\",\"exp\":1796037000,\"iat\":1796036461," REST,
		"The token is from the future: a clock is off");
	assert_null(fault_of(
		*state, WHO ",\"aud\":\"desk\",\"exp\":1796037000,\"iat\":1796036460," REST));
	assert_refused(WHO ",\"aud\":\"desk\"," TIMES ",\"nbf\":1796036461," REST,
		"The token does not hold yet");
	assert_refused(WHO ",\"aud\":\"desk\"," TIMES ",\"nbf\":\"0\"," REST,
		"The token does not hold yet");
	assert_null(fault_of(*state, WHO ",\"aud\":\"desk\"," TIMES ",\"nbf\":1796036460," REST));
}

static void one_without_times_is_refused(void **state)
{
	static const char why[] = "The token does not say when it was made and when it ends";
	assert_refused(WHO ",\"aud\":\"desk\",\"iat\":1796036400," REST, why);
	assert_refused(WHO ",\"aud\":\"desk\",\"exp\":1796037000," REST, why);
	assert_refused(
		WHO ",\"aud\":\"desk\",\"exp\":\"1796037000\",\"iat\":1796036400," REST, why);
	assert_null(fault_of(
		*state, WHO ",\"aud\":\"desk\",\"exp\":1796037000.5,\"iat\":1.7960364e9," REST));
}

static void one_about_nobody_is_refused(void **state)
{
	static const char why[] = "The token does not say who it is about";
	static const char *const subjects[] = {
		"\"\"", "7", "null", "\"caf\\u00e9\"", "\"a\\u0000b\"", "\"a\\nb\""};
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++)
		assert_refused(
			arena_string(*state,
				"\"iss\":\"https://login.example/shop\",\"aud\":\"desk\"," TIMES
				"," REST ",\"sub\":%s",
				subjects[i]),
			why);
	char long_one[ID_TOKEN_SUBJECT_MOST + 2] = {0};
	memset(long_one, 'a', ID_TOKEN_SUBJECT_MOST + 1);
	assert_refused(arena_string(*state,
			       "\"iss\":\"https://login.example/shop\",\"aud\":\"desk\"," TIMES
			       "," REST ",\"sub\":\"%s\"",
			       long_one),
		why);
}

static void what_is_no_object_is_refused(void **state)
{
	static const char *const payloads[] = {"", "7", "[]", "{", "null", "\"{}\"", "{} {}"};
	struct id_token token;
	for (size_t i = 0; i < sizeof(payloads) / sizeof(*payloads); i++)
		assert_non_null(id_token_read(*state, text_from(payloads[i]), &wanted, &token));
}

static void an_address_is_verified_where_the_provider_says_so(void **state)
{
	static const struct {
		const char *more;
		int expected;
	} cases[] = {
		{",\"email\":\"Ada@shop.example\",\"email_verified\":true", EMAIL_VERIFIED},
		{",\"email\":\"Ada@shop.example\",\"email_verified\":\"true\"", EMAIL_VERIFIED},
		{",\"email\":\"Ada@shop.example\",\"email_verified\":false", EMAIL_UNVERIFIED},
		{",\"email\":\"Ada@shop.example\",\"email_verified\":\"false\"", EMAIL_UNVERIFIED},
		{",\"email\":\"Ada@shop.example\",\"email_verified\":1", EMAIL_UNVERIFIED},
		{",\"email\":\"Ada@shop.example\",\"email_verified\":null", EMAIL_UNSAID},
		{",\"email\":\"Ada@shop.example\"", EMAIL_UNSAID},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct id_token token = read(*state, cases[i].more);
		assert_text_equal(token.email, "Ada@shop.example");
		assert_int_equal(token.email_state, cases[i].expected);
	}
	assert_true(text_is_absent(
		read(*state, ",\"email\":[\"a@shop.example\"],\"email_verified\":true").email));
}

static void two_steps_at_the_provider_are_told(void **state)
{
	assert_true(read(*state, ",\"amr\":[\"pwd\",\"mfa\"]").is_two_step);
	assert_false(read(*state, ",\"amr\":[\"pwd\",\"otp\"]").is_two_step);
	assert_false(read(*state, ",\"amr\":\"mfa\"").is_two_step);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_token_that_was_made_for_this_sign_in_is_taken),
		arena_test(one_of_another_issuer_is_refused),
		arena_test(one_for_another_client_is_refused),
		arena_test(one_for_several_clients_must_have_been_asked_for_by_us),
		arena_test(one_of_another_sign_in_is_refused),
		arena_test(one_that_has_ended_is_refused_a_minute_later),
		arena_test(one_from_the_future_is_refused),
		arena_test(one_without_times_is_refused),
		arena_test(one_about_nobody_is_refused),
		arena_test(what_is_no_object_is_refused),
		arena_test(an_address_is_verified_where_the_provider_says_so),
		arena_test(two_steps_at_the_provider_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
