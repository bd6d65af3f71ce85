/* Reading and writing JSON. */
#include "unit.h"

#include "base/json.h"

static enum err parses(struct text text)
{
	struct json *json = NULL;
	enum err err = json_parse(text, &json);
	json_free(&json);
	return err;
}

static void malformed_documents_are_refused(void **state)
{
	static const char *const bad[] = {"", "{", "{}{}", "[1,]", "{\"a\":}", "nul", "{} x",
		"\"\\u00\"", "\\u0000", "{\"a\":\"\xFF\"}", "'a'"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(parses(text_from(bad[i])), ERR_INVALID);
	assert_int_equal(parses((struct text){"{}\0", 3}), ERR_INVALID);
	assert_int_equal(parses(TEXT_ABSENT), ERR_INVALID);
	assert_int_equal(parses(TEXT(" {\"a\": [1, 2]} \n")), ERR_NONE);
}

static void an_escape_that_no_text_can_hold_is_read_as_a_control_character(void **state)
{
	static const struct {
		const char *json, *text;
	} cases[] = {
		{"\"\\u0000\"", "\x01"},
		{"\"a\\ud800b\"", "a\x01"
				  "b"},
		{"\"\\uDFFF\"", "\x01"},
		{"\"\\udc00\\ud800\"", "\x01\x01"},
		{"\"\\ud800\\ud83d\\ude00\"", "\x01\xf0\x9f\x98\x80"},
		{"\"\\ud83d\\ude00\\ude00\"", "\xf0\x9f\x98\x80\x01"},
		{"\"\\ud800\\\\udc00\"", "\x01\\udc00"},
		{"\"\\\\u0000\"", "\\u0000"},
		{"\"\\\"\\u0000\\\"\"", "\"\x01\""},
		{"\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json *json = NULL;
		struct text text = TEXT_ABSENT;
		assert_int_equal(json_parse(text_from(cases[i].json), &json), ERR_NONE);
		assert_true(json_text(json, &text));
		assert_text_equal(text, cases[i].text);
		json_free(&json);
	}
	assert_int_equal(parses(TEXT("{\"\\u0000\":1} \\u0000")), ERR_INVALID);
	assert_int_equal(parses(TEXT("\"\\ud800")), ERR_INVALID);
}

static void depth_is_bounded_and_brackets_in_strings_do_not_count(void **state)
{
	char nested[2 * JSON_DEPTH_MAX + 3];
	memset(nested, '[', JSON_DEPTH_MAX);
	memset(nested + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
	assert_int_equal(parses((struct text){nested, (size_t)2 * JSON_DEPTH_MAX}), ERR_NONE);
	memset(nested, '[', JSON_DEPTH_MAX + 1);
	memset(nested + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
	assert_int_equal(
		parses((struct text){nested, (size_t)2 * JSON_DEPTH_MAX + 2}), ERR_INVALID);
	assert_int_equal(parses(TEXT("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"")), ERR_NONE);
	assert_int_equal(parses(TEXT("\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"")), ERR_NONE);
}

static enum err array_parses(size_t count)
{
	static char array[4 * JSON_VALUES_MAX];
	size_t size = 0;
	array[size++] = '[';
	for (size_t i = 0; i < count; i++) {
		array[size++] = '1';
		array[size++] = i + 1 < count ? ',' : ']';
	}
	return parses((struct text){array, size});
}

static void values_are_counted_and_commas_in_strings_are_none(void **state)
{
	static char commas[4 * JSON_VALUES_MAX];
	assert_int_equal(array_parses(JSON_VALUES_MAX - 1), ERR_NONE);
	assert_int_equal(array_parses(JSON_VALUES_MAX), ERR_INVALID);
	memset(commas, ',', sizeof(commas));
	commas[0] = commas[sizeof(commas) - 1] = '"';
	assert_int_equal(parses((struct text){commas, sizeof(commas)}), ERR_NONE);
}

static void members_are_typed(void **state)
{
	struct json *json = NULL;
	struct text text = TEXT("before");
	int64_t number = 5;
	bool truth = false;
	assert_int_equal(json_parse(TEXT("{\"t\":\"x\",\"n\":9007199254740991,\"h\":1.5,"
					 "\"b\":true,\"l\":[1,2]}"),
				 &json),
		ERR_NONE);
	assert_false(json_text(json_member(json, "n"), &text));
	assert_false(json_text(json_member(json, "missing"), &text));
	assert_text_equal(text, "before");
	assert_true(json_text(json_member(json, "t"), &text));
	assert_text_equal(text, "x");
	assert_false(json_int64(json_member(json, "h"), &number));
	assert_true(json_int64(json_member(json, "n"), &number));
	assert_true(number == 9007199254740991);
	assert_true(json_bool(json_member(json, "b"), &truth));
	assert_true(truth);
	assert_int_equal(json_count(json_member(json, "l")), 2);
	assert_null(json_element(json_member(json, "l"), 2));
	json_free(&json);
}

static void what_is_written_can_be_read_again(void **state)
{
	struct json_writer writer;
	json_writer_init(&writer, *state);
	json_open_object(&writer);
	json_put_name(&writer, "text");
	json_put_text(&writer, TEXT("a\"b\\c\n\x01 \xC3\xA9"));
	json_put_name(&writer, "list");
	json_open_array(&writer);
	json_put_int64(&writer, -3);
	json_put_bool(&writer, false);
	json_put_text(&writer, TEXT_ABSENT);
	json_close_array(&writer);
	json_put_name(&writer, "at");
	json_put_time(&writer, 1700000000000001);
	json_close_object(&writer);
	assert_text_equal(json_writer_text(&writer),
		"{\"text\":\"a\\\"b\\\\c\\n\\u0001 \xC3\xA9\",\"list\":[-3,false,null],"
		"\"at\":\"2023-11-14T22:13:20.000001Z\"}");
	assert_int_equal(parses(json_writer_text(&writer)), ERR_NONE);
}

static void a_time_before_1970_keeps_its_fraction(void **state)
{
	struct json_writer writer;
	json_writer_init(&writer, *state);
	json_put_time(&writer, -1);
	assert_text_equal(json_writer_text(&writer), "\"1969-12-31T23:59:59.999999Z\"");
}

static void times_of_several_days_are_written_in_any_order(void **state)
{
	static const struct {
		int64_t time_us;
		const char *json;
	} cases[] = {
		{951782400000000, "\"2000-02-29T00:00:00.000000Z\""},
		{951782399999999, "\"2000-02-28T23:59:59.999999Z\""},
		{951868800000000, "\"2000-03-01T00:00:00.000000Z\""},
		{-62135596800000000, "\"0001-01-01T00:00:00.000000Z\""},
		{253402300799999999, "\"9999-12-31T23:59:59.999999Z\""},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json_writer writer;
		json_writer_init(&writer, *state);
		json_put_time(&writer, cases[i].time_us);
		assert_text_equal(json_writer_text(&writer), cases[i].json);
	}
}

/* Strings are looked at eight bytes at a time: every byte, at every place of twenty. */
static void every_byte_is_escaped_wherever_it_stands(void **state)
{
	enum { SIZE = 20 };
	for (int byte = 1; byte < 0x80; byte++) {
		for (size_t at = 0; at < SIZE; at++) {
			char text[SIZE + 1] = "aaaaaaaaaaaaaaaaaaaa";
			struct json_writer writer;
			struct json *json = NULL;
			struct text read = TEXT_ABSENT;
			text[at] = (char)byte;
			json_writer_init(&writer, *state);
			json_open_object(&writer);
			json_put_name(&writer, "t");
			json_put_text(&writer, text_from(text));
			json_close_object(&writer);
			assert_int_equal(json_parse(json_writer_text(&writer), &json), ERR_NONE);
			assert_true(json_text(json_member(json, "t"), &read));
			assert_text_equal(read, text);
			json_free(&json);
		}
	}
}

/* Texts of control characters, quotes and letters in any mixture: an own generator, so that each
 * run has the same ones. */
static void any_text_that_is_written_is_read_as_it_was(void **state)
{
	enum { ROUNDS = 500, TEXT_SIZE = 300 };
	uint32_t seed = 1;
	for (size_t round = 0; round < ROUNDS; round++) {
		char text[TEXT_SIZE];
		size_t size = round % TEXT_SIZE;
		struct arena arena;
		struct json_writer writer;
		struct json *json = NULL;
		struct text read = TEXT_ABSENT;
		for (size_t i = 0; i < size; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = (char)(1 + (seed >> 16) % (seed >> 31 ? 0x7f : 0x23));
		}
		arena_init(&arena);
		json_writer_init(&writer, &arena);
		json_open_array(&writer);
		json_put_text(&writer, (struct text){text, size});
		json_close_array(&writer);
		assert_int_equal(json_parse(json_writer_text(&writer), &json), ERR_NONE);
		assert_true(json_text(json_element(json, 0), &read));
		assert_int_equal(read.size, size);
		assert_memory_equal(read.data, text, size);
		json_free(&json);
		arena_done(&arena);
	}
}

static void the_members_of_an_object_are_listed_with_their_names(void **state)
{
	struct json *json = NULL;
	struct text name = TEXT_ABSENT;
	double number;
	assert_int_equal(json_parse(TEXT("{\"a\":0.5,\"b\":\"x\"}"), &json), ERR_NONE);
	assert_int_equal(json_member_count(json), 2);
	assert_true(json_number(json_member_at(json, 0, &name), &number));
	assert_text_equal(name, "a");
	assert_true(number == 0.5);
	assert_false(json_number(json_member_at(json, 1, &name), &number));
	assert_text_equal(name, "b");
	assert_null(json_member_at(json, 2, &name));
	assert_null(json_member_at(json_member(json, "b"), 0, &name));
	assert_int_equal(json_member_count(NULL), 0);
	json_free(&json);
}

static void a_number_is_written_with_the_digits_that_it_needs(void **state)
{
	static const struct {
		double number;
		const char *text;
	} cases[] = {{0, "0"}, {-3, "-3"}, {0.1, "0.1"}, {19.99, "19.99"},
		{9007199254740991.0, "9007199254740991"}, {1.0 / 3, "0.33333333333333331"}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json_writer writer;
		json_writer_init(&writer, *state);
		json_put_number(&writer, cases[i].number);
		assert_text_equal(json_writer_text(&writer), cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(malformed_documents_are_refused),
		cmocka_unit_test(an_escape_that_no_text_can_hold_is_read_as_a_control_character),
		cmocka_unit_test(depth_is_bounded_and_brackets_in_strings_do_not_count),
		cmocka_unit_test(values_are_counted_and_commas_in_strings_are_none),
		cmocka_unit_test(members_are_typed),
		cmocka_unit_test(the_members_of_an_object_are_listed_with_their_names),
		arena_test(a_number_is_written_with_the_digits_that_it_needs),
		arena_test(what_is_written_can_be_read_again),
		arena_test(a_time_before_1970_keeps_its_fraction),
		arena_test(times_of_several_days_are_written_in_any_order),
		arena_test(every_byte_is_escaped_wherever_it_stands),
		cmocka_unit_test(any_text_that_is_written_is_read_as_it_was),
	};
	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
