/* What a supervisor leaves in a child's environment, and the child finds. */
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "call/limit.h"
#include "loop/census.h"
#include "process/seat.h"

static struct seat_memory share(size_t workers)
{
	struct seat_memory memory;
	assert_non_null(seats_new(workers, &memory.seats));
	assert_non_null(limits_share(&limit_rates, &memory.limits));
	assert_non_null(census_new(workers * SEATS_PER_WORKER, &memory.census));
	return memory;
}

/* Hands a post on and takes it, as if this process were the child. */
static struct post hand_over(size_t socket_count)
{
	struct seat_memory memory = share(3);
	struct post given = {.worker = 2, .seat = 1, .supervisor = getppid()};
	struct post taken;
	char text[SEAT_POST_SIZE];
	for (; given.socket_count < socket_count; given.socket_count++)
		assert_true((given.sockets[given.socket_count] = dup(STDIN_FILENO)) >= 0);
	seat_write_post(&given, &memory, text);
	assert_int_equal(putenv(text), 0);
	assert_true(seat_take(&taken));
	assert_int_equal(taken.socket_count, socket_count);
	assert_memory_equal(taken.sockets, given.sockets, socket_count * sizeof(int));
	for (size_t i = 0; i < socket_count; i++)
		(void)close(given.sockets[i]);
	return taken;
}

static void a_post_is_found_as_it_was_handed_on(void **state)
{
	struct post post = hand_over(1);
	assert_int_equal(post.worker, 2);
	assert_int_equal(post.seat, 1);
	assert_int_equal(post.supervisor, getppid());
	assert_int_equal(post.seats->worker_count, 3);
	assert_non_null(post.limits);
	(void)state;
}

static void it_has_as_many_sockets_as_there_are_addresses(void **state)
{
	(void)hand_over(2);
	(void)hand_over(LISTENERS_MAX);
	(void)state;
}

static void a_post_is_taken_once(void **state)
{
	struct post post = hand_over(1);
	assert_false(seat_take(&post));
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_post_is_found_as_it_was_handed_on),
		cmocka_unit_test(it_has_as_many_sockets_as_there_are_addresses),
		cmocka_unit_test(a_post_is_taken_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
