/* Figures of several processes on one page: whose they are, and what stays when a process goes. */
#include "unit.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "process/seat_metrics.h"

enum { WORKERS = 2 };

struct house {
	struct arena arena;
	struct seats *seats;
	int memory;
};

static int make_house(void **state)
{
	struct house *house = calloc(1, sizeof(*house));
	arena_init(&house->arena);
	house->seats = seats_new(WORKERS, &house->memory);
	*state = house;
	return house->seats ? 0 : -1;
}

static int drop_house(void **state)
{
	struct house *house = *state;
	(void)munmap(house->seats,
		sizeof(struct seats) + WORKERS * SEATS_PER_WORKER * sizeof(struct seat));
	(void)close(house->memory);
	arena_done(&house->arena);
	free(house);
	return 0;
}

#define house_test(name) cmocka_unit_test_setup_teardown(name, make_house, drop_house)

/* A process that serves in this seat. */
static struct metrics *sit(struct house *house, size_t worker, size_t seat)
{
	struct post post = {.seats = house->seats, .worker = worker, .seat = seat};
	seat_set_state(seat_at(house->seats, worker, seat), SEAT_READY);
	return seat_metrics(&post);
}

/* It dies: what it counted stays in the seat. */
static void leave(struct house *house, size_t worker, size_t seat, struct metrics **metrics)
{
	seat_set_state(seat_at(house->seats, worker, seat), SEAT_FREE);
	metrics_free(metrics);
}

static void assert_line(struct house *house, const char *line)
{
	struct text page = seat_metrics_page(house->seats, &house->arena);
	const char *whole = arena_copy(&house->arena, page).data;
	if (!strstr(whole, arena_string(&house->arena, "\n%s\n", line)))
		fail_msg("the page lacks the line %s", line);
}

static void the_page_has_every_worker(void **state)
{
	struct house *house = *state;
	struct metrics *one = sit(house, 0, 0);
	struct metrics *two = sit(house, 1, 0);
	metric_add(one, METRIC_REQUESTS, 3);
	metric_add(two, METRIC_REQUESTS, 4);
	metric_observe(two, METRIC_REQUEST_TIME, 700);
	assert_line(house, "frontdesk_http_requests_total{worker=\"0\"} 3");
	assert_line(house, "frontdesk_http_requests_total{worker=\"1\"} 4");
	assert_line(house, "frontdesk_http_request_seconds_bucket{worker=\"1\",le=\"0.0005\"} 0");
	assert_line(house, "frontdesk_http_request_seconds_bucket{worker=\"1\",le=\"0.001\"} 1");
	assert_line(house, "frontdesk_worker_up{worker=\"1\"} 1");
	metrics_free(&one);
	metrics_free(&two);
}

static void counters_go_on_in_the_next_process_and_gauges_begin_anew(void **state)
{
	struct house *house = *state;
	struct metrics *other = sit(house, 1, 0);
	struct metrics *first = sit(house, 0, 0);
	metric_add(first, METRIC_REQUESTS, 5);
	metric_set(first, METRIC_CONNECTIONS, 7);
	leave(house, 0, 0, &first);
	assert_line(house, "frontdesk_http_requests_total{worker=\"0\"} 5");
	assert_line(house, "frontdesk_ws_connections{worker=\"0\"} 0");
	assert_line(house, "frontdesk_worker_up{worker=\"0\"} 0");
	struct metrics *next = sit(house, 0, 0);
	metric_add(next, METRIC_REQUESTS, 1);
	assert_line(house, "frontdesk_http_requests_total{worker=\"0\"} 6");
	assert_line(house, "frontdesk_ws_connections{worker=\"0\"} 0");
	metrics_free(&next);
	metrics_free(&other);
}

static void a_worker_that_drains_and_its_successor_count_together(void **state)
{
	struct house *house = *state;
	struct metrics *old = sit(house, 0, 0);
	struct metrics *fresh = sit(house, 0, 1);
	metric_add(old, METRIC_REQUESTS, 5);
	metric_add(fresh, METRIC_REQUESTS, 2);
	metric_set(old, METRIC_CONNECTIONS, 3);
	metric_set(fresh, METRIC_CONNECTIONS, 4);
	assert_line(house, "frontdesk_http_requests_total{worker=\"0\"} 7");
	assert_line(house, "frontdesk_ws_connections{worker=\"0\"} 7");
	leave(house, 0, 0, &old);
	assert_line(house, "frontdesk_http_requests_total{worker=\"0\"} 7");
	assert_line(house, "frontdesk_ws_connections{worker=\"0\"} 4");
	metrics_free(&fresh);
}

static void figures_of_another_version_are_not_taken_for_ours(void **state)
{
	struct house *house = *state;
	struct metrics *ours = sit(house, 0, 0);
	struct metrics *theirs = sit(house, 1, 0);
	metric_add(theirs, METRIC_REQUESTS, 9);
	seat_at(house->seats, 1, 0)->metrics.layout++;
	assert_line(house, "frontdesk_http_requests_total{worker=\"1\"} 0");
	leave(house, 1, 0, &theirs);
	theirs = sit(house, 1, 0);
	metric_add(theirs, METRIC_REQUESTS, 1);
	assert_line(house, "frontdesk_http_requests_total{worker=\"1\"} 1");
	metrics_free(&ours);
	metrics_free(&theirs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(the_page_has_every_worker),
		house_test(counters_go_on_in_the_next_process_and_gauges_begin_anew),
		house_test(a_worker_that_drains_and_its_successor_count_together),
		house_test(figures_of_another_version_are_not_taken_for_ours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
