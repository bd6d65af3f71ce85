/* Passwords on the pool: what matches, what it costs, and how many may wait. Calls are faked. */
#include "unit.h"

#include <stdlib.h>
#include <time.h>
#include <uv.h>

#include "auth/password.h"
#include "call/parts.h"

static struct parts parts;
static uv_loop_t loop;

static struct {
	size_t answered, matched, refused;
	size_t before_known; /* answered when it was somebody known's turn */
	enum err err;
	struct text hash;
	const struct call *left; /* whose client has */
	struct text peer;        /* of calls that ask now */
} seen;

/* --- the fake: a resumed call takes its step at once; nothing here depends on the order ------- */
struct next call_wait(struct call *call)
{
	return (struct next){NEXT_WAITING};
}

void call_resume(struct call *call, call_step step)
{
	(void)step(call);
}

struct text call_peer(const struct call *call)
{
	return seen.peer;
}

bool call_is_awaited(const struct call *call)
{
	return call != seen.left;
}

struct next call_fail_later(struct call *call, enum err err, const char *detail, uint64_t retry_ms)
{
	seen.refused++;
	seen.err = err;
	assert_true(retry_ms > 0);
	return (struct next){NEXT_ANSWERED};
}

static struct next note_check(struct call *call, bool matches)
{
	seen.answered++;
	seen.matched += matches;
	return (struct next){NEXT_ANSWERED};
}

static struct next note_known(struct call *call, bool matches)
{
	seen.before_known = seen.answered;
	return note_check(call, matches);
}

static struct next note_hash(struct call *call, enum err err, struct text hash)
{
	seen.answered++;
	seen.err = err;
	seen.hash = arena_copy(&call->arena, hash);
	return (struct next){NEXT_ANSWERED};
}

static int begin(void **state)
{
	struct call *call = calloc(1, sizeof *call);

	memset(&seen, 0, sizeof seen);
	uv_loop_init(&loop);
	parts.env.loop = &loop;
	parts.passwords = passwords_new(&parts);
	arena_init(&call->arena);
	call->parts = &parts;
	*state = call;
	return 0;
}

static int end(void **state)
{
	struct call *call = *state;

	passwords_free(&parts.passwords);
	uv_run(&loop, UV_RUN_DEFAULT);
	arena_done(&call->arena);
	free(call);
	return uv_loop_close(&loop);
}

static bool matches(struct call *call, struct text password, struct text hash)
{
	const size_t before = seen.matched;

	(void)password_check(call, PASSWORD_STRANGER, password, hash, note_check);
	uv_run(&loop, UV_RUN_DEFAULT);
	return seen.matched > before;
}

static void the_right_password_matches_and_no_other(void **state)
{
	struct call *call = *state;
	const struct text right = TEXT("correct horse battery");

	(void)password_hash(call, right, note_hash);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(seen.err, ERR_NONE);
	const struct text hash = seen.hash;
	assert_true(matches(call, right, hash));
	assert_false(matches(call, TEXT("correct horse batterz"), hash));
	assert_false(matches(call, TEXT(""), hash));
	assert_false(matches(call, right, TEXT_ABSENT));
	assert_false(matches(call, right, TEXT("not a hash")));
}

static void the_command_lines_hash_is_the_same_kind(void **state)
{
	struct call *call = *state;
	struct text hash = TEXT_ABSENT;

	assert_int_equal(password_hash_now(&call->arena, TEXT("correct horse"), &hash), ERR_NONE);
	assert_true(text_starts_with(hash, TEXT("$argon2id$v=19$m=65536,t=2,p=1$")));
	assert_true(matches(call, TEXT("correct horse"), hash));
}

static double cost_of(struct call *call, struct text password, struct text hash)
{
	const clock_t begun = clock();

	for (int i = 0; i < 3; i++)
		assert_false(matches(call, password, hash));
	return (double)(clock() - begun);
}

static void somebody_unknown_costs_as_much_as_a_wrong_password(void **state)
{
	struct call *call = *state;
	char long_one[1000];
	struct text hash = TEXT_ABSENT;

	memset(long_one, 'x', sizeof long_one);
	assert_int_equal(password_hash_now(&call->arena, TEXT("correct horse"), &hash), ERR_NONE);
	const double wrong = cost_of(call, TEXT("wrong horse"), hash);
	const double unknown = cost_of(call, TEXT("wrong horse"), TEXT_ABSENT);
	const double too_long = cost_of(call, (struct text){long_one, sizeof long_one}, hash);
	assert_true(unknown > wrong / 2 && unknown < wrong * 2);
	assert_true(too_long > wrong / 2 && too_long < wrong * 2);
}

static void a_flood_is_sent_away_and_those_who_wait_are_served(void **state)
{
	enum { RUNNING = 2, WAITING = 32, MORE = 5 };
	struct call *template = *state;
	struct call calls[RUNNING + WAITING + MORE];

	for (size_t i = 0; i < RUNNING + WAITING + MORE; i++) {
		calls[i] = (struct call){.parts = template->parts};
		arena_init(&calls[i].arena);
		(void)password_check(
			&calls[i], PASSWORD_STRANGER, TEXT("any"), TEXT_ABSENT, note_check);
	}
	assert_int_equal(seen.refused, MORE);
	assert_int_equal(seen.err, ERR_TOO_MANY);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(seen.answered, RUNNING + WAITING);
	for (size_t i = 0; i < RUNNING + WAITING + MORE; i++)
		arena_done(&calls[i].arena);
}

static void somebody_known_goes_before_all_strangers_however_many_wait(void **state)
{
	enum { RUNNING = 2, WAITING = 32, KNOWN = RUNNING + WAITING, ALL };
	struct call *template = *state;
	struct call calls[ALL];

	for (size_t i = 0; i < ALL; i++) {
		calls[i] = (struct call){.parts = template->parts};
		arena_init(&calls[i].arena);
		(void)password_check(&calls[i], i == KNOWN ? PASSWORD_KNOWN : PASSWORD_STRANGER,
			TEXT("any"), TEXT_ABSENT, i == KNOWN ? note_known : note_check);
	}
	assert_int_equal(seen.refused, 0);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(seen.answered, ALL);
	assert_true(seen.before_known <= RUNNING + 1); /* one more may have begun beside it */
	for (size_t i = 0; i < ALL; i++)
		arena_done(&calls[i].arena);
}

/* More than can wait come from one network of strangers, then somebody from another. */
static void flood_and_come(struct parts *to, struct text flooding, struct text coming)
{
	enum { RUNNING = 2, WAITING = 32, LAST = RUNNING + WAITING, ALL };
	struct call calls[ALL];

	for (size_t i = 0; i < ALL; i++) {
		calls[i] = (struct call){.parts = to};
		arena_init(&calls[i].arena);
		seen.peer = i == LAST ? coming : flooding;
		(void)password_check(&calls[i], PASSWORD_STRANGER, TEXT("any"), TEXT_ABSENT,
			i == LAST ? note_known : note_check);
	}
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(seen.refused, 1);
	assert_int_equal(seen.answered, ALL - 1);
	for (size_t i = 0; i < ALL; i++)
		arena_done(&calls[i].arena);
}

static void of_strangers_who_had_no_turn_of_late_goes_before_those_who_had(void **state)
{
	struct call *template = *state;

	flood_and_come(template->parts, TEXT("192.0.2.1"), TEXT("192.0.2.2"));
	assert_in_range(seen.before_known, 1, 3); /* those that ran, and one beside it */
}

static void who_has_an_ipv6_network_of_many_is_one_stranger(void **state)
{
	struct call *template = *state;

	seen.before_known = SIZE_MAX;
	flood_and_come(template->parts, TEXT("2001:db8:1:1::1"), TEXT("2001:db8:1:2::1"));
	assert_int_equal(seen.before_known, SIZE_MAX); /* that one was sent away */
}

static void nobody_waits_for_the_work_of_a_client_that_has_left(void **state)
{
	enum { RUNNING = 2, LEFT = RUNNING, ALL = RUNNING + 2 };
	struct call *template = *state;
	struct call calls[ALL];

	for (size_t i = 0; i < ALL; i++) {
		calls[i] = (struct call){.parts = template->parts};
		arena_init(&calls[i].arena);
		(void)password_check(
			&calls[i], PASSWORD_STRANGER, TEXT("any"), TEXT_ABSENT, note_check);
	}
	seen.left = &calls[LEFT];
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(seen.answered, ALL - 1);
	assert_int_equal(seen.refused, 1); /* its call ends all the same */
	for (size_t i = 0; i < ALL; i++)
		arena_done(&calls[i].arena);
}

static void when_the_process_ends_jobs_that_run_end_first_and_no_call_is_resumed(void **state)
{
	enum { RUNNING = 2, WAITING = 3 };
	struct call *template = *state;
	struct call calls[RUNNING + WAITING];

	for (size_t i = 0; i < RUNNING + WAITING; i++) {
		calls[i] = (struct call){.parts = template->parts};
		arena_init(&calls[i].arena);
		(void)password_check(
			&calls[i], PASSWORD_STRANGER, TEXT("any"), TEXT_ABSENT, note_check);
	}
	passwords_free(&parts.passwords);
	assert_null(parts.passwords);
	for (size_t i = 0; i < RUNNING + WAITING; i++)
		arena_done(&calls[i].arena); /* nobody writes there any more */
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(seen.answered, 0);
}

static void what_will_not_do_is_said(void **state)
{
	static const char *const bad[] = {"", "short", "123456789", "aaaaaaaaaaaa", "password123",
		"PassWord123", "bad \xff utf8 text"};
	char long_one[PASSWORD_SIZE_MAX + 1];

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_non_null(password_fault(text_from(bad[i])));
	memset(long_one, 'x', sizeof long_one);
	long_one[0] = 'y';
	assert_non_null(password_fault((struct text){long_one, sizeof long_one}));
	assert_null(password_fault((struct text){long_one, PASSWORD_SIZE_MAX}));
	assert_null(password_fault(TEXT("correct horse battery")));
}

#define pool_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		pool_test(the_right_password_matches_and_no_other),
		pool_test(the_command_lines_hash_is_the_same_kind),
		pool_test(somebody_unknown_costs_as_much_as_a_wrong_password),
		pool_test(a_flood_is_sent_away_and_those_who_wait_are_served),
		pool_test(somebody_known_goes_before_all_strangers_however_many_wait),
		pool_test(of_strangers_who_had_no_turn_of_late_goes_before_those_who_had),
		pool_test(who_has_an_ipv6_network_of_many_is_one_stranger),
		pool_test(nobody_waits_for_the_work_of_a_client_that_has_left),
		pool_test(when_the_process_ends_jobs_that_run_end_first_and_no_call_is_resumed),
		cmocka_unit_test(what_will_not_do_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
