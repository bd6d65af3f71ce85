/* How long a short message is, and what admins say of its provider. */
#include "unit.h"

#include "notify/sms_input.h"
#include "sms.h"

static struct text repeat(struct arena *arena, const char *what, size_t times)
{
	struct text all = TEXT("");
	for (size_t i = 0; i < times; i++)
		all = arena_printf(arena, "%.*s%s", TEXT_ARG(all), what);
	return all;
}

static void a_text_takes_what_its_alphabet_takes(void **state)
{
	static const struct {
		const char *what;
		size_t times;
		bool is_gsm;
		size_t units, segments;
	} cases[] = {
		{"a", 0, true, 0, 1}, {"a", 160, true, 160, 1}, {"a", 161, true, 161, 2},
		{"a", 306, true, 306, 2}, {"a", 307, true, 307, 3},
		{"\xc3\xa4", 160, true, 160, 1},    /* ä */
		{"\xe2\x82\xac", 80, true, 160, 1}, /* €, written by two */
		{"\xe2\x82\xac", 81, true, 162, 2},
		{"\xe2\x82\xac", 153, true, 306, 3}, /* 76 fit into one: none is divided */
		{"\xd8\xb3", 70, false, 70, 1},      /* Arabic */
		{"\xd8\xb3", 71, false, 71, 2}, {"\xd8\xb3", 134, false, 134, 2},
		{"\xd8\xb3", 135, false, 135, 3},
		{"\xf0\x9f\x8c\xb1", 35, false, 70, 1}, /* a character of two units */
		{"\xf0\x9f\x8c\xb1", 67, false, 134, 3},
		{"\xe1\xba\x9e", 1, false, 1, 1}, /* ẞ is none of GSM's */
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct sms_measure measure =
			sms_measure(repeat(*state, cases[i].what, cases[i].times));
		assert_int_equal(measure.is_gsm, cases[i].is_gsm);
		assert_int_equal(measure.units, cases[i].units);
		assert_int_equal(measure.segments, cases[i].segments);
	}
}

static const char *read(struct arena *arena, const char *body, struct sms_input *ret_input)
{
	struct json *json = NULL;
	assert_int_equal(json_parse(text_from(body), &json), ERR_NONE);
	const char *fault = sms_input_read(arena, json, false, ret_input);
	ret_input->sender = arena_copy(arena, ret_input->sender);
	json_free(&json);
	return fault;
}

#define SETTINGS(base, account, token, sender, most)                          \
	"{\"baseUrl\": " base ", \"account\": " account ", \"token\": " token \
	", \"sender\": " sender ", \"segmentsMost\": " most "}"

static void a_provider_is_an_origin_an_account_and_a_sender(void **state)
{
	struct sms_input input = {0};
	assert_null(read(*state,
		SETTINGS("\"https://API.twilio.com/\"", "\"AC1\"", "\"t:0ken\"",
			"\"+49 (30) 1234567\"", "3"),
		&input));
	assert_text_equal(input.base_url, "https://api.twilio.com");
	assert_text_equal(input.sender, "+49301234567");
	assert_null(read(*state,
		SETTINGS("\"https://a.example\"", "\"A\"", "\"t\"", "\"Fern 1\"", "1"), &input));
	assert_text_equal(input.sender, "Fern 1");
	assert_null(read(*state,
		SETTINGS("\"https://a.example\"", "\"A\"", "\"t\"", "\"12345\"", "10"), &input));
}

static void what_will_not_do_is_named(void **state)
{
	static const char *const refused[][2] = {
		{"baseUrl", SETTINGS("\"http://a.example\"", "\"A\"", "\"t\"", "\"Fern\"", "1")},
		{"baseUrl", SETTINGS("\"https://a.example/x\"", "\"A\"", "\"t\"", "\"Fern\"", "1")},
		{"baseUrl", SETTINGS("null", "\"A\"", "\"t\"", "\"Fern\"", "1")},
		{"account",
			SETTINGS("\"https://a.example\"", "\"../x\"", "\"t\"", "\"Fern\"", "1")},
		{"account", SETTINGS("\"https://a.example\"", "\"\"", "\"t\"", "\"Fern\"", "1")},
		{"token", SETTINGS("\"https://a.example\"", "\"A\"", "\"a b\"", "\"Fern\"", "1")},
		{"token", SETTINGS("\"https://a.example\"", "\"A\"", "\"\"", "\"Fern\"", "1")},
		{"sender", SETTINGS("\"https://a.example\"", "\"A\"", "\"t\"", "\"Fern & Moss\"",
				   "1")},
		{"sender", SETTINGS("\"https://a.example\"", "\"A\"", "\"t\"", "\"twelveletter\"",
				   "1")},
		{"sender", SETTINGS("\"https://a.example\"", "\"A\"", "\"t\"", "\"12\"", "1")},
		{"sender", SETTINGS("\"https://a.example\"", "\"A\"", "\"t\"", "null", "1")},
		{"segmentsMost",
			SETTINGS("\"https://a.example\"", "\"A\"", "\"t\"", "\"Fern\"", "0")},
		{"segmentsMost",
			SETTINGS("\"https://a.example\"", "\"A\"", "\"t\"", "\"Fern\"", "11")},
	};
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct sms_input input = {0};
		const char *fault = read(*state, refused[i][1], &input);
		if (!fault || strncmp(fault, refused[i][0], strlen(refused[i][0])) != 0)
			fail_msg("%s: %s", refused[i][1], fault ? fault : "taken");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_text_takes_what_its_alphabet_takes),
		arena_test(a_provider_is_an_origin_an_account_and_a_sender),
		arena_test(what_will_not_do_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
