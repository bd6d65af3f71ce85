/* When a desk is open, as admins say it. */
#include "unit.h"

#include "chat/hours_input.h"

static const char *read(struct arena *arena, const char *given, struct text *ret_kept)
{
	struct json *json = NULL;
	struct json_writer writer;
	assert_int_equal(json_parse(text_from(given), &json), ERR_NONE);
	json_writer_init(&writer, arena);
	const char *fault = hours_input_take(arena, NULL, json, &writer);
	if (!fault)
		*ret_kept = json_writer_text(&writer);
	json_free(&json);
	return fault;
}

static void days_are_kept_with_lists_of_spans_in_the_order_of_the_week(void **state)
{
	struct text kept = TEXT_ABSENT;
	assert_null(read(*state, "{}", &kept));
	assert_text_equal(kept, "{}");
	assert_null(read(*state,
		"{\"sun\": [], \"mon\": {\"start\": \"09:00\", \"end\": \"17:00\"},"
		"\"tue\": [{\"end\": \"02:00\", \"start\": \"22:00\"}, {\"start\": \"00:00\", "
		"\"end\": \"24:00\"}],"
		"\"holidays\": [{\"name\": \"No\xc3\xabl\", \"date\": \"2026-12-25\"},"
		"{\"date\": \"2028-02-29\", \"name\": \"Leap\", \"spans\": [{\"start\": "
		"\"23:59\", \"end\": \"00:00\"}]}]}",
		&kept));
	assert_text_equal(kept,
		"{\"mon\":[{\"start\":\"09:00\",\"end\":\"17:00\"}],"
		"\"tue\":[{\"start\":\"22:00\",\"end\":\"02:00\"},{\"start\":\"00:00\",\"end\":"
		"\"24:00\"}],\"sun\":[],"
		"\"holidays\":[{\"date\":\"2026-12-25\",\"name\":\"No\xc3\xabl\"},"
		"{\"date\":\"2028-02-29\",\"name\":\"Leap\",\"spans\":[{\"start\":\"23:59\","
		"\"end\":\"00:00\"}]}]}");
}

static void what_will_not_do_is_told(void **state)
{
	static const char *const refused[][2] = {
		{"[]", "must be an object of days"},
		{"null", "must be an object of days"},
		{"{\"monday\": []}", "has a member that is neither mon, tue, wed, thu, fri, sat, "
				     "sun nor holidays"},
		{"{\"mon\": 9}", "has at mon what is no list of up to 8 spans"},
		{"{\"mon\": null}", "has at mon what is no list of up to 8 spans"},
		{"{\"mon\": [1,2,3,4,5,6,7,8,9]}", "has at mon what is no list of up to 8 spans"},
		{"{\"mon\": [1]}", "has at mon a span that is not of start and end"},
		{"{\"fri\": {\"start\": \"09:00\", \"end\": \"17:00\", \"zone\": \"UTC\"}}",
			"has at fri a span that is not of start and end"},
		{"{\"fri\": {\"end\": \"17:00\"}}",
			"has at fri a start that is not from 00:00 to 23:59"},
		{"{\"fri\": {\"start\": \"24:00\", \"end\": \"17:00\"}}",
			"has at fri a start that is not from 00:00 to 23:59"},
		{"{\"fri\": {\"start\": \"9:00\", \"end\": \"17:00\"}}",
			"has at fri a start that is not from 00:00 to 23:59"},
		{"{\"fri\": {\"start\": \"09:60\", \"end\": \"17:00\"}}",
			"has at fri a start that is not from 00:00 to 23:59"},
		{"{\"fri\": {\"start\": \"09:00\", \"end\": \"24:01\"}}",
			"has at fri an end that is not from 00:00 to 24:00"},
		{"{\"fri\": {\"start\": \"09:00\", \"end\": 17}}",
			"has at fri an end that is not from 00:00 to 24:00"},
		{"{\"holidays\": {}}", "must have a list of up to 366 holidays"},
		{"{\"holidays\": [1]}", "has a holiday without a date, as 2026-12-25"},
		{"{\"holidays\": [{\"date\": \"2026-02-29\", \"name\": \"A\"}]}",
			"has a holiday without a date, as 2026-12-25"},
		{"{\"holidays\": [{\"date\": \"2026-02-28T10:00:00Z\", \"name\": \"A\"}]}",
			"has a holiday without a date, as 2026-12-25"},
		{"{\"holidays\": [{\"date\": \"2026-02-28\"}]}",
			"has at 2026-02-28 a name that must be a text of up to 100 bytes"},
		{"{\"holidays\": [{\"date\": \"2026-02-28\", \"name\": \"A\", \"open\": true}]}",
			"has at 2026-02-28 a member that is neither date, name nor spans"},
		{"{\"holidays\": [{\"date\": \"2026-02-28\", \"name\": \"A\", \"spans\": 1}]}",
			"has at 2026-02-28 what is no list of up to 8 spans"},
		{"{\"holidays\": [{\"date\": \"2026-02-28\", \"name\": \"A\"}, {\"date\": "
		 "\"2026-02-28\", \"name\": \"B\"}]}",
			"has 2026-02-28 twice"},
	};
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct text kept;
		const char *fault = read(*state, refused[i][0], &kept);
		assert_non_null(fault);
		assert_string_equal(fault, refused[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(days_are_kept_with_lists_of_spans_in_the_order_of_the_week),
		arena_test(what_will_not_do_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
