/* What somebody leaves in the form of a desk that is closed. */
#include "unit.h"

#include "tickets/form_input.h"

#define ID   "\"formId\":\"018f2f00-0000-7000-8000-00000000000a\""
#define MAIL ",\"email\":\"Jane@Shop.Example\""
#define SAID ",\"message\":\"When?\""

static const char *read(struct arena *arena, const char *given, struct form_input *ret_input)
{
	struct json *body = NULL;
	assert_int_equal(json_parse(text_from(given), &body), ERR_NONE);
	const char *fault = form_input_read(arena, body, ret_input);
	if (!fault) {
		ret_input->email = arena_copy(arena, ret_input->email);
		ret_input->message = arena_copy(arena, ret_input->message);
		if (!text_is_absent(ret_input->name))
			ret_input->name = arena_copy(arena, ret_input->name);
	}
	json_free(&body);
	return fault;
}

static void what_is_left_is_kept_as_it_was_typed(void **state)
{
	struct form_input input;
	assert_null(read(*state,
		"{" ID MAIL ",\"message\":\" Is it\\r\\nthere? \",\"name\":\"Jane\",\"locale\":"
		"\"de-AT\"}",
		&input));
	assert_text_equal(input.name, "Jane");
	assert_text_equal(input.email, "Jane@Shop.Example");
	assert_text_equal(input.normal, "jane@shop.example");
	assert_text_equal(input.message, " Is it\nthere? ");
	assert_text_equal(input.locale, "de");
	assert_true(text_is_absent(input.page_url));
}

static void empty_fields_and_languages_that_no_mail_has_say_nothing(void **state)
{
	static const char *const locales[] = {"", "ja", "denglish", "e", "-"};
	struct form_input input;
	for (size_t i = 0; i < sizeof(locales) / sizeof(*locales); i++) {
		assert_null(read(*state,
			arena_string(*state,
				"{" ID MAIL SAID
				",\"name\":\"\",\"pageUrl\":null,\"locale\":\"%s\"}",
				locales[i]),
			&input));
		assert_true(text_is_absent(input.name) && text_is_absent(input.locale));
	}
}

static void what_will_not_do_is_named(void **state)
{
	static const struct {
		const char *given, *fault;
	} cases[] = {
		{"{\"email\":\"a@b.example\"" SAID "}", "formId must be a UUID"},
		{"{\"formId\":\"00000000-0000-0000-0000-000000000000\"" MAIL SAID "}",
			"formId must be a UUID"},
		{"{" ID SAID "}", "email must be an e-mail address"},
		{"{" ID ",\"email\":\"jane\"" SAID "}", "email must be an e-mail address"},
		{"{" ID MAIL "}", "message must have something in it that can be seen"},
		{"{" ID MAIL ",\"message\":\"\\u200b \\n\"}",
			"message must have something in it that can be seen"},
		{"{" ID MAIL ",\"message\":[]}", "message must be a text of up to 16000 bytes"},
		{"{" ID MAIL SAID ",\"name\":7}", "name must be a text of up to 255 bytes"},
	};
	struct form_input input;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *fault = read(*state, cases[i].given, &input);
		assert_non_null(fault);
		assert_string_equal(fault, cases[i].fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(what_is_left_is_kept_as_it_was_typed),
		arena_test(empty_fields_and_languages_that_no_mail_has_say_nothing),
		arena_test(what_will_not_do_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
