/* The tenants that a connection has entered. */
#include "unit.h"

#include <stdio.h>

#include "pg/entered.h"

static void add_numbered(struct db_entered *entered, unsigned first, unsigned count)
{
	char role[48];
	for (unsigned i = first; i < first + count; i++) {
		(void)snprintf(role, sizeof(role), "tenant_%032x", i);
		db_entered_add(entered, role);
	}
}

static void each_tenant_counts_once(void **state)
{
	struct db_entered entered = {.count = 0};
	(void)state;
	for (int again = 0; again < 3; again++)
		add_numbered(&entered, 0, 2000);
	assert_int_equal(entered.count, 2000);
	add_numbered(&entered, 1999, 2);
	assert_int_equal(entered.count, 2001);
	db_entered_clear(&entered);
}

static void a_new_connection_has_entered_none(void **state)
{
	struct db_entered entered = {.count = 0};
	(void)state;
	add_numbered(&entered, 0, 100);
	db_entered_clear(&entered);
	assert_int_equal(entered.count, 0);
	add_numbered(&entered, 50, 1);
	assert_int_equal(entered.count, 1);
	db_entered_clear(&entered);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_tenant_counts_once),
		cmocka_unit_test(a_new_connection_has_entered_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
