/* What connections owe for the loop's time and for bytes, with a governor that counts as a
 * server's. */
#include "unit.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/metrics.h"
#include "base/settings.h"
#include "call/parts.h"
#include "loop/wheel.h"
#include "net/governor.h"

enum { CONNECTIONS_MAX = 100, MS = 1000000 };

static uv_loop_t loop;
static struct settings settings;
static struct parts parts;
static int pair[2];

static size_t nothing(struct governor_holder *of)
{
	return 0;
}

static size_t shed_nothing(struct governor_holder *of, size_t least)
{
	return 0;
}

static struct governor_holder holder = {nothing, shed_nothing};

static int begin(void **state)
{
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
	settings = (struct settings){
		.rate_limits = true,
		.connection_percent = 1,
		.connection_bytes = 1000,
		.address_percent = 10,
		.address_bytes = 1000000,
		.address_connections = CONNECTIONS_MAX,
		.flight_bytes = 1000000,
	};
	parts = (struct parts){
		.env.loop = &loop,
		.env.settings = &settings,
		.env.wheel = wheel_new(&loop),
		.env.metrics = metrics_new(),
	};
	parts.governor = governor_new(&parts.env,
		&(struct governor_setup){
			.connections_max = CONNECTIONS_MAX, .workers = 1, .holder = &holder});
	return 0;
}

static int end(void **state)
{
	governor_free(&parts.governor);
	metrics_free(&parts.env.metrics);
	wheel_free(&parts.env.wheel);
	(void)close(pair[0]);
	(void)close(pair[1]);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	return uv_loop_close(&loop);
}

/* Keeps the loop busy. */
static void work(uint64_t ms)
{
	for (uint64_t until = uv_hrtime() + ms * MS; uv_hrtime() < until;)
		;
}

/* For the share, as a request does that costs so much. */
static void work_for(struct share *share, uint64_t ms)
{
	struct share_work whole;
	share_begin(&whole, share);
	work(ms);
	share_end(&whole);
}

static void the_loops_time_is_owed_by_whom_it_was_spent_on(void **state)
{
	struct share *busy = share_open(parts.governor, pair[0], TEXT("203.0.113.7"));
	struct share *calm = share_open(parts.governor, pair[1], TEXT("203.0.113.7"));
	work_for(busy, 80);
	assert_true(share_holds(busy));
	assert_false(share_holds(calm));
	share_close(&busy);
	share_close(&calm);
}

static void what_lies_within_takes_nothing_from_what_lies_around_it(void **state)
{
	struct share_work whole, part;
	struct share *outer = share_open(parts.governor, pair[0], TEXT("203.0.113.7"));
	struct share *inner = share_open(parts.governor, pair[1], TEXT("203.0.113.8"));
	share_begin(&whole, outer);
	work(40);
	share_begin(&part, inner);
	share_end(&part);
	work(40);
	share_end(&whole);
	assert_true(share_holds(outer));
	share_close(&outer);
	share_close(&inner);
}

static void who_goes_while_another_is_worked_for_is_worked_for_no_more(void **state)
{
	struct share_work whole, part;
	struct share *outer = share_open(parts.governor, pair[0], TEXT("203.0.113.7"));
	struct share *inner = share_open(parts.governor, pair[1], TEXT("203.0.113.8"));
	share_begin(&whole, outer);
	share_begin(&part, inner);
	share_close(&outer);
	work(80);
	share_end(&part);
	share_end(&whole);
	assert_null(whole.share);
	assert_true(share_holds(inner));
	share_close(&inner);
}

static void what_was_done_before_a_share_is_lent_is_owed_all_the_same(void **state)
{
	struct share_work whole;
	struct share *share = share_open(parts.governor, pair[0], TEXT("203.0.113.7"));
	share_begin(&whole, share);
	work(80);
	struct share *lent = share_lend(share, pair[1]);
	share_end(&whole);
	assert_true(share_holds(lent));
	share_close(&share);
	share_recall(&lent);
}

static void an_address_owes_what_its_connections_cost_together(void **state)
{
	struct share *one = share_open(parts.governor, pair[0], TEXT("203.0.113.7"));
	struct share *two = share_open(parts.governor, pair[1], TEXT("203.0.113.7"));
	struct share *stranger = share_open(parts.governor, -1, TEXT("203.0.113.8"));
	work_for(one, 400);
	work_for(two, 400);
	share_close(&one);
	struct share *again = share_open(parts.governor, pair[0], TEXT("203.0.113.7"));
	assert_true(share_holds(again));
	assert_false(share_holds(stranger));
	share_close(&again);
	share_close(&two);
	share_close(&stranger);
}

static void what_a_proxys_request_cost_is_owed_by_whom_it_named(void **state)
{
	struct text busy = TEXT("203.0.113.7");
	struct share *share = share_open(parts.governor, pair[0], TEXT(""));
	struct share_work whole;
	share_begin(&whole, share);
	work(800); /* its head and body are read */
	assert_int_equal(share_name(share, busy, false), 0);
	share_unname(share);
	share_end(&whole);
	assert_int_equal(share_name(share, TEXT("203.0.113.8"), false), 0);
	share_unname(share);
	assert_true(share_name(share, busy, false) > 0);
	assert_true(share_owes(share));
	assert_false(share_holds(share));
	share_close(&share);
}

static void who_owes_too_much_is_not_read_and_has_ended_once_nobody_serves_it(void **state)
{
	char bytes[6000] = {0};
	struct share *share = share_open(parts.governor, pair[0], TEXT("203.0.113.7"));
	assert_int_equal(send(pair[1], bytes, sizeof(bytes), 0), sizeof(bytes));
	assert_int_equal(send(pair[1], bytes, 1, 0), 1);
	assert_int_equal(recv(pair[0], bytes, sizeof(bytes), 0), sizeof(bytes));
	assert_int_equal(recv(pair[0], bytes, sizeof(bytes), 0), -1);
	assert_int_equal(errno, EAGAIN);
	share_leave(share);
	assert_int_equal(recv(pair[0], bytes, sizeof(bytes), 0), 0);
	share_close(&share);
	assert_int_equal(recv(pair[0], bytes, sizeof(bytes), 0), 1);
}

/* --- table --------------------------------------------------------------------------------- */
#define governor_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		governor_test(the_loops_time_is_owed_by_whom_it_was_spent_on),
		governor_test(what_lies_within_takes_nothing_from_what_lies_around_it),
		governor_test(who_goes_while_another_is_worked_for_is_worked_for_no_more),
		governor_test(what_was_done_before_a_share_is_lent_is_owed_all_the_same),
		governor_test(an_address_owes_what_its_connections_cost_together),
		governor_test(what_a_proxys_request_cost_is_owed_by_whom_it_named),
		governor_test(who_owes_too_much_is_not_read_and_has_ended_once_nobody_serves_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
