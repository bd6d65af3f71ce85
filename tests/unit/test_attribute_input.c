/* What pages say of their visitors beside name and address. */
#include "unit.h"

#include "accounts/attribute_input.h"

/* What is kept of an object, or the sentence that refuses it. */
static const char *read(struct arena *arena, const char *given)
{
	struct json *object = NULL;
	struct text kept = TEXT_ABSENT;
	assert_int_equal(json_parse(text_from(given), &object), ERR_NONE);
	const char *fault =
		attribute_input_read(arena, "attributes", object, ATTRIBUTES_MAX, &kept);
	json_free(&object);
	assert_true(text_is_absent(kept) == (fault != NULL));
	return fault ? fault : arena_string(arena, "%.*s", TEXT_ARG(kept));
}

static void each_value_keeps_its_type(void **state)
{
	struct arena *arena = *state;
	static const char *const same[] = {"{}", "{\"plan\":\"gold\",\"orders\":3}",
		"{\"a\":true,\"b\":false,\"c\":null}", "{\"rate\":0.1,\"most\":9007199254740991}",
		"{\"n\":-1.5e-07}", "{\"since\":{\"date\":\"2026-11-30\"}}",
		"{\"at\":{\"date\":\"2026-11-30T12:00:00Z\"}}",
		"{\"Zo\xc3\xab \\\"x\\\"\":\"\\\\\"}"};
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		assert_string_equal(read(arena, same[i]), same[i]);
	assert_string_equal(read(arena, "{\"a\":\"\"}"), "{\"a\":null}");
	assert_string_equal(read(arena, "{\"a\":{\"date\":\"2026-11-30\",\"b\":1}}"),
		"{\"a\":{\"date\":\"2026-11-30\"}}");
}

static void what_will_not_do_is_refused_by_its_place(void **state)
{
	struct arena *arena = *state;
	static const char *const bad[] = {"{\"a\":[]}", "{\"a\":{}}", "{\"a\":{\"date\":1}}",
		"{\"a\":{\"date\":\"soon\"}}", "{\"a\":9007199254740992}", "{\"a\":1e400}",
		"{\"a\":\"x\\ny\"}", "{\"a\":\"\\ud800\"}", "{\"\":1}", "{\" \":1}",
		"{\"\\u200b\":1}", "{\"a\\u0000\":1}"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_non_null(
			strstr(read(arena, bad[i]), "attributes must have as its member 1 "));
	assert_non_null(strstr(read(arena, "{\"a\":1,\"b\":[]}"), " member 2 "));
	assert_non_null(strstr(read(arena, "[]"), "attributes must be an object"));
}

static void names_texts_and_their_number_are_bounded(void **state)
{
	struct arena *arena = *state;
	char name[ATTRIBUTE_NAME_SIZE_MAX + 2] = {0}, text[ATTRIBUTE_TEXT_SIZE_MAX + 2] = {0};
	memset(name, 'n', ATTRIBUTE_NAME_SIZE_MAX);
	memset(text, 't', ATTRIBUTE_TEXT_SIZE_MAX);
	const char *most = arena_string(arena, "{\"%s\":\"%s\"}", name, text);
	assert_string_equal(read(arena, most), most);
	assert_non_null(strstr(read(arena, arena_string(arena, "{\"%sn\":1}", name)), "must"));
	assert_non_null(strstr(read(arena, arena_string(arena, "{\"a\":\"%st\"}", text)), "must"));
	struct json_writer writer;
	json_writer_init(&writer, arena);
	json_open_object(&writer);
	for (int i = 0; i <= ATTRIBUTES_MAX; i++) {
		json_put_name(&writer, arena_string(arena, "a%d", i));
		json_put_int64(&writer, i);
	}
	json_close_object(&writer);
	const char *many = arena_string(arena, "%.*s", TEXT_ARG(json_writer_text(&writer)));
	assert_string_equal(read(arena, many), "attributes must be an object of up to 30 members.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(each_value_keeps_its_type),
		arena_test(what_will_not_do_is_refused_by_its_place),
		arena_test(names_texts_and_their_number_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
