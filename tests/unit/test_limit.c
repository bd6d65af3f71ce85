/* Token buckets. */
#include "unit.h"

#include <stdio.h>

#include "limit.h"

static size_t take_all(
	struct limits *limits, enum limit_kind kind, struct text key, uint64_t now_ms)
{
	size_t taken = 0;
	while (limit_take(limits, kind, key, now_ms) == 0)
		taken++;
	return taken;
}

static void a_burst_is_granted_and_then_refused_with_the_time_to_wait(void **state)
{
	struct limits *limits = limits_new();
	size_t burst = take_all(limits, LIMIT_SIGN_IN_EMAIL, TEXT("a@b"), 1000);
	uint64_t wait_ms = limit_take(limits, LIMIT_SIGN_IN_EMAIL, TEXT("a@b"), 1000);
	assert_true(burst > 0);
	assert_true(wait_ms > 0);
	assert_int_not_equal(
		limit_take(limits, LIMIT_SIGN_IN_EMAIL, TEXT("a@b"), 1000 + wait_ms - 1), 0);
	assert_int_equal(limit_take(limits, LIMIT_SIGN_IN_EMAIL, TEXT("a@b"), 1000 + wait_ms), 0);
	assert_int_equal(take_all(limits, LIMIT_SIGN_IN_EMAIL, TEXT("a@b"), 100000000), burst);
	limits_free(&limits);
	assert_null(limits);
}

static void keys_and_kinds_do_not_share(void **state)
{
	struct limits *limits = limits_new();
	(void)take_all(limits, LIMIT_SIGN_IN_EMAIL, TEXT("a"), 5);
	assert_int_equal(limit_take(limits, LIMIT_SIGN_IN_EMAIL, TEXT("b"), 5), 0);
	assert_int_equal(limit_take(limits, LIMIT_SIGN_IN_ADDRESS, TEXT("a"), 5), 0);
	limits_free(&limits);
}

static void the_addresses_of_one_ipv6_network_share(void **state)
{
	struct limits *limits = limits_new();
	(void)take_all(limits, LIMIT_SIGN_IN_ADDRESS, TEXT("2001:db8:1:2::1"), 5);
	assert_int_not_equal(
		limit_take(limits, LIMIT_SIGN_IN_ADDRESS, TEXT("2001:db8:1:2:9:8:7:6"), 5), 0);
	assert_int_equal(limit_take(limits, LIMIT_SIGN_IN_ADDRESS, TEXT("2001:db8:1:3::1"), 5), 0);
	(void)take_all(limits, LIMIT_SIGN_IN_ADDRESS, TEXT("::ffff:192.0.2.1"), 5);
	assert_int_equal(limit_take(limits, LIMIT_SIGN_IN_ADDRESS, TEXT("::ffff:192.0.2.2"), 5), 0);
	(void)take_all(limits, LIMIT_SIGN_IN_ADDRESS, TEXT("192.0.2.1"), 5);
	assert_int_equal(limit_take(limits, LIMIT_SIGN_IN_ADDRESS, TEXT("192.0.2.2"), 5), 0);
	limits_free(&limits);
}

static void a_flood_of_keys_leaves_a_busy_bucket_alone(void **state)
{
	struct limits *limits = limits_new();
	char key[20];
	(void)take_all(limits, LIMIT_SIGN_IN_EMAIL, TEXT("victim"), 1000);
	for (int i = 0; i < 20000; i++) {
		int size = snprintf(key, sizeof(key), "k%d", i);
		(void)limit_take(
			limits, LIMIT_SIGN_IN_EMAIL, (struct text){key, (size_t)size}, 1000);
	}
	assert_int_not_equal(limit_take(limits, LIMIT_SIGN_IN_EMAIL, TEXT("victim"), 1000), 0);
	limits_free(&limits);
}

static void without_limits_everything_is_granted(void **state)
{
	for (int i = 0; i < 10000; i++)
		assert_int_equal(limit_take(NULL, LIMIT_SIGN_IN_EMAIL, TEXT("a"), 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_is_granted_and_then_refused_with_the_time_to_wait),
		cmocka_unit_test(keys_and_kinds_do_not_share),
		cmocka_unit_test(the_addresses_of_one_ipv6_network_share),
		cmocka_unit_test(a_flood_of_keys_leaves_a_busy_bucket_alone),
		cmocka_unit_test(without_limits_everything_is_granted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
