/* The outbox: order, coalescing, its cap. */
#include "unit.h"

#include <stdlib.h>

#include "outbox.h"

static char buffer[OUTBOX_WRITE_MAX];

/* Puts a frame of `size` payload bytes, all `fill`. */
static bool put(struct outbox *outbox, char fill, size_t size)
{
	char *payload = malloc(size);
	memset(payload, fill, size);
	struct frame *frame = frame_new((struct text){payload, size});
	bool is_taken = outbox_put(outbox, frame);
	frame_unref(&frame);
	free(payload);
	return is_taken;
}

static void small_frames_go_out_together_in_order(void **state)
{
	struct outbox outbox = {0};
	uint32_t count = 0;
	for (char c = 'a'; c <= 'z'; c++)
		assert_true(put(&outbox, c, 1));
	struct text bytes = outbox_next(&outbox, buffer, &count);
	assert_int_equal(count, 26);
	assert_int_equal(bytes.size, 26 * 3);
	for (size_t i = 0; i < 26; i++)
		assert_int_equal(bytes.data[3 * i + 2], 'a' + (int)i);
	outbox_drop(&outbox, count);
	assert_true(outbox_is_empty(&outbox));
	assert_null(outbox.ring);
}

static void a_write_holds_whole_frames_up_to_its_bound(void **state)
{
	struct outbox outbox = {0};
	uint32_t count = 0;
	for (int i = 0; i < 3; i++)
		assert_true(put(&outbox, 'x', 7000));
	assert_int_equal(outbox_next(&outbox, buffer, &count).size, 2 * 7004);
	assert_int_equal(count, 2);
	outbox_drop(&outbox, count);
	assert_int_equal(outbox_next(&outbox, buffer, &count).size, 7004);
	outbox_clear(&outbox);
}

static void a_larger_frame_goes_alone_and_uncopied(void **state)
{
	struct outbox outbox = {0};
	uint32_t count = 0;
	assert_true(put(&outbox, 'x', 100000));
	assert_true(put(&outbox, 'y', 1));
	struct text bytes = outbox_next(&outbox, buffer, &count);
	assert_int_equal(count, 1);
	assert_int_equal(bytes.size, 100010);
	assert_ptr_not_equal(bytes.data, buffer);
	outbox_clear(&outbox);
}

static void what_would_pass_the_cap_is_not_taken(void **state)
{
	struct outbox outbox = {0};
	size_t taken = 0;
	while (put(&outbox, 'x', 1000))
		taken++;
	assert_int_equal(taken, OUTBOX_BYTES_MAX / 1004);
	outbox_clear(&outbox);
	assert_int_equal(outbox.bytes, 0);
	assert_true(put(&outbox, 'x', 1000));
	outbox_clear(&outbox);
}

static void one_frame_alone_always_fits(void **state)
{
	struct outbox outbox = {0};
	assert_true(put(&outbox, 'x', OUTBOX_BYTES_MAX + 1));
	assert_false(put(&outbox, 'y', 1));
	outbox_clear(&outbox);
}

static void the_ring_keeps_order_while_it_turns_and_grows(void **state)
{
	struct outbox outbox = {0};
	uint32_t count = 0;
	char next_in = 0, next_out = 0;
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 5; i++)
			assert_true(put(&outbox, next_in++, 9000));
		for (int i = 0; i < (round < 4 ? 2 : 5); i++) {
			struct text bytes = outbox_next(&outbox, buffer, &count);
			assert_int_equal(bytes.data[4], next_out++);
			outbox_drop(&outbox, count);
		}
	}
	outbox_clear(&outbox);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_frames_go_out_together_in_order),
		cmocka_unit_test(a_write_holds_whole_frames_up_to_its_bound),
		cmocka_unit_test(a_larger_frame_goes_alone_and_uncopied),
		cmocka_unit_test(what_would_pass_the_cap_is_not_taken),
		cmocka_unit_test(one_frame_alone_always_fits),
		cmocka_unit_test(the_ring_keeps_order_while_it_turns_and_grows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
