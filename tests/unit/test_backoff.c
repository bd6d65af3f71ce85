/* How long what died waits: a pure function of its lives and a random number. */
#include "unit.h"

#include "base/backoff.h"

enum { SOON_MS = 100, MOST = 64 };

static void the_first_death_costs_no_time(void **state)
{
	struct backoff backoff = {0};
	assert_int_equal(backoff_next_ms(&backoff, 0, UINT32_MAX), 0);
}

static void each_death_doubles_the_bound_up_to_the_most(void **state)
{
	struct backoff backoff = {0};
	uint64_t bound_ms = BACKOFF_FIRST_MS;
	(void)backoff_next_ms(&backoff, 0, UINT32_MAX);
	for (int i = 0; i < MOST; i++) {
		assert_int_equal(backoff_next_ms(&backoff, SOON_MS, UINT32_MAX), bound_ms);
		bound_ms = bound_ms * 2 < BACKOFF_MOST_MS ? bound_ms * 2 : BACKOFF_MOST_MS;
	}
	assert_int_equal(bound_ms, BACKOFF_MOST_MS);
}

static void the_jitter_is_full(void **state)
{
	for (uint32_t share = 0; share <= 4; share++) {
		struct backoff backoff = {.deaths = MOST};
		uint32_t random = (uint32_t)((uint64_t)UINT32_MAX * share / 4);
		uint64_t wait_ms = backoff_next_ms(&backoff, SOON_MS, random);
		assert_in_range(wait_ms, (uint64_t)BACKOFF_MOST_MS * share / 4 - (share ? 1 : 0),
			(uint64_t)BACKOFF_MOST_MS * share / 4);
	}
}

static void a_minute_of_life_forgives_every_death(void **state)
{
	struct backoff backoff = {.deaths = MOST};
	assert_int_equal(backoff_next_ms(&backoff, BACKOFF_FORGIVE_ALL_MS, UINT32_MAX), 0);
	assert_int_equal(backoff_next_ms(&backoff, SOON_MS, UINT32_MAX), BACKOFF_FIRST_MS);
}

static void every_ten_seconds_of_life_forgive_one_death(void **state)
{
	struct backoff backoff = {.deaths = 3};
	assert_int_equal(backoff_next_ms(&backoff, 2 * BACKOFF_FORGIVE_ONE_MS, UINT32_MAX),
		BACKOFF_FIRST_MS);
	for (int i = 0; i < MOST; i++) {
		struct backoff steady = {.deaths = 1};
		assert_int_equal(
			backoff_next_ms(&steady, BACKOFF_FORGIVE_ONE_MS + 1, UINT32_MAX), 0);
	}
}

static void the_count_of_deaths_does_not_run_over(void **state)
{
	struct backoff backoff = {.deaths = UINT32_MAX};
	assert_int_equal(backoff_next_ms(&backoff, 0, UINT32_MAX), BACKOFF_MOST_MS);
	assert_int_equal(backoff_next_ms(&backoff, 0, UINT32_MAX), BACKOFF_MOST_MS);
}

static void a_retry_waits_within_a_bound_that_doubles(void **state)
{
	enum { FIRST_MS = 100, MOST_MS = 5000, DRAWS = 200 };
	uint64_t longest_ms = 0;
	for (int i = 0; i < DRAWS; i++) {
		assert_in_range(backoff_retry_ms(0, FIRST_MS, MOST_MS), 1, FIRST_MS);
		assert_in_range(backoff_retry_ms(2, FIRST_MS, MOST_MS), 1, 4 * FIRST_MS);
		uint64_t wait_ms = backoff_retry_ms(UINT32_MAX, FIRST_MS, MOST_MS);
		assert_in_range(wait_ms, 1, MOST_MS);
		longest_ms = wait_ms > longest_ms ? wait_ms : longest_ms;
	}
	assert_true(longest_ms > 4 * FIRST_MS); /* but for one case in 10^200 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_death_costs_no_time),
		cmocka_unit_test(each_death_doubles_the_bound_up_to_the_most),
		cmocka_unit_test(the_jitter_is_full),
		cmocka_unit_test(a_retry_waits_within_a_bound_that_doubles),
		cmocka_unit_test(a_minute_of_life_forgives_every_death),
		cmocka_unit_test(every_ten_seconds_of_life_forgive_one_death),
		cmocka_unit_test(the_count_of_deaths_does_not_run_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
