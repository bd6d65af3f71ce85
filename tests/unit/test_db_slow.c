/* The slow lane: nobody's conversation waits behind a list, and no tenant behind another's. */
#include "unit.h"

#include <ctype.h>
#include <stdio.h>

#include "db_stage.h"
#include "pg/slow.h"
#include "time_fakes.h"

enum { FAST, SLOW_A, SLOW_B, TENANTS = 26 };

static const struct sql_statement slow = {.name = "list",
					  .text = "",
					  .scope = SQL_TENANT,
					  .is_slow = true},
				  fast = {.name = "message", .text = "", .scope = SQL_TENANT};
static struct tenant *tenants[TENANTS];
/* What was answered, by tenant: "a" for a list, "A" for a message, "!" behind it when it is busy.
 */
static char said[4096];

/* --- the stage: one connection for statements, two of the lane ---------------------------------
 */
static struct next answered(struct call *call, const struct sql_answer *answer)
{
	size_t size = strlen(said);
	int letter = call->tenant->id.bytes[0];
	assert_true(answer->err == ERR_NONE || answer->err == ERR_BUSY);
	(void)snprintf(said + size, sizeof(said) - size, "%c%s",
		call->name == fast.name ? toupper(letter) : letter,
		answer->err == ERR_BUSY ? "!" : "");
	return call->kind == CALL_TICK ? call_done(call) : call_answer_empty(call);
}

static struct next run_slow(struct call *call)
{
	return db_run(call, &slow, NULL, answered);
}

static struct next run_fast(struct call *call)
{
	return db_run(call, &fast, NULL, answered);
}

/* A list for each of these letters' tenants. */
static void list(const char *letters)
{
	for (; *letters; letters++)
		call_start_tick(&parts, tenants[*letters - 'a'], slow.name, run_slow);
	run_due();
}

static void message(char letter)
{
	call_start_tick(&parts, tenants[letter - 'a'], fast.name, run_fast);
	run_due();
}

/* Whose statement the link runs; '-' when it runs none. */
static char at(size_t link)
{
	const struct db_unit *unit = server_pipeline(server.links[link])->sent.first;
	return unit ? (char)unit->call->tenant->id.bytes[0] : '-';
}

static void answer(size_t link)
{
	assert_true(server_answer(server.links[link]));
	run_due();
}

static void pass(uint64_t ms)
{
	time_pass(ms);
	run_due();
}

static int begin(void **state)
{
	said[0] = '\0';
	stage_begin(
		(struct settings){.db_connections = 1, .db_slow_connections = 2, .db_tenants = 40});
	for (size_t i = 0; i < TENANTS; i++)
		tenants[i] = tenant_new((struct uuid){{(uint8_t)('a' + i)}});
	return 0;
}

static int end(void **state)
{
	stage_end();
	for (size_t i = 0; i < TENANTS; i++)
		tenant_unref(&tenants[i]);
	return 0;
}

/* --- what is promised ------------------------------------------------------------------------- */
static void a_tenant_has_one_under_way_and_others_have_the_other_links(void **state)
{
	list("aaa");
	assert_int_equal(at(SLOW_A), 'a');
	assert_int_equal(at(SLOW_B), '-');
	list("b");
	assert_int_equal(at(SLOW_B), 'b');
	answer(SLOW_B);
	assert_string_equal(said, "b");
}

static void conversations_have_links_of_their_own(void **state)
{
	list("abab");
	message('a');
	message('b');
	answer(FAST);
	answer(FAST);
	assert_string_equal(said, "AB");
}

static void next_is_the_tenant_whose_turn_was_longest_ago(void **state)
{
	list("aaabbcd");
	answer(SLOW_A); /* a; c and d had none yet */
	assert_int_equal(at(SLOW_A), 'c');
	answer(SLOW_B);
	assert_int_equal(at(SLOW_B), 'd');
	answer(SLOW_A);
	assert_int_equal(at(SLOW_A), 'a');
	answer(SLOW_A); /* a had its turn after b */
	assert_int_equal(at(SLOW_A), 'b');
	answer(SLOW_B);
	assert_int_equal(at(SLOW_B), 'a');
	answer(SLOW_A);
	answer(SLOW_B);
	assert_string_equal(said, "abcadba");
}

static void a_link_that_is_idle_takes_what_had_to_wait_for_its_tenant(void **state)
{
	list("aabc");
	answer(SLOW_B);
	answer(SLOW_B);
	assert_int_equal(at(SLOW_B), '-');
	server_lose(server.links[SLOW_A]);
	run_due();
	assert_string_equal(said, "bca!");
	assert_int_equal(at(SLOW_B), 'a');
	list("b");
	assert_int_equal(at(SLOW_A), '-');
	server_return(server.links[SLOW_A]);
	assert_int_equal(at(SLOW_A), 'b');
}

static void list_often(char letter, size_t count)
{
	const char letters[] = {letter, '\0'};
	while (count-- > 0)
		list(letters);
}

static void a_tenants_share_of_the_queue_is_bounded(void **state)
{
	list_often('a', 1 + DB_SLOW_QUEUE_TENANT_MAX); /* one is under way */
	list("b");
	assert_string_equal(said, "");
	list("a");
	assert_string_equal(said, "a!");
	list("bc");
	assert_string_equal(said, "a!");
}

static void fill(void)
{
	list("ab"); /* under way */
	for (char letter = 'c'; letter < 'g'; letter++)
		list_often(letter, DB_SLOW_QUEUE_MAX / 4);
	assert_string_equal(said, "");
}

static void a_full_queue_is_shared_with_whoever_comes(void **state)
{
	fill();
	list("z");
	assert_string_equal(said, "f!");
	list_often('z', DB_SLOW_QUEUE_MAX / 5 - 1);
	assert_null(strchr(said, 'z'));
	list("z"); /* the others have no more than that */
	assert_non_null(strstr(said, "z!"));
	list("y");
	assert_null(strchr(said, 'y'));
	said[0] = '\0';
}

static void a_full_queue_is_busy_for_who_fills_it(void **state)
{
	fill();
	list("c");
	assert_string_equal(said, "c!");
	said[0] = '\0';
	for (size_t i = 0; i < 500; i++)
		answer(SLOW_A);
	list("c");
	assert_null(strchr(said, '!'));
	said[0] = '\0';
}

static void who_waits_for_ten_seconds_is_busy(void **state)
{
	list("aba");
	pass(DB_SLOW_WAIT_MS - 100);
	list("c");
	assert_string_equal(said, "");
	pass(100);
	assert_string_equal(said, "a!");
	answer(SLOW_B);
	assert_int_equal(at(SLOW_B), 'c');
}

static bool is_there;

static bool is_awaited(const struct call *call)
{
	return is_there;
}

static const struct responder somebody = {.is_awaited = is_awaited}, nobody = {0};

/* A list that somebody asks for who may leave. */
static void ask(char letter)
{
	struct call *call = call_new(&parts, CALL_REST, slow.name, &somebody);
	call->tenant = tenant_ref(tenants[letter - 'a']);
	call_begin(call, run_slow);
	run_due();
}

static void what_nobody_waits_for_any_more_is_not_sent(void **state)
{
	is_there = true;
	list("ab");
	ask('a');
	list("a");
	ask('b');
	assert_string_equal(said, "");
	is_there = false;
	answer(SLOW_A);
	assert_string_equal(said, "aa!");
	assert_int_equal(at(SLOW_A), 'a');
	pass(100);
	assert_string_equal(said, "aa!b!");
}

static void who_has_left_keeps_nobody_from_a_full_queue(void **state)
{
	is_there = true;
	list("abc"); /* c waits */
	for (size_t i = 0; i < DB_SLOW_QUEUE_MAX / 4; i++)
		for (char letter = 'd'; letter < 'h'; letter++)
			if (i > 0 || letter > 'd')
				ask(letter);
	assert_string_equal(said, "");
	is_there = false;
	list("z");
	assert_null(strchr(said, 'c'));
	assert_null(strchr(said, 'z'));
	assert_int_equal(strlen(said), 2 * (DB_SLOW_QUEUE_MAX - 1));
	said[0] = '\0';
}

static void a_call_has_longer_for_what_takes_longer(void **state)
{
	struct call *call = call_new(&parts, CALL_REST, slow.name, &nobody);
	call->tenant = tenant_ref(tenants[0]);
	call_begin(call, run_slow);
	assert_int_equal(call->deadline_ms, time_now_ms + DB_SLOW_CALL_MS);
	pass(DB_SLOW_CALL_MS - 1000);
	answer(SLOW_A);
	assert_string_equal(said, "a");
}

static void a_statement_may_take_longer_there(void **state)
{
	assert_int_equal(server.links[SLOW_A]->statement_ms, DB_SLOW_STATEMENT_MS);
	assert_int_not_equal(server.links[FAST]->statement_ms, DB_SLOW_STATEMENT_MS);
}

int main(void)
{
#define slow_test(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		slow_test(a_tenant_has_one_under_way_and_others_have_the_other_links),
		slow_test(conversations_have_links_of_their_own),
		slow_test(next_is_the_tenant_whose_turn_was_longest_ago),
		slow_test(a_link_that_is_idle_takes_what_had_to_wait_for_its_tenant),
		slow_test(a_tenants_share_of_the_queue_is_bounded),
		slow_test(a_full_queue_is_shared_with_whoever_comes),
		slow_test(a_full_queue_is_busy_for_who_fills_it),
		slow_test(what_nobody_waits_for_any_more_is_not_sent),
		slow_test(who_has_left_keeps_nobody_from_a_full_queue),
		slow_test(who_waits_for_ten_seconds_is_busy),
		slow_test(a_call_has_longer_for_what_takes_longer),
		slow_test(a_statement_may_take_longer_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
