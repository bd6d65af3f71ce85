/* The timing wheel, on a real loop with short delays, and against its own arithmetic with long
 * ones. */
#include "unit.h"

#include <stdlib.h>
#include <uv.h>

#include "loop/wheel.h"

struct alarm {
	struct timer timer;
	uint64_t set_ms, delay_ms, fired_ms;
	int fired;
};

static uv_loop_t loop;
static struct wheel *wheel;

static int make_wheel(void **state)
{
	assert_int_equal(uv_loop_init(&loop), 0);
	wheel = wheel_new(&loop);
	return 0;
}

static int drop_wheel(void **state)
{
	wheel_free(&wheel);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	return uv_loop_close(&loop);
}

#define wheel_test(name) cmocka_unit_test_setup_teardown(name, make_wheel, drop_wheel)

static void ring(struct timer *timer)
{
	struct alarm *alarm = CONTAINER_OF(timer, struct alarm, timer);
	alarm->fired++;
	alarm->fired_ms = uv_now(&loop);
}

static void set(struct alarm *alarm, uint64_t delay_ms)
{
	alarm->set_ms = uv_now(&loop);
	alarm->delay_ms = delay_ms;
	wheel_set(wheel, &alarm->timer, delay_ms, ring);
}

static void timers_fire_once_and_never_early(void **state)
{
	static struct alarm alarms[200];
	memset(alarms, 0, sizeof(alarms));
	for (size_t i = 0; i < 200; i++)
		set(&alarms[i], (i * 37) % 400);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	for (size_t i = 0; i < 200; i++) {
		assert_int_equal(alarms[i].fired, 1);
		assert_true(alarms[i].fired_ms >= alarms[i].set_ms + alarms[i].delay_ms);
		assert_false(timer_is_set(&alarms[i].timer));
	}
}

static void a_timer_beyond_the_first_level_comes_down_in_time(void **state)
{
	struct alarm alarm = {0};
	set(&alarm, 2700);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(alarm.fired, 1);
	assert_in_range(alarm.fired_ms - alarm.set_ms, 2700, 3200);
}

static void a_cancelled_timer_stays_silent_and_a_moved_one_fires_once(void **state)
{
	struct alarm cancelled = {0}, moved = {0};
	set(&cancelled, 20);
	set(&moved, 20);
	wheel_cancel(wheel, &cancelled.timer);
	wheel_cancel(wheel, &cancelled.timer);
	set(&moved, 60);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(cancelled.fired, 0);
	assert_int_equal(moved.fired, 1);
	assert_true(moved.fired_ms >= moved.set_ms + 60);
}

static struct alarm victim, again;

static void cancel_victim(struct timer *timer)
{
	wheel_cancel(wheel, &victim.timer);
	if (again.fired < 3)
		wheel_set(wheel, &again.timer, 0, ring);
}

static void a_timer_may_cancel_and_set_others_while_it_fires(void **state)
{
	struct timer first = {0};
	victim = again = (struct alarm){0};
	wheel_set(wheel, &first, 30, cancel_victim);
	wheel_set(wheel, &victim.timer, 30, ring);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(victim.fired, 0);
	assert_int_equal(again.fired, 1);
}

static void the_loop_sleeps_without_timers_and_far_ones_can_be_cancelled(void **state)
{
	struct alarm far = {0};
	set(&far, 1000ULL * 60 * 60 * 24 * 365);
	assert_true(timer_is_set(&far.timer));
	wheel_cancel(wheel, &far.timer);
	(void)uv_run(&loop, UV_RUN_DEFAULT); /* returns: nothing keeps it */
	assert_int_equal(far.fired, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		wheel_test(timers_fire_once_and_never_early),
		wheel_test(a_timer_beyond_the_first_level_comes_down_in_time),
		wheel_test(a_cancelled_timer_stays_silent_and_a_moved_one_fires_once),
		wheel_test(a_timer_may_cancel_and_set_others_while_it_fires),
		wheel_test(the_loop_sleeps_without_timers_and_far_ones_can_be_cancelled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
