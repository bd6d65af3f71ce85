/* How many connections descriptors carry. */
#include "unit.h"

#include <sys/resource.h>

#include "net/descriptors.h"

static const struct settings plain = {
	.tls_certificate = "", .redis = "", .connections_max = 15000, .db_connections = 4};
static const struct settings encrypted = {
	.tls_certificate = "/a.pem", .redis = "", .connections_max = 15000, .db_connections = 4};

static void what_is_wanted_is_enough_and_one_less_is_not(void **state)
{
	uint64_t wanted = descriptors_wanted(&plain);
	assert_int_equal(descriptors_connections(&plain, wanted), 15000);
	assert_int_equal(descriptors_connections(&plain, wanted - 1), 14999);
	wanted = descriptors_wanted(&encrypted);
	assert_int_equal(descriptors_connections(&encrypted, wanted), 15000);
	assert_int_equal(descriptors_connections(&encrypted, wanted - 1), 14999);
}

static void a_tls_connection_counts_three(void **state)
{
	uint64_t aside = descriptors_wanted(&plain) - 15000;
	assert_int_equal(descriptors_connections(&encrypted, aside + 300), 100);
	assert_int_equal(descriptors_connections(&encrypted, aside + 302), 100);
}

static void links_have_their_share_first(void **state)
{
	struct settings linked = plain;
	linked.redis = "unix:/a,unix:/b";
	linked.db_connections = 10;
	assert_int_equal(descriptors_wanted(&linked) - descriptors_wanted(&plain), 2 * (4 + 6));
}

static void what_containers_set_is_no_more_than_is_wanted(void **state)
{
	struct settings huge = plain;
	huge.connections_max = 2000000000;
	assert_int_equal(descriptors_connections(&plain, 1073741816), 15000);
	assert_true(descriptors_connections(&huge, 1073741816) < DESCRIPTORS_MOST);
}

static void too_few_for_the_rest_carry_nothing(void **state)
{
	assert_int_equal(descriptors_connections(&plain, 0), 0);
	assert_int_equal(descriptors_connections(&plain, 64), 0);
}

static void the_limit_of_the_process_is_what_is_wanted(void **state)
{
	struct settings few = plain;
	struct rlimit limit;
	few.connections_max = 100;
	assert_int_equal(descriptors_take(&few), 100);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(limit.rlim_cur, descriptors_wanted(&few));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wanted_is_enough_and_one_less_is_not),
		cmocka_unit_test(a_tls_connection_counts_three),
		cmocka_unit_test(links_have_their_share_first),
		cmocka_unit_test(what_containers_set_is_no_more_than_is_wanted),
		cmocka_unit_test(too_few_for_the_rest_carry_nothing),
		cmocka_unit_test(the_limit_of_the_process_is_what_is_wanted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
