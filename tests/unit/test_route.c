/* Routes: which row a path finds, and what is said when the method is another. */
#include "unit.h"

#include "call/route.h"

static bool fits(const char *pattern, const char *path)
{
	struct uuid ids[ROUTE_IDS_MAX];
	size_t count = 0;
	return route_path_fits(pattern, text_from(path), ids, &count);
}

#define ID "0f0e0d0c-0b0a-4908-8706-050403020100"

static void a_path_fits_segment_by_segment(void **state)
{
	assert_true(fits("/healthz", "/healthz"));
	assert_false(fits("/healthz", "/healthz/"));
	assert_false(fits("/healthz", "/health"));
	assert_false(fits("/healthz", "//healthz"));
	assert_false(fits("/a/b", "/a"));
	assert_false(fits("/a", "/a/b"));
	assert_false(fits("/healthz", "/"));
}

static void a_brace_takes_a_uuid_only(void **state)
{
	struct uuid ids[ROUTE_IDS_MAX];
	struct uuid wanted;
	size_t count = 0;
	assert_true(uuid_parse(TEXT(ID), &wanted));
	assert_true(
		route_path_fits("/chat/{sessionId}/read", TEXT("/chat/" ID "/read"), ids, &count));
	assert_int_equal(count, 1);
	assert_true(uuid_equals(ids[0], wanted));
	assert_false(fits("/chat/{sessionId}", "/chat/sessions"));
	assert_false(fits("/chat/{sessionId}", "/chat/" ID "0"));
	assert_false(fits("/chat/{sessionId}", "/chat/"));
}

static void a_page_s_last_segment_is_whatever_stands_there(void **state)
{
	assert_true(fits("/csat/<token>", "/csat/x%20y"));
	assert_false(fits("/csat/<token>", "/csat/"));
	assert_false(fits("/csat/<token>", "/csat"));
	assert_false(fits("/csat/<token>", "/csat/x/"));
	assert_false(fits("/csat/<token>", "/csat/x/y"));
}

static const struct route rows[] = {{METHOD_GET, "/healthz", ACCESS_PUBLIC}};
static const struct route_table table = {rows, 1};
static const struct route_table *const rooms[] = {&table, NULL};

static void the_row_of_path_and_method_is_found(void **state)
{
	struct route_match match = route_find(rooms, METHOD_GET, TEXT("/healthz"));
	assert_non_null(match.route);
	assert_string_equal(match.route->path, "/healthz");
	assert_false(match.is_for_visitors);
}

static void another_method_finds_no_row_but_what_is_allowed(void **state)
{
	struct route_match match = route_find(rooms, METHOD_POST, TEXT("/healthz"));
	assert_null(match.route);
	assert_int_equal(match.allowed, 1U << METHOD_GET);
	assert_text_equal(route_allow(match.allowed, *state), "GET, HEAD, OPTIONS");
}

static void an_unknown_path_allows_nothing(void **state)
{
	struct route_match match = route_find(rooms, METHOD_GET, TEXT("/nowhere"));
	assert_null(match.route);
	assert_int_equal(match.allowed, 0);
}

static void a_fixed_segment_wins_over_a_brace(void **state)
{
	struct route_match fixed =
		route_find(rooms, METHOD_GET, TEXT("/api/support/chat/sessions"));
	struct route_match open = route_find(rooms, METHOD_GET, TEXT("/api/support/chat/" ID));
	assert_non_null(fixed.route);
	assert_non_null(open.route);
	assert_int_equal(fixed.id_count, 0);
	assert_int_equal(open.id_count, 1);
	assert_true(open.is_for_visitors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_fits_segment_by_segment),
		cmocka_unit_test(a_brace_takes_a_uuid_only),
		cmocka_unit_test(a_page_s_last_segment_is_whatever_stands_there),
		cmocka_unit_test(the_row_of_path_and_method_is_found),
		arena_test(another_method_finds_no_row_but_what_is_allowed),
		cmocka_unit_test(an_unknown_path_allows_nothing),
		cmocka_unit_test(a_fixed_segment_wins_over_a_brace),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
