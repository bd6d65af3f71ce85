/* The header of a tenant's file: another version's is refused, and says what to do. */
#include "unit.h"

#include "commands/tenant_header.h"

#include <string.h>

static struct arena memory;

static int set_up(void **state)
{
	arena_init(&memory);
	return 0;
}

static int tear_down(void **state)
{
	arena_done(&memory);
	return 0;
}

static const char *refusal_of(const char *json)
{
	struct admin admin = {.arena = &memory};
	struct tenant_header header;

	assert_false(tenant_header_read(&admin, text_from(json), &header));
	tenant_header_done(&header);
	assert_non_null(admin.reason);
	return admin.reason;
}

static void a_newer_schema_asks_for_a_newer_program(void **state)
{
	assert_non_null(strstr(refusal_of("{\"schema\":\"00\",\"migrations\":9999}"),
		"bring this installation up to date"));
}

static void an_older_schema_asks_for_the_other_installation(void **state)
{
	assert_non_null(strstr(refusal_of("{\"schema\":\"00\",\"migrations\":1}"),
		"bring the installation that it comes from up to this version"));
}

static void what_is_no_header_is_refused(void **state)
{
	assert_non_null(strstr(refusal_of("{}"), "names no schema"));
	assert_non_null(strstr(refusal_of("rows"), "no JSON"));
}

int main(void)
{
#define HEADER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		HEADER_TEST(a_newer_schema_asks_for_a_newer_program),
		HEADER_TEST(an_older_schema_asks_for_the_other_installation),
		HEADER_TEST(what_is_no_header_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
