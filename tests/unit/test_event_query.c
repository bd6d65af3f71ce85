/* The query of an event stream. */
#include "unit.h"

#include <stdio.h>

#include "sockets/event_query.h"

#define ID "0c2f2baa-8c44-4b5d-9d15-d1b582ea4dbf"

static struct arena arena;

static enum err read(const char *query, struct event_query *ret_query)
{
	const char *detail = NULL;
	enum err err = event_query_read(&arena, text_from(query), ret_query, &detail);
	assert_true((err != ERR_NONE) == (detail != NULL));
	return err;
}

static void each_session_is_read_with_what_its_client_holds(void **state)
{
	struct event_query query;
	arena_init(&arena);
	assert_int_equal(
		read("session=" ID "&epoch=a-1&session=" ID ",0&session=" ID "%2C9007199254740991",
			&query),
		ERR_NONE);
	assert_int_equal(query.session_count, 3);
	assert_false(query.sessions[0].has_after_seq);
	assert_true(query.sessions[1].has_after_seq);
	assert_int_equal(query.sessions[1].after_seq, 0);
	assert_int_equal(query.sessions[2].after_seq, 9007199254740991);
	assert_true(text_equals(query.epoch, TEXT("a-1")));
	arena_done(&arena);
}

static void nothing_to_resume_and_other_parameters_are_fine(void **state)
{
	struct event_query query;
	arena_init(&arena);
	assert_int_equal(event_query_read(&arena, TEXT_ABSENT, &query, NULL), ERR_NONE);
	assert_int_equal(query.session_count, 0);
	assert_true(text_is_absent(query.epoch));
	assert_int_equal(read("other=1&&=&Session=x", &query), ERR_NONE);
	assert_int_equal(query.session_count, 0);
	arena_done(&arena);
}

static void whatever_is_malformed_is_refused(void **state)
{
	static const char *const queries[] = {"session", "session=", "session=x", "session=" ID "x",
		"session=" ID ",", "session=" ID ",-1", "session=" ID ",1.5", "session=" ID ",1,2",
		"session=" ID ",9007199254740992", "session=" ID ",99999999999999999999",
		"session=,1", "session=%ff", "epoch=%zz", "session=" ID "&session=no"};
	struct event_query query;
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		arena_init(&arena);
		assert_int_equal(read(queries[i], &query), ERR_INVALID);
		arena_done(&arena);
	}
}

static void twenty_sessions_are_the_most(void **state)
{
	char text[21 * sizeof("session=" ID "&") + 1] = "";
	struct event_query query;
	arena_init(&arena);
	for (size_t i = 0; i < EVENT_SESSIONS_MAX; i++)
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "session=" ID "&");
	assert_int_equal(read(text, &query), ERR_NONE);
	assert_int_equal(query.session_count, EVENT_SESSIONS_MAX);
	(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "session=" ID);
	assert_int_equal(read(text, &query), ERR_INVALID);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_session_is_read_with_what_its_client_holds),
		cmocka_unit_test(nothing_to_resume_and_other_parameters_are_fine),
		cmocka_unit_test(whatever_is_malformed_is_refused),
		cmocka_unit_test(twenty_sessions_are_the_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
