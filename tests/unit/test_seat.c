/* What a supervisor leaves to the processes that it starts, of this version and of others. */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "seat.h"

enum { WORKERS = 2 };

struct house {
	struct seats *seats;
	struct limits *limits;
	struct seat_memory memory;
	struct post post; /* for the process that starts as worker 1 */
};

/* The test's parent stands for the supervisor: seat_take looks who started it. */
static int make_house(void **state)
{
	struct house *house = calloc(1, sizeof(*house));
	house->seats = seats_new(WORKERS, &house->memory.seats);
	house->limits = limits_share(&house->memory.limits);
	house->post = (struct post){.seats = house->seats,
		.worker = 1,
		.seat = 2,
		.socket = open("/dev/null", O_RDONLY | O_CLOEXEC),
		.supervisor = getppid()};
	*state = house;
	return house->seats && house->limits ? 0 : -1;
}

static void unmap_seats(struct seats *seats)
{
	(void)munmap(
		seats, sizeof(struct seats) + WORKERS * SEATS_PER_WORKER * sizeof(struct seat));
}

static int drop_house(void **state)
{
	struct house *house = *state;
	unmap_seats(house->seats);
	limits_free(&house->limits);
	(void)close(house->post.socket);
	free(house);
	return 0;
}

#define house_test(name) cmocka_unit_test_setup_teardown(name, make_house, drop_house)

/* seat_take closes the memories' descriptors. */
static void leave(struct post *post)
{
	unmap_seats(post->seats);
	limits_free(&post->limits);
}

static void a_worker_finds_its_seat_and_the_limits_of_all(void **state)
{
	struct house *house = *state;
	struct post post;
	seat_hand_on(&house->post, &house->memory);
	assert_true(seat_take(&post));
	assert_int_equal(post.worker, 1);
	assert_int_equal(post.seat, 2);
	assert_int_equal(post.seats->worker_count, WORKERS);
	assert_int_equal(limit_take(house->limits, LIMIT_REFUSED_ORIGIN, TEXT("a"), 5), 0);
	assert_int_not_equal(limit_take(post.limits, LIMIT_REFUSED_ORIGIN, TEXT("a"), 5), 0);
	leave(&post);
}

static void a_process_takes_its_post_once(void **state)
{
	struct house *house = *state;
	struct post post, again;
	seat_hand_on(&house->post, &house->memory);
	assert_true(seat_take(&post));
	assert_false(seat_take(&again));
	leave(&post);
}

/* As a supervisor hands on from before limits were shared. */
static void a_supervisor_that_shares_no_limits_is_served(void **state)
{
	struct house *house = *state;
	struct post post;
	char text[96];
	(void)snprintf(text, sizeof(text), "1 2 %d %d %d", house->post.socket, house->memory.seats,
		getppid());
	(void)setenv("FRONTDESK_POST", text, true);
	assert_true(seat_take(&post));
	assert_int_equal(post.supervisor, getppid());
	assert_null(post.limits);
	leave(&post);
	(void)close(house->memory.limits);
}

static void seats_of_another_size_end_the_process(void **state)
{
	struct house *house = *state;
	int status = 0;
	assert_int_equal(ftruncate(house->memory.seats, 4096), 0);
	pid_t child = fork();
	if (child == 0) {
		struct post post;
		house->post.supervisor = getppid();
		(void)freopen("/dev/null", "w", stderr);
		seat_hand_on(&house->post, &house->memory);
		(void)seat_take(&post);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
	(void)close(house->memory.seats);
	(void)close(house->memory.limits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(a_worker_finds_its_seat_and_the_limits_of_all),
		house_test(a_process_takes_its_post_once),
		house_test(a_supervisor_that_shares_no_limits_is_served),
		house_test(seats_of_another_size_end_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
