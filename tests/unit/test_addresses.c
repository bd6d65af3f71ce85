/* Which of a host's addresses a try to connect takes. */
#include "unit.h"

#include <netdb.h>

#include "base/addresses.h"

static void each_attempt_takes_the_next_address_round_and_round(void **state)
{
	const struct addrinfo third = {.ai_next = NULL};
	const struct addrinfo second = {.ai_next = (struct addrinfo *)&third};
	const struct addrinfo first = {.ai_next = (struct addrinfo *)&second};
	assert_ptr_equal(addresses_choose(&first, 0), &first);
	assert_ptr_equal(addresses_choose(&first, 1), &second);
	assert_ptr_equal(addresses_choose(&first, 2), &third);
	assert_ptr_equal(addresses_choose(&first, 3), &first);
	assert_ptr_equal(addresses_choose(&first, UINT32_MAX), &first); /* 3 divides 2^32 - 1 */
}

static void the_only_address_is_taken_by_every_attempt(void **state)
{
	const struct addrinfo only = {.ai_next = NULL};
	assert_ptr_equal(addresses_choose(&only, 0), &only);
	assert_ptr_equal(addresses_choose(&only, 7), &only);
}

static void of_no_addresses_none_is_taken(void **state)
{
	assert_null(addresses_choose(NULL, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_attempt_takes_the_next_address_round_and_round),
		cmocka_unit_test(the_only_address_is_taken_by_every_attempt),
		cmocka_unit_test(of_no_addresses_none_is_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
