/* Token buckets, in one process and in several. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/limit_private.h"

enum { BURST = 10, INTERVAL_MS = 180000, BURST_OF_ADDRESS = 30, NOW_MS = 1000 };
enum { by_address, by_pair };
static const struct limit_rate rows[] = {
	[by_address] = {BURST_OF_ADDRESS, LIMIT_PER_HOUR(1800), true},
	[by_pair] = {BURST, LIMIT_PER_HOUR(20), false},
};
static const struct limit_rates rates = {rows, 2};
enum { PLACES = LIMIT_SETS * LIMIT_WAYS, FLOOD = 6 * PLACES };

static size_t take_all(struct limits *limits, size_t kind, struct text key, uint64_t now_ms)
{
	size_t taken = 0;
	while (limit_take(limits, kind, key, now_ms) == 0)
		taken++;
	return taken;
}

/* Takes once from each of so many keys, and answers how many were granted. */
static size_t flood(struct limits *limits, const char *name, size_t count, uint64_t now_ms)
{
	size_t granted = 0;
	char key[32];
	for (size_t i = 0; i < count; i++) {
		int size = snprintf(key, sizeof(key), "%s%zu", name, i);
		struct text text = {key, (size_t)size};
		granted += limit_take(limits, by_pair, text, now_ms) == 0 ? 1 : 0;
	}
	return granted;
}

/* Under which no two keys of the floods here have the same hash. */
static const struct hash_secret no_secret;

static int make_limits(void **state)
{
	struct limits *limits = limits_new(&rates);
	*state = limits;
	if (limits)
		limits->secret = no_secret;
	return limits ? 0 : -1;
}

static int drop_limits(void **state)
{
	struct limits *limits = *state;
	limits_free(&limits);
	return limits ? -1 : 0;
}

#define limit_test(name) cmocka_unit_test_setup_teardown(name, make_limits, drop_limits)

/* --- one bucket --------------------------------------------------------------------------- */
static void a_burst_is_granted_and_then_refused_with_the_time_to_wait(void **state)
{
	struct limits *limits = *state;
	const struct text key = TEXT("a@b");
	assert_int_equal(take_all(limits, by_pair, key, NOW_MS), BURST);
	assert_int_equal(limit_take(limits, by_pair, key, NOW_MS), INTERVAL_MS);
	assert_int_equal(limit_take(limits, by_pair, key, NOW_MS + INTERVAL_MS - 1), 1);
	assert_int_equal(limit_take(limits, by_pair, key, NOW_MS + INTERVAL_MS), 0);
	assert_int_equal(limit_take(limits, by_pair, key, NOW_MS + INTERVAL_MS), INTERVAL_MS);
}

static void a_bucket_is_full_again_after_its_tokens_times(void **state)
{
	struct limits *limits = *state;
	const struct text key = TEXT("a@b");
	uint64_t now_ms = NOW_MS;
	(void)take_all(limits, by_pair, key, now_ms);
	now_ms += 3 * INTERVAL_MS;
	assert_int_equal(take_all(limits, by_pair, key, now_ms), 3);
	now_ms += BURST * INTERVAL_MS;
	assert_int_equal(take_all(limits, by_pair, key, now_ms), BURST);
	now_ms += 100 * BURST * INTERVAL_MS;
	assert_int_equal(take_all(limits, by_pair, key, now_ms), BURST);
}

static void keys_and_kinds_do_not_share(void **state)
{
	struct limits *limits = *state;
	(void)take_all(limits, by_pair, TEXT("a"), 5);
	assert_int_equal(limit_take(limits, by_pair, TEXT("b"), 5), 0);
	assert_int_equal(limit_take(limits, by_address, TEXT("a"), 5), 0);
}

static void the_addresses_of_one_ipv6_network_share(void **state)
{
	struct limits *limits = *state;
	const size_t kind = by_address;
	(void)take_all(limits, kind, TEXT("2001:db8:1:2::1"), 5);
	assert_int_not_equal(limit_take(limits, kind, TEXT("2001:db8:1:2:9:8:7:6"), 5), 0);
	assert_int_equal(limit_take(limits, kind, TEXT("2001:db8:1:3::1"), 5), 0);
	(void)take_all(limits, kind, TEXT("::ffff:192.0.2.1"), 5);
	assert_int_equal(limit_take(limits, kind, TEXT("::ffff:192.0.2.2"), 5), 0);
	(void)take_all(limits, kind, TEXT("192.0.2.1"), 5);
	assert_int_equal(limit_take(limits, kind, TEXT("192.0.2.2"), 5), 0);
}

static void without_limits_everything_is_granted(void **state)
{
	for (int i = 0; i < 10000; i++)
		assert_int_equal(limit_take(NULL, by_pair, TEXT("a"), 0), 0);
}

/* --- the clock ---------------------------------------------------------------------------- */
static void a_host_that_is_up_for_years_has_limits_still(void **state)
{
	struct limits *limits = *state;
	const uint64_t year_ms = UINT64_C(365) * 86400 * 1000, wrap_ms = (UINT64_C(1) << 40) / 10;
	assert_int_equal(take_all(limits, by_pair, TEXT("early"), NOW_MS), BURST);
	assert_int_equal(take_all(limits, by_pair, TEXT("a"), 2 * year_ms), BURST);
	assert_int_equal(take_all(limits, by_pair, TEXT("early"), 3 * year_ms), BURST);
	assert_int_equal(
		limit_take(limits, by_pair, TEXT("b"), wrap_ms - 2 * BURST * INTERVAL_MS), 0);
	assert_int_equal(take_all(limits, by_pair, TEXT("b"), wrap_ms - 1), BURST);
	assert_int_equal(limit_take(limits, by_pair, TEXT("b"), wrap_ms + 1), INTERVAL_MS - 2);
	assert_int_equal(take_all(limits, by_pair, TEXT("c"), wrap_ms + 1), BURST);
}

static void a_bucket_that_nobody_has_touched_is_full_whenever_the_host_was_started(void **state)
{
	struct limits *limits = *state;
	const uint64_t wrap_ms = (UINT64_C(1) << 40) / 10;
	const uint64_t before_ms[] = {1, 1000, BURST * INTERVAL_MS, BURST * INTERVAL_MS + 60000};
	char key[] = "a";
	for (size_t i = 0; i < sizeof(before_ms) / sizeof(before_ms[0]); i++, key[0]++)
		assert_int_equal(
			take_all(limits, by_pair, text_from(key), wrap_ms - before_ms[i]), BURST);
}

static void a_process_whose_clock_is_behind_grants_nothing_more(void **state)
{
	struct limits *limits = *state;
	(void)take_all(limits, by_pair, TEXT("a"), NOW_MS + 500);
	assert_int_equal(limit_take(limits, by_pair, TEXT("a"), NOW_MS), INTERVAL_MS + 500);
}

/* --- floods of keys ----------------------------------------------------------------------- */
static void a_flood_of_keys_frees_none_that_is_limited(void **state)
{
	struct limits *limits = *state;
	(void)take_all(limits, by_pair, TEXT("victim"), NOW_MS);
	for (uint64_t round = 1; round <= 5; round++)
		(void)flood(limits, round % 2 ? "odd" : "even", FLOOD, NOW_MS + round);
	assert_int_equal(
		limit_take(limits, by_pair, TEXT("victim"), NOW_MS + 10), INTERVAL_MS - 10);
}

static void keys_that_find_no_place_share_what_their_set_has_left(void **state)
{
	struct limits *limits = *state;
	size_t granted = flood(limits, "k", FLOOD, NOW_MS);
	assert_int_equal(granted, PLACES + LIMIT_SETS * BURST);
	assert_int_equal(flood(limits, "l", FLOOD, NOW_MS), 0);
}

static void a_flood_of_one_kind_leaves_the_others_alone(void **state)
{
	struct limits *limits = *state;
	(void)flood(limits, "k", FLOOD, NOW_MS);
	assert_int_equal(take_all(limits, by_address, TEXT("192.0.2.1"), NOW_MS), BURST_OF_ADDRESS);
}

static void a_full_bucket_gives_its_place_to_a_new_key(void **state)
{
	struct limits *limits = *state;
	(void)flood(limits, "k", FLOOD, NOW_MS);
	uint64_t later_ms = NOW_MS + BURST * INTERVAL_MS;
	assert_int_equal(flood(limits, "l", FLOOD, later_ms), PLACES + LIMIT_SETS * BURST);
}

/* --- several processes -------------------------------------------------------------------- */
static struct limits *share(int *ret_memory)
{
	struct limits *limits = limits_share(&rates, ret_memory);
	assert_non_null(limits);
	return limits;
}

static void who_joins_takes_from_the_same_buckets(void **state)
{
	int memory;
	struct limits *ours = share(&memory), *theirs = limits_join(&rates, memory);
	assert_int_equal(take_all(ours, by_pair, TEXT("a"), NOW_MS), BURST);
	assert_int_equal(limit_take(theirs, by_pair, TEXT("a"), NOW_MS), INTERVAL_MS);
	limits_free(&theirs);
	limits_free(&ours);
}

static void a_table_of_another_layout_is_not_joined(void **state)
{
	int memory;
	struct limits *limits = share(&memory);
	limits->layout++;
	assert_null(limits_join(&rates, memory));
	limits_free(&limits);
	memory = memfd_create("another", MFD_CLOEXEC);
	assert_int_equal(ftruncate(memory, 4096), 0);
	assert_null(limits_join(&rates, memory));
}

static void a_table_of_other_rates_is_not_joined(void **state)
{
	struct limit_rate others[] = {rows[by_address], rows[by_pair]};
	const struct limit_rates other_rates = {others, 2}, fewer_rates = {rows, 1};
	int memory;
	struct limits *limits = share(&memory);
	others[by_pair].burst++;
	assert_null(limits_join(&other_rates, dup(memory)));
	assert_null(limits_join(&fewer_rates, memory));
	limits_free(&limits);
}

static uint32_t *share_counter(void)
{
	void *memory = mmap(
		NULL, sizeof(uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(memory != MAP_FAILED);
	return memory;
}

static _Noreturn void hammer(struct limits *limits, const uint32_t *gate, uint32_t *granted)
{
	while (!__atomic_load_n(gate, __ATOMIC_ACQUIRE))
		;
	for (uint64_t now_ms = NOW_MS; now_ms < NOW_MS + 1000; now_ms++)
		for (int i = 0; i < 1000; i++)
			if (limit_take(limits, by_pair, TEXT("a"), now_ms) == 0)
				__atomic_add_fetch(granted, 1, __ATOMIC_RELAXED);
	_exit(0);
}

static void two_processes_at_one_bucket_get_what_one_would(void **state)
{
	int memory;
	struct limits *limits = share(&memory);
	uint32_t *gate = share_counter(), *granted = share_counter();
	for (int i = 0; i < 2; i++)
		if (fork() == 0)
			hammer(limits, gate, granted);
	__atomic_store_n(gate, 1, __ATOMIC_RELEASE);
	for (int i = 0; i < 2; i++)
		assert_true(wait(NULL) > 0);
	assert_int_equal(*granted, BURST);
	limits_free(&limits);
}

/* Takes and takes: the kill comes in the middle of it. */
static _Noreturn void hammer_for_ever(struct limits *limits, uint64_t now_ms, uint32_t *granted)
{
	for (;; now_ms += INTERVAL_MS / 2)
		if (limit_take(limits, by_pair, TEXT("a"), now_ms) == 0)
			__atomic_add_fetch(granted, 1, __ATOMIC_RELEASE);
}

static void a_process_that_is_killed_while_it_takes_leaves_the_bucket_to_the_others(void **state)
{
	enum { ROUNDS = 20, GRANTED = 1000 };
	int memory;
	struct limits *limits = share(&memory);
	uint64_t now_ms = NOW_MS;
	for (int round = 0; round < ROUNDS; round++, now_ms += UINT64_C(1) << 32) {
		uint32_t *granted = share_counter();
		pid_t child = fork();
		if (child == 0)
			hammer_for_ever(limits, now_ms, granted);
		while (__atomic_load_n(granted, __ATOMIC_ACQUIRE) < GRANTED)
			;
		(void)kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
	}
	assert_int_equal(take_all(limits, by_pair, TEXT("a"), now_ms), BURST);
	limits_free(&limits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		limit_test(a_burst_is_granted_and_then_refused_with_the_time_to_wait),
		limit_test(a_bucket_is_full_again_after_its_tokens_times),
		limit_test(keys_and_kinds_do_not_share),
		limit_test(the_addresses_of_one_ipv6_network_share),
		cmocka_unit_test(without_limits_everything_is_granted),
		limit_test(a_host_that_is_up_for_years_has_limits_still),
		limit_test(a_bucket_that_nobody_has_touched_is_full_whenever_the_host_was_started),
		limit_test(a_process_whose_clock_is_behind_grants_nothing_more),
		limit_test(a_flood_of_keys_frees_none_that_is_limited),
		limit_test(keys_that_find_no_place_share_what_their_set_has_left),
		limit_test(a_flood_of_one_kind_leaves_the_others_alone),
		limit_test(a_full_bucket_gives_its_place_to_a_new_key),
		cmocka_unit_test(who_joins_takes_from_the_same_buckets),
		cmocka_unit_test(a_table_of_another_layout_is_not_joined),
		cmocka_unit_test(a_table_of_other_rates_is_not_joined),
		cmocka_unit_test(two_processes_at_one_bucket_get_what_one_would),
		cmocka_unit_test(
			a_process_that_is_killed_while_it_takes_leaves_the_bucket_to_the_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
