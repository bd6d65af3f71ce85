/* What admins say of how their widget looks and behaves. */
#include "unit.h"

#include "chat/config_input.h"
#include "chat/config_members.h"

#define SEEN "\"updatedAt\":\"2026-12-01T00:00:00Z\""
#define ID   "\"id\":\"019b0000-0000-7000-8000-00000000000"

/* What is kept of the member, or the sentence that refuses it. */
static const char *read(struct arena *arena, const char *name, const char *value)
{
	struct json *body = NULL;
	struct config_input input = {0};
	struct text given = arena_printf(arena, "{" SEEN ",\"%s\":%s}", name, value);
	assert_int_equal(json_parse(given, &body), ERR_NONE);
	const char *fault = config_input_read(arena, body, &input);
	json_free(&body);
	if (fault)
		return fault;
	size_t before = strlen(name) + 4; /* {"name": */
	return arena_copy(
		arena, (struct text){input.changes.data + before, input.changes.size - before - 1})
		.data;
}

struct case_ {
	const char *name, *given, *kept;
};

static void assert_kept(struct arena *arena, const struct case_ *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *kept = cases[i].kept ? cases[i].kept : cases[i].given;
		const char *got = read(arena, cases[i].name, cases[i].given);
		assert_memory_equal(got, kept, strlen(kept));
	}
}

static void assert_refused(struct arena *arena, const struct case_ *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *fault = read(arena, cases[i].name, cases[i].given);
		if (strncmp(fault, cases[i].name, strlen(cases[i].name)) != 0 ||
			(cases[i].kept && !strstr(fault, cases[i].kept)))
			fail_msg("%s %s: %s", cases[i].name, cases[i].given, fault);
	}
}
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void members_are_kept_in_one_form(void **state)
{
	static const struct case_ cases[] = {
		{"launcherIcon", "\"smile\"", NULL},
		{"launcherLabel", "\"Fragen?\"", NULL},
		{"launcherLabel", "null", NULL},
		{"repliesIn", "null", NULL},
		{"repliesIn", "\"day\"", NULL},
		{"hiddenPaths", "[]", NULL},
		{"hiddenPaths", "[\"/\",\"/*\",\"/a b\",\"/\xc3\xb6%2f*\"]",
			"[\"/\",\"/*\",\"/a%20b\",\"/%C3%B6%2f*\"]"},
		{"languages", "null", NULL},
		{"languages", "{}", "null"},
		{"languages", "{\"de\":{}}", "null"},
		{"languages", "{\"de\":{\"more\":1},\"fr\":{\"headerText\":\"Bonjour\"}}",
			"{\"fr\":{\"headerText\":\"Bonjour\"}}"},
		{"preChatForm", "null", NULL},
		{"preChatForm", "{\"name\":\"off\",\"email\":\"off\"}", "null"},
		{"preChatForm", "{\"name\":\"off\",\"email\":\"off\",\"consentText\":\"Yes\"}",
			NULL},
		{"proactiveMessages", "[{" ID "A\",\"text\":\"x\",\"more\":1}]",
			"[{" ID "a\",\"text\":\"x\"}]"},
		{"allowedFileTypes", "[\"IMAGE/*\",\"image/*\",\"text/x+y\"]",
			"[\"image/*\",\"text/x+y\"]"},
		{"maxFileSizeMb", "100", NULL},
	};
	assert_kept(*state, cases, COUNT(cases));
}

static void what_will_not_do_is_refused_by_its_place(void **state)
{
	static const struct case_ cases[] = {
		{"launcherIcon", "\"star\"", "must be one of chat question mail smile"},
		{"launcherLabel", "\"\"", NULL},
		{"launcherLabel", "7", "up to 40 characters, or null"},
		{"repliesIn", "\"weeks\"", "minutes hours day, or null"},
		{"hiddenPaths", "[\"a\"]", NULL},
		{"hiddenPaths", "[\"/a?b\"]", "without a query"},
		{"hiddenPaths", "[\"/*/\"]", NULL},
		{"hiddenPaths", "[\"/\\n\"]", NULL},
		{"languages", "{\"it\":{}}", "en, de, fr, es, ar and ja"},
		{"languages", "{\"de\":{\"headerText\":\" \"}}", "of de: headerText"},
		{"preChatForm", "7", NULL},
		{"preChatForm", "{\"name\":\"off\"}", NULL},
		{"preChatForm", "{\"name\":\"off\",\"email\":\"no\"}", "in its email"},
		{"proactiveMessages", "{}", "up to 10 messages"},
		{"proactiveMessages", "[{" ID "1\",\"text\":\"x\"},{" ID "1\",\"text\":\"y\"}]",
			"at place 2: must have an id of its own"},
		{"proactiveMessages", "[{" ID "1\",\"text\":\"x\",\"paths\":[\"x\"]}]",
			"at place 1: paths"},
		{"allowedFileTypes", "[]", NULL},
		{"allowedFileTypes", "[\"*/*\"]", NULL},
		{"allowedFileTypes", "[\"image/\"]", NULL},
	};
	assert_refused(*state, cases, COUNT(cases));
}

static const char *repeat(struct arena *arena, const char *part, size_t count)
{
	struct text all = TEXT("");
	for (size_t i = 0; i < count; i++)
		all = arena_printf(arena, "%.*s%s", TEXT_ARG(all), part);
	return arena_string(arena, "%.*s", TEXT_ARG(all));
}

static void labels_are_bounded_by_characters_and_paths_as_they_are_kept(void **state)
{
	struct arena *arena = *state;
	const char *label =
		arena_string(arena, "\"%s\"", repeat(arena, "\xe3\x83\x81", LABEL_CHARACTERS_MAX));
	assert_memory_equal(read(arena, "launcherLabel", label), label, strlen(label));
	label = arena_string(
		arena, "\"%s\"", repeat(arena, "\xe3\x83\x81", LABEL_CHARACTERS_MAX + 1));
	assert_non_null(strstr(read(arena, "launcherLabel", label), "must be"));
	const char *path =
		arena_string(arena, "[\"/%s\"]", repeat(arena, "a", PAGE_PATH_SIZE_MAX - 1));
	assert_memory_equal(read(arena, "hiddenPaths", path), path, strlen(path));
	path = arena_string(
		arena, "[\"/%s\"]", repeat(arena, "\xc3\xb6", PAGE_PATH_SIZE_MAX / 6 + 1));
	assert_non_null(strstr(read(arena, "hiddenPaths", path), "must have"));
}

static void what_was_seen_must_be_said(void **state)
{
	static const char *const bodies[] = {"{}", "{\"updatedAt\":7}",
		"{\"updatedAt\":\"2026-12-01T00:00:00Z                     \"}"};
	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct json *body = NULL;
		struct config_input input;
		assert_int_equal(json_parse(text_from(bodies[i]), &body), ERR_NONE);
		const char *fault = config_input_read(*state, body, &input);
		assert_non_null(fault);
		assert_memory_equal(fault, "updatedAt ", 10);
		json_free(&body);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(members_are_kept_in_one_form),
		arena_test(what_will_not_do_is_refused_by_its_place),
		arena_test(labels_are_bounded_by_characters_and_paths_as_they_are_kept),
		arena_test(what_was_seen_must_be_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
