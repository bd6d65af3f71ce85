/* The outbox: order, coalescing, its cap; as frames and as events. */
#include "unit.h"

#include <stdlib.h>

#include "sockets/outbox.h"

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
	outbox_clear(&outbox);
}

static void a_ring_stays_until_it_is_trimmed_and_one_frame_needs_none(void **state)
{
	struct outbox outbox = {0};
	uint32_t count = 0;
	for (int round = 0; round < 3; round++) {
		assert_true(put(&outbox, 'a', 1));
		assert_int_equal(outbox.capacity, 0);
		assert_int_equal(outbox_next(&outbox, buffer, &count).size, 3);
		outbox_trim(&outbox);
		assert_int_equal(outbox.count, 1);
		outbox_drop(&outbox, count);
	}
	for (int i = 0; i < 9; i++)
		assert_true(put(&outbox, 'b', 1));
	assert_int_equal(outbox.capacity, 16);
	outbox_drop(&outbox, 9);
	assert_int_equal(outbox.capacity, 16);
	outbox_trim(&outbox);
	assert_int_equal(outbox.capacity, 0);
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

static void the_largest_event_alone_fits_and_what_is_above_the_cap_does_not(void **state)
{
	struct outbox outbox = {0};
	assert_false(put(&outbox, 'x', OUTBOX_BYTES_MAX + 1));
	assert_true(outbox_is_empty(&outbox));
	assert_true(put(&outbox, 'x', FRAME_EVENT_MAX));
	assert_false(put(&outbox, 'y', FRAME_EVENT_MAX));
	outbox_clear(&outbox);
}

static void a_full_one_has_room_for_a_last_frame(void **state)
{
	struct outbox outbox = {0};
	uint32_t count = 0;
	struct frame *goodbye = frame_new(TEXT("bye"));
	while (put(&outbox, 'x', 1000))
		continue;
	outbox_put_last(&outbox, goodbye);
	frame_unref(&goodbye);
	assert_true(outbox.bytes <= OUTBOX_BYTES_MAX + OUTBOX_LAST_MAX);
	outbox_drop(&outbox, outbox.count - 1);
	assert_text_equal(outbox_next(&outbox, buffer, &count), "\x81\x03"
								"bye");
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

/* --- as events -------------------------------------------------------------------------------- */
static void put_text(struct outbox *outbox, const char *json)
{
	struct frame *frame = frame_new(text_from(json));
	assert_true(outbox_put(outbox, frame));
	frame_unref(&frame);
}

static void put_ping(struct outbox *outbox)
{
	struct frame *frame = frame_new_ping();
	assert_true(outbox_put(outbox, frame));
	frame_unref(&frame);
}

static void assert_events(const struct outbox *outbox, const char *expected)
{
	struct text bytes = outbox_next_events(outbox, buffer);
	assert_int_equal(bytes.size, strlen(expected));
	assert_memory_equal(bytes.data, expected, bytes.size);
}

static void an_event_is_one_line_of_data_and_a_ping_is_a_comment(void **state)
{
	struct outbox outbox = {0};
	assert_true(text_is_absent(outbox_next_events(&outbox, buffer)));
	put_text(&outbox, "{\"a\":1}");
	put_ping(&outbox);
	put_text(&outbox, "[1,\r\n 2]");
	assert_events(&outbox, "data: {\"a\":1}\n\n:\n\ndata: [1,   2]\n\n");
	outbox_clear(&outbox);
}

static void events_go_on_where_the_last_write_ended(void **state)
{
	static const char whole[] = "data: ab\n\n:\n\ndata: \n\ndata: c\n\n";
	for (size_t first = 0; first < sizeof(whole); first++)
		for (size_t second = 0; first + second < sizeof(whole); second++) {
			struct outbox outbox = {0};
			put_text(&outbox, "ab");
			put_ping(&outbox);
			put_text(&outbox, "");
			put_text(&outbox, "c");
			outbox_advance_events(&outbox, first);
			outbox_advance_events(&outbox, second);
			if (first + second < sizeof(whole) - 1)
				assert_events(&outbox, whole + first + second);
			else
				assert_true(outbox_is_empty(&outbox));
			outbox_clear(&outbox);
		}
}

static void a_large_event_goes_out_in_several_writes(void **state)
{
	struct outbox outbox = {0};
	size_t total = 0;
	assert_true(put(&outbox, 'x', 100000));
	assert_true(put(&outbox, 'y', 10));
	while (!outbox_is_empty(&outbox)) {
		struct text bytes = outbox_next_events(&outbox, buffer);
		assert_true(bytes.size > 0 && bytes.size <= OUTBOX_WRITE_MAX);
		total += bytes.size;
		outbox_advance_events(&outbox, bytes.size);
	}
	assert_int_equal(total, 8 + 100000 + 8 + 10);
	outbox_clear(&outbox);
}

static void an_event_once_begun_outlives_what_is_dropped(void **state)
{
	struct outbox outbox = {0};
	put_text(&outbox, "first");
	put_text(&outbox, "second");
	outbox_advance_events(&outbox, 8);
	outbox_drop_unbegun(&outbox);
	put_text(&outbox, "last");
	assert_events(&outbox, "rst\n\ndata: last\n\n");
	outbox_clear(&outbox);
	put_text(&outbox, "unbegun");
	outbox_drop_unbegun(&outbox);
	assert_true(outbox_is_empty(&outbox));
}

static void few_frames_take_no_memory_and_keep_their_order(void **state)
{
	struct outbox outbox = {0};
	uint32_t count = 0;
	put(&outbox, 'a', 1);
	put(&outbox, 'b', 1);
	assert_int_equal(outbox.capacity, 0);
	outbox_drop(&outbox, 1);
	put(&outbox, 'c', 1);
	assert_int_equal(outbox.capacity, 0);
	put(&outbox, 'd', 1);
	struct text bytes = outbox_next(&outbox, buffer, &count);
	assert_int_equal(count, 3);
	assert_memory_equal(bytes.data,
		"\x81\x01"
		"b\x81\x01"
		"c\x81\x01"
		"d",
		9);
	outbox_clear(&outbox);
	assert_null(outbox.ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_frames_go_out_together_in_order),
		cmocka_unit_test(a_ring_stays_until_it_is_trimmed_and_one_frame_needs_none),
		cmocka_unit_test(a_write_holds_whole_frames_up_to_its_bound),
		cmocka_unit_test(a_larger_frame_goes_alone_and_uncopied),
		cmocka_unit_test(what_would_pass_the_cap_is_not_taken),
		cmocka_unit_test(the_largest_event_alone_fits_and_what_is_above_the_cap_does_not),
		cmocka_unit_test(a_full_one_has_room_for_a_last_frame),
		cmocka_unit_test(few_frames_take_no_memory_and_keep_their_order),
		cmocka_unit_test(the_ring_keeps_order_while_it_turns_and_grows),
		cmocka_unit_test(an_event_is_one_line_of_data_and_a_ping_is_a_comment),
		cmocka_unit_test(events_go_on_where_the_last_write_ended),
		cmocka_unit_test(a_large_event_goes_out_in_several_writes),
		cmocka_unit_test(an_event_once_begun_outlives_what_is_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
