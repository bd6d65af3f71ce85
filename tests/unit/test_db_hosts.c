/* Lists of servers, begun at each of them in turn. */
#include "unit.h"

#include <stdlib.h>

#include "pg/hosts.h"

static void check(const char *list, unsigned attempt, const char *wanted)
{
	char *rotated = db_hosts_rotate(list, attempt);
	assert_string_equal(rotated, wanted);
	free(rotated);
}

static void each_attempt_begins_with_the_next(void **state)
{
	check("a,b,c", 0, "a,b,c");
	check("a,b,c", 1, "b,c,a");
	check("a,b,c", 2, "c,a,b");
	check("a,b,c", 3, "a,b,c");
	check("a,b,c", UINT32_MAX, "a,b,c"); /* 3 divides 2^32 - 1 */
}

static void one_stays_what_it_is(void **state)
{
	check("/run/postgresql", 7, "/run/postgresql");
	check("", 1, "");
}

static void what_is_left_out_keeps_its_place(void **state)
{
	check("5432,,5434", 1, ",5434,5432");
	check("5432,,5434", 2, "5434,5432,");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_attempt_begins_with_the_next),
		cmocka_unit_test(one_stays_what_it_is),
		cmocka_unit_test(what_is_left_out_keeps_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
