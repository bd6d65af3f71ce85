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

/* Keeps the loop busy for the share, as a request does that costs so much. */
static void work_for(struct share *share, uint64_t ms)
{
	share_begin(share);
	for (uint64_t until = uv_hrtime() + ms * MS; uv_hrtime() < until;)
		;
	share_end();
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
	share_begin(share);
	for (uint64_t until = uv_hrtime() + (uint64_t)800 * MS; uv_hrtime() < until;)
		; /* its head and body are read */
	assert_int_equal(share_name(share, busy, false), 0);
	share_unname(share);
	share_end();
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
		governor_test(an_address_owes_what_its_connections_cost_together),
		governor_test(what_a_proxys_request_cost_is_owed_by_whom_it_named),
		governor_test(who_owes_too_much_is_not_read_and_has_ended_once_nobody_serves_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
