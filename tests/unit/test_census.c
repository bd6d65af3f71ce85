/* How many connections each address has on a host. */
#include "unit.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/census.h"

struct fixture {
	struct census *census;
	int memory;
};

static int make(void **state)
{
	static struct fixture fixture;
	fixture.census = census_new(4, &fixture.memory);
	assert_non_null(fixture.census);
	*state = &fixture;
	return 0;
}

static int drop(void **state)
{
	struct fixture *fixture = *state;
	census_free(&fixture->census);
	(void)close(fixture->memory);
	return 0;
}

static void an_address_has_what_all_columns_say(void **state)
{
	struct census *census = ((struct fixture *)*state)->census;
	uint64_t here = census_key(census, TEXT("203.0.113.7"));
	uint64_t there = census_key(census, TEXT("203.0.113.8"));
	census_tell(census, 0, here, 3);
	census_tell(census, 2, here, 4);
	census_tell(census, 2, there, 1);
	assert_int_equal(census_count(census, here), 7);
	assert_int_equal(census_count(census, there), 1);
	census_tell(census, 2, here, 0);
	assert_int_equal(census_count(census, here), 3);
}

static void a_cleared_column_says_nothing(void **state)
{
	struct census *census = ((struct fixture *)*state)->census;
	uint64_t key = census_key(census, TEXT("203.0.113.7"));
	census_tell(census, 1, key, 5);
	census_tell(census, 3, key, 2);
	census_clear(census, 1);
	assert_int_equal(census_count(census, key), 2);
	census_tell(census, 1, key, 1);
	assert_int_equal(census_count(census, key), 3);
}

static void addresses_that_have_gone_leave_their_places(void **state)
{
	struct census *census = ((struct fixture *)*state)->census;
	for (uint32_t i = 0; i < 1000000; i++) {
		uint64_t key = census_key(census, (struct text){(const char *)&i, sizeof(i)});
		census_tell(census, 0, key, 1);
		assert_int_equal(census_count(census, key), 1);
		census_tell(census, 0, key, 0);
	}
}

static void fifteen_thousand_addresses_have_places(void **state)
{
	struct census *census = ((struct fixture *)*state)->census;
	size_t counted = 0;
	for (uint32_t i = 0; i < 15000; i++)
		census_tell(census, 0,
			census_key(census, (struct text){(const char *)&i, sizeof(i)}), 1);
	for (uint32_t i = 0; i < 15000; i++)
		counted += census_count(
			census, census_key(census, (struct text){(const char *)&i, sizeof(i)}));
	assert_true(counted > 14500);
}

static void another_process_sees_it(void **state)
{
	struct fixture *fixture = *state;
	uint64_t key = census_key(fixture->census, TEXT("203.0.113.7"));
	pid_t child = fork();
	int status;
	if (child == 0) {
		struct census *joined = census_join(fixture->memory, 4);
		if (joined)
			census_tell(joined, 3, census_key(joined, TEXT("203.0.113.7")), 9);
		census_free(&joined);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(census_count(fixture->census, key), 9);
}

static void a_census_of_another_size_is_not_joined(void **state)
{
	assert_null(census_join(dup(((struct fixture *)*state)->memory), 5));
}

#define census_test(name) cmocka_unit_test_setup_teardown(name, make, drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		census_test(an_address_has_what_all_columns_say),
		census_test(a_cleared_column_says_nothing),
		census_test(addresses_that_have_gone_leave_their_places),
		census_test(fifteen_thousand_addresses_have_places),
		census_test(another_process_sees_it),
		census_test(a_census_of_another_size_is_not_joined),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
