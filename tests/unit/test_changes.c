/* Changes of settings: what is given is judged and written, what is not stays as it is. */
#include "unit.h"

#include "changes.h"

static const char *const words[] = {"page", "light", NULL};
static const struct change_member members[] = {
	{"name", change_take_name, 1, 5, NULL},
	{"lines", change_take_lines, 1, 9, NULL},
	{"number", change_take_number, 0, 300, NULL},
	{"limit", change_take_limit, 1, 10, NULL},
	{"isSet", change_take_bool, 0, 0, NULL},
	{"word", change_take_word, 0, 0, words},
	{"color", change_take_color, 0, 0, NULL},
};

static const char *read(struct arena *arena, const char *body, struct text *ret_changes)
{
	struct json *json = NULL;
	assert_int_equal(json_parse(text_from(body), &json), ERR_NONE);
	const char *fault =
		changes_read(arena, json, members, sizeof(members) / sizeof(*members), ret_changes);
	json_free(&json);
	return fault;
}

static void what_is_given_is_written_in_the_form_that_is_kept(void **state)
{
	struct text changes = TEXT_ABSENT;
	assert_null(read(*state, "{\"other\": 1}", &changes));
	assert_text_equal(changes, "{}");
	assert_null(read(*state,
		"{\"color\": \"#AbCdEf\", \"lines\": \"a\\r\\nb\", \"limit\": null, \"number\": 0, "
		"\"isSet\": false, \"word\": \"light\", \"name\": \"A\"}",
		&changes));
	assert_text_equal(changes,
		"{\"name\":\"A\",\"lines\":\"a\\nb\",\"number\":0,\"limit\":null,"
		"\"isSet\":false,\"word\":\"light\",\"color\":\"#abcdef\"}");
}

static void what_will_not_do_is_named(void **state)
{
	static const char *const refused[] = {"{\"name\": \"\"}", "{\"name\": \"abcdef\"}",
		"{\"name\": \"a\\nb\"}", "{\"name\": null}", "{\"lines\": \" \\n\"}",
		"{\"lines\": \"\"}", "{\"lines\": \"a\\u0000\"}", "{\"lines\": \"0123456789\"}",
		"{\"number\": -1}", "{\"number\": 301}", "{\"number\": null}", "{\"number\": 1.5}",
		"{\"limit\": 0}", "{\"limit\": \"5\"}", "{\"isSet\": 1}", "{\"word\": \"dark\"}",
		"{\"word\": null}", "{\"color\": \"red\"}", "{\"color\": \"#12345\"}",
		"{\"color\": \"#12345g\"}", "{\"color\": \"1234567\"}", "{\"color\": 1}"};
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct text changes = TEXT("as it was");
		const char *fault = read(*state, refused[i], &changes);
		if (!fault || strncmp(fault, refused[i] + 2, strcspn(fault, " ")) != 0)
			fail_msg("%s: %s", refused[i], fault ? fault : "taken");
		assert_text_equal(changes, "as it was");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(what_is_given_is_written_in_the_form_that_is_kept),
		arena_test(what_will_not_do_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
