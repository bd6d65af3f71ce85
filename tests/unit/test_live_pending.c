/* Messages under way, found by their ids however many there are. */
#include "unit.h"

#include <stdlib.h>

#include "chat/live.h"

enum { MANY = 1000 };

static struct uuid id_of(unsigned number)
{
	return (struct uuid){{(uint8_t)number, (uint8_t)(number >> 8), [15] = 7}};
}

static void each_of_many_is_found_until_it_is_taken(void **state)
{
	struct live_session live = {0};
	for (unsigned i = 0; i < MANY; i++)
		assert_true(uuid_equals(live_pending_add(&live, id_of(i))->id, id_of(i)));
	for (unsigned i = 0; i < MANY; i++) {
		struct pending *pending = live_pending(&live, id_of(i));
		assert_non_null(pending);
		assert_ptr_equal(live_pending_take(&live, id_of(i)), pending);
		assert_null(live_pending(&live, id_of(i)));
		assert_null(live_pending_take(&live, id_of(i)));
		free(pending);
	}
	assert_null(live.pending);
}

static void an_unknown_id_is_not_found(void **state)
{
	struct live_session live = {0};
	assert_null(live_pending(&live, id_of(1)));
	assert_null(live_pending_take(&live, id_of(1)));
	(void)live_pending_add(&live, id_of(1));
	assert_null(live_pending(&live, id_of(2)));
	live_pending_free(&live);
	assert_null(live.pending);
}

static void ids_that_share_a_bucket_are_told_apart(void **state)
{
	struct live_session live = {0};
	struct uuid id = {{0}};
	for (uint8_t i = 0; i < 16; i++) {
		id.bytes[0] = id.bytes[8] = i; /* both halves alike: one sum */
		(void)live_pending_add(&live, id);
	}
	for (uint8_t i = 16; i-- > 0;) {
		id.bytes[0] = id.bytes[8] = i;
		struct pending *pending = live_pending_take(&live, id);
		assert_non_null(pending);
		assert_true(uuid_equals(pending->id, id));
		free(pending);
	}
	assert_null(live.pending);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_of_many_is_found_until_it_is_taken),
		cmocka_unit_test(an_unknown_id_is_not_found),
		cmocka_unit_test(ids_that_share_a_bucket_are_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
