/* What is used is regained at a steady rate. */
#include "unit.h"

#include "loop/budget.h"

static void nothing_is_owed_at_first(void **state)
{
	struct budget budget = {0};
	assert_int_equal(budget_owed_us(&budget, 1000), 0);
}

static void what_is_used_adds_up_and_is_regained_with_time(void **state)
{
	struct budget budget = {0};
	budget_use(&budget, 1000, 300);
	budget_use(&budget, 1100, 300);
	assert_int_equal(budget_owed_us(&budget, 1100), 500);
	assert_int_equal(budget_owed_us(&budget, 1500), 100);
	assert_int_equal(budget_owed_us(&budget, 1600), 0);
}

static void nothing_is_saved_up(void **state)
{
	struct budget budget = {0};
	budget_use(&budget, 1000, 300);
	budget_use(&budget, 999000, 300);
	assert_int_equal(budget_owed_us(&budget, 999000), 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_owed_at_first),
		cmocka_unit_test(what_is_used_adds_up_and_is_regained_with_time),
		cmocka_unit_test(nothing_is_saved_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
