/* The names that a tenant's functions have. */
#include "unit.h"

#include <string.h>

#include "pg/own_names.h"

#define ROLE "tenant_0193a7f2c4d87e6fa1b2c3d4e5f60718"

static struct arena arena;

static int begin(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static void a_function_bears_the_last_digits_of_its_tenants_id(void **state)
{
	(void)state;
	assert_string_equal(own_digits(ROLE), "c3d4e5f60718");
	assert_string_equal(
		own_names(&arena, "SELECT a_:own(b_:own($1), $2::text), x::owl FROM c_:own", ROLE),
		"SELECT a_c3d4e5f60718(b_c3d4e5f60718($1), $2::text), x::owl FROM c_c3d4e5f60718");
}

static void what_names_no_function_is_sent_as_it_stands(void **state)
{
	static const char text[] = "SELECT id::text, ':' FROM chat_sessions";
	(void)state;
	assert_ptr_equal(own_names(&arena, text, ROLE), text);
}

static void each_placeholder_has_what_it_stands_for(void **state)
{
	const struct placeholder list[] = {{":tenant_id", "'7'"}, {":tenant_role", ""}, {0}};
	(void)state;
	assert_string_equal(placeholders_fill(&arena, ":tenant_id::::tenant_role:tenant_i:", list),
		"'7'::::tenant_i:");
	assert_string_equal(placeholders_fill(&arena, "", list), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_function_bears_the_last_digits_of_its_tenants_id),
		cmocka_unit_test(what_names_no_function_is_sent_as_it_stands),
		cmocka_unit_test(each_placeholder_has_what_it_stands_for),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
