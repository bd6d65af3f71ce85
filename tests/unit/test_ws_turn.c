/* Who is flushed and when, with connections that only count it. */
#include "unit.h"

#include "sockets/connection.h"

enum { CONNECTIONS = 100 };

static uv_loop_t loop;
static struct parts parts;
static struct sockets sockets;
static struct ws_connection connections[CONNECTIONS];
static size_t flushes[CONNECTIONS];
static void (*while_flushing)(struct ws_connection *connection);

void ws_flush(struct ws_connection *connection)
{
	flushes[connection - connections]++;
	if (while_flushing)
		while_flushing(connection);
}

static int begin(void **state)
{
	assert_int_equal(uv_loop_init(&loop), 0);
	parts = (struct parts){
		.env.loop = &loop, .env.wheel = wheel_new(&loop), .sockets = &sockets};
	sockets = (struct sockets){.parts = &parts};
	memset(flushes, 0, sizeof(flushes));
	for (size_t i = 0; i < CONNECTIONS; i++)
		connections[i] = (struct ws_connection){.parts = &parts};
	while_flushing = NULL;
	return 0;
}

static int end(void **state)
{
	wheel_cancel(parts.env.wheel, &sockets.linger);
	wheel_free(&parts.env.wheel);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	for (size_t i = 0; i < FLUSH_LISTS; i++)
		free(sockets.flush_lists[i].items);
	return uv_loop_close(&loop);
}

/* Lets the lingering timer run out once. */
static void tick(void)
{
	assert_true(timer_is_set(&sockets.linger));
	uint64_t due_tick = sockets.linger.due_tick;
	while (timer_is_set(&sockets.linger) && sockets.linger.due_tick == due_tick)
		(void)uv_run(&loop, UV_RUN_ONCE);
}

static void turn(void)
{
	ws_turn(&sockets.turn);
}

static void a_connection_is_flushed_once_a_turn(void **state)
{
	ws_flush_now(&connections[0]);
	ws_flush_now(&connections[0]);
	ws_flush_now(&connections[1]);
	turn();
	turn();
	assert_int_equal(flushes[0], 1);
	assert_int_equal(flushes[1], 1);
}

static void who_lingers_is_flushed_within_two_ticks(void **state)
{
	ws_flush_later(&connections[0]);
	tick();
	turn();
	assert_int_equal(flushes[0], 0);
	ws_flush_later(&connections[1]); /* in the second tick of the first */
	tick();
	turn();
	assert_int_equal(flushes[0], 1);
	assert_int_equal(flushes[1], 0);
	tick();
	turn();
	assert_int_equal(flushes[0], 1);
	assert_int_equal(flushes[1], 1);
}

static void nobody_lingers_and_no_timer_runs(void **state)
{
	ws_flush_later(&connections[0]);
	tick();
	tick();
	turn();
	assert_false(timer_is_set(&sockets.linger));
	assert_int_equal(flushes[0], 1);
}

static void a_flush_takes_what_lingers_with_it(void **state)
{
	ws_flush_later(&connections[0]);
	ws_flush_now(&connections[0]);
	ws_flush_later(&connections[0]);
	turn();
	assert_int_equal(flushes[0], 1);
	tick();
	turn();
	assert_int_equal(flushes[0], 1);
	ws_flush_later(&connections[0]); /* anew, with a span of its own */
	tick();
	turn();
	assert_int_equal(flushes[0], 1);
	tick();
	turn();
	assert_int_equal(flushes[0], 2);
}

static void who_ends_is_never_flushed(void **state)
{
	ws_flush_now(&connections[0]);
	ws_flush_later(&connections[1]);
	ws_flush_forget(&connections[0]);
	ws_flush_forget(&connections[1]);
	turn();
	tick();
	tick();
	turn();
	assert_int_equal(flushes[0], 0);
	assert_int_equal(flushes[1], 0);
}

static void flush_all(struct ws_connection *connection)
{
	while_flushing = NULL;
	for (size_t i = 1; i < CONNECTIONS; i++)
		ws_flush_now(&connections[i]);
	ws_flush_forget(&connections[CONNECTIONS - 1]);
}

static void flushing_one_may_have_others_flushed_and_others_end(void **state)
{
	while_flushing = flush_all;
	ws_flush_now(&connections[0]);
	turn();
	for (size_t i = 0; i < CONNECTIONS - 1; i++)
		assert_int_equal(flushes[i], 1);
	assert_int_equal(flushes[CONNECTIONS - 1], 0);
}

#define turn_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		turn_test(a_connection_is_flushed_once_a_turn),
		turn_test(who_lingers_is_flushed_within_two_ticks),
		turn_test(nobody_lingers_and_no_timer_runs),
		turn_test(a_flush_takes_what_lingers_with_it),
		turn_test(who_ends_is_never_flushed),
		turn_test(flushing_one_may_have_others_flushed_and_others_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
