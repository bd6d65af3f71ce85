/* What of a page goes into one event or answer. */
#include "unit.h"

#include "chat/portion.h"

enum { ITEMS = 4 };

static const struct text items[ITEMS] = {
	TEXT("{\"seq\":1}"), TEXT("{\"seq\":2}"), TEXT("{\"seq\":3}"), TEXT("{\"seq\":4}")};

static struct portion of(size_t bytes_most, bool is_newest)
{
	return portion_of(items, ITEMS, bytes_most, is_newest);
}

static struct text put(struct arena *arena, struct portion portion)
{
	struct json_writer writer;
	json_writer_init(&writer, arena);
	portion_put(&portion, &writer);
	return json_writer_text(&writer);
}

static void what_fits_goes_whole(void **state)
{
	assert_text_equal(put(*state, of(4 * 10, false)),
		"[{\"seq\":1},{\"seq\":2},{\"seq\":3},{\"seq\":4}]");
	assert_text_equal(
		put(*state, of(4 * 10, true)), "[{\"seq\":1},{\"seq\":2},{\"seq\":3},{\"seq\":4}]");
}

static void what_does_not_fit_is_left_out_at_the_far_end(void **state)
{
	assert_text_equal(
		put(*state, of(4 * 10 - 1, false)), "[{\"seq\":1},{\"seq\":2},{\"seq\":3}]");
	assert_text_equal(
		put(*state, of(4 * 10 - 1, true)), "[{\"seq\":2},{\"seq\":3},{\"seq\":4}]");
}

static void one_message_always_goes(void **state)
{
	assert_text_equal(put(*state, of(0, false)), "[{\"seq\":1}]");
	assert_text_equal(put(*state, of(0, true)), "[{\"seq\":4}]");
}

static void of_nothing_there_is_an_empty_portion(void **state)
{
	assert_text_equal(put(*state, portion_of(NULL, 0, 100, true)), "[]");
}

static void the_largest_message_is_no_larger_than_is_said(void **state)
{
	static char content[CONTENT_SIZE_MAX];
	struct json_writer writer;
	memset(content, 1, sizeof(content));
	json_writer_init(&writer, *state);
	json_put_text(&writer, (struct text){content, sizeof(content)});
	assert_true(json_writer_text(&writer).size <= MESSAGE_JSON_MOST - 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(what_fits_goes_whole),
		arena_test(what_does_not_fit_is_left_out_at_the_far_end),
		arena_test(one_message_always_goes),
		arena_test(of_nothing_there_is_an_empty_portion),
		arena_test(the_largest_message_is_no_larger_than_is_said),
	};
	return cmocka_run_group_tests_name("portion", tests, NULL, NULL);
}
