/* What webhooks are signed with, as others reckon it. */
#include "unit.h"

#include "crypto/signature.h"

/* Python: hmac.new(b"whsec_of-nobody", b'1764493620.{"event":"test"}', "sha256").hexdigest() */
static void time_and_body_are_signed_under_the_secret(void **state)
{
	char signature[SIGNATURE_SIZE + 1], other[SIGNATURE_SIZE + 1];
	struct text secret = TEXT("whsec_of-nobody"), body = TEXT("{\"event\":\"test\"}");
	(void)state;
	signature_make(secret, 1764493620, body, signature);
	assert_string_equal(
		signature, "fc0128e48b62a42486ba13c6b35e9b8ee2a176160efec67a85143b2370fb71cf");
	assert_true(signature_matches(secret, 1764493620, body, text_from(signature)));
	assert_false(signature_matches(secret, 1764493621, body, text_from(signature)));
	assert_false(signature_matches(secret, 1764493620, body, TEXT_ABSENT));
	assert_false(signature_matches(
		secret, 1764493620, body, (struct text){signature, SIGNATURE_SIZE - 1}));
	signature_make(secret, 1764493621, body, other);
	assert_string_not_equal(signature, other);
	signature_make(TEXT("whsec_of-another"), 1764493620, body, other);
	assert_string_not_equal(signature, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_and_body_are_signed_under_the_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
