/* Rounds: everybody's turn once a second, whatever stands between two steps. */
#include "unit.h"

#include "call/parts.h"
#include "rounds.h"

static uint64_t now_ms;
static size_t running, visits[ROUND_BUCKETS], visited;

uint64_t env_now_ms(const struct env *env)
{
	return now_ms;
}

size_t call_turns_running(const struct parts *parts)
{
	return running;
}

static struct parts parts;
static struct round ring;

static int begin(void **state)
{
	now_ms = 1000000;
	running = visited = 0;
	memset(visits, 0, sizeof(visits));
	ring = (struct round){.at_ms = now_ms};
	return 0;
}

static void visit(struct parts *of, size_t bucket)
{
	visits[bucket]++;
	visited++;
}

static void step(uint64_t after_ms)
{
	now_ms += after_ms;
	round_step(&parts, &ring, 10, visit);
}

static void every_bucket_is_visited_once_a_second(void **state)
{
	for (int i = 0; i < 20; i++)
		step(i % 2 ? 40 : 60);
	for (size_t i = 0; i < ROUND_BUCKETS; i++)
		assert_int_equal(visits[i], 1);
}

static void a_step_visits_what_is_due_by_the_clock_and_no_more(void **state)
{
	step(50);
	assert_int_equal(visited, 50);
	step(3600000);
	assert_int_equal(visited, 50 + 4 * ROUND_STEP_MS);
}

static void while_too_many_are_under_way_nobody_has_a_turn_and_then_the_round_goes_on(void **state)
{
	step(50);
	running = 10;
	step(50);
	assert_int_equal(visited, 50);
	running = 9;
	step(50);
	assert_int_equal(visited, 100);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(visits[i], 1);
}

static void what_comes_every_20_s_is_spread_over_them_and_keeps_its_time(void **state)
{
	size_t seconds[20] = {0};
	for (size_t i = 0; i < 20000; i++) {
		struct uuid id = {{(uint8_t)(i * 37), (uint8_t)(i * 151 >> 3), (uint8_t)(i >> 8),
			(uint8_t)i}};
		uint64_t due = round_due_ms(id, 20000, now_ms);
		assert_true(due > now_ms && due <= now_ms + 20000);
		assert_int_equal(round_due_ms(id, 20000, due), due + 20000);
		assert_int_equal(round_due_ms(id, 20000, due - 1), due);
		seconds[due / 1000 % 20]++;
	}
	for (size_t i = 0; i < 20; i++)
		assert_in_range(seconds[i], 500, 1500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_bucket_is_visited_once_a_second, begin),
		cmocka_unit_test_setup(a_step_visits_what_is_due_by_the_clock_and_no_more, begin),
		cmocka_unit_test_setup(
			while_too_many_are_under_way_nobody_has_a_turn_and_then_the_round_goes_on,
			begin),
		cmocka_unit_test_setup(
			what_comes_every_20_s_is_spread_over_them_and_keeps_its_time, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
