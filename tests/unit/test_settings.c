/* Settings: which source wins, and what is said about a bad one. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/settings.h"

enum { ARGUMENTS_MAX = 8 };

struct loaded {
	enum err err;
	struct settings settings;
	const char *reason;
	int argc;
	char *argv[ARGUMENTS_MAX + 1];
};

/* Loads with these arguments, which end with NULL. */
static struct loaded load(struct arena *arena, const char *const *arguments)
{
	struct loaded loaded = {.reason = ""};
	while (arguments[loaded.argc]) {
		loaded.argv[loaded.argc] = (char *)arguments[loaded.argc];
		loaded.argc++;
	}
	loaded.err =
		settings_load(arena, &loaded.argc, loaded.argv, &loaded.settings, &loaded.reason);
	return loaded;
}

#define LOAD(...) load(*state, (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static int forget_environment(void **state)
{
	(void)unsetenv("FRONTDESK_LISTEN");
	return drop_arena(state);
}

/* Writes a settings file and gives its name, the arena's. */
static const char *write_bytes(struct arena *arena, struct text content)
{
	char *name = (char *)arena_copy(arena, TEXT("/tmp/frontdesk-settings-XXXXXX")).data;
	int file = mkstemp(name);
	assert_true(file >= 0);
	assert_int_equal(write(file, content.data, content.size), content.size);
	(void)close(file);
	return name;
}

static const char *write_file(struct arena *arena, const char *content)
{
	return write_bytes(arena, text_from(content));
}

static void assert_text_starts(const char *text, const char *words, const char *path)
{
	assert_memory_equal(text, words, strlen(words));
	assert_memory_equal(text + strlen(words), path, strlen(path));
}

static void defaults_hold_without_any_source(void **state)
{
	struct loaded loaded = LOAD("serve");
	assert_int_equal(loaded.err, ERR_NONE);
	assert_string_equal(loaded.settings.listen, "127.0.0.1:8080");
	assert_int_equal(loaded.settings.db_connections, 4);
	assert_true(loaded.settings.rate_limits);
}

static void known_flags_are_taken_and_the_rest_is_left(void **state)
{
	struct loaded loaded = LOAD("tenant", "--public-url=https://desk.example", "create",
		"--name", "Shop", "--sign-in-days", "3");
	assert_int_equal(loaded.err, ERR_NONE);
	assert_string_equal(loaded.settings.public_url, "https://desk.example");
	assert_int_equal(loaded.settings.sign_in_days, 3);
	assert_int_equal(loaded.argc, 4);
	assert_string_equal(loaded.argv[1], "create");
	assert_string_equal(loaded.argv[3], "Shop");
	assert_null(loaded.argv[4]);
}

static void a_flag_wins_over_the_environment_and_that_over_the_file(void **state)
{
	const char *file = write_file(*state, "# a comment\n\nlisten = 1.1.1.1:1\ndatabase =  "
					      "host=x dbname=y \npublic_url=http://f\n");
	assert_int_equal(setenv("FRONTDESK_LISTEN", "2.2.2.2:2", 1), 0);
	struct loaded loaded = LOAD("--config", file, "--public-url", "http://flag");
	(void)unlink(file);
	assert_int_equal(loaded.err, ERR_NONE);
	assert_string_equal(loaded.settings.listen, "2.2.2.2:2");
	assert_string_equal(loaded.settings.public_url, "http://flag");
	assert_string_equal(loaded.settings.database, "host=x dbname=y");
}

static void a_bad_value_names_the_setting_and_its_source(void **state)
{
	struct loaded loaded = LOAD("--db-connections", "many");
	assert_int_equal(loaded.err, ERR_INVALID);
	assert_non_null(strstr(loaded.reason, "db_connections"));
	assert_non_null(strstr(loaded.reason, "command line"));
	assert_int_equal(LOAD("--db-connections", "0").err, ERR_INVALID);
	assert_int_equal(LOAD("--db-connections", "-1").err, ERR_INVALID);
	assert_int_equal(LOAD("--rate-limits", "yes").err, ERR_INVALID);
	assert_int_equal(LOAD("--listen").err, ERR_INVALID);
}

static void a_bad_line_of_the_file_is_named(void **state)
{
	const char *file = write_file(*state, "listen = 1.1.1.1:1\ncolour = red\n");
	struct loaded loaded = LOAD("--config", file);
	(void)unlink(file);
	assert_int_equal(loaded.err, ERR_INVALID);
	assert_text_starts(loaded.reason, "line 2 of ", file);
}

static void a_bad_value_of_the_file_is_named_with_its_line(void **state)
{
	const char *file = write_file(*state, "workers = 1\n\nworkers = two\n");
	struct loaded loaded = LOAD("--config", file);
	(void)unlink(file);
	assert_int_equal(loaded.err, ERR_INVALID);
	assert_text_starts(loaded.reason, "workers (line 3 of ", file);
}

static void a_public_url_that_nobody_gave_is_a_guess(void **state)
{
	assert_false(LOAD("serve").settings.is_public_url_given);
	struct loaded loaded = LOAD("serve", "--public-url", "http://localhost:8080");
	assert_true(loaded.settings.is_public_url_given);
}

static void a_missing_file_is_an_error(void **state)
{
	struct loaded loaded = LOAD("--config", "/nowhere/frontdesk.conf");
	assert_int_equal(loaded.err, ERR_INVALID);
	assert_non_null(strstr(loaded.reason, "/nowhere/frontdesk.conf"));
}

static void a_file_with_a_byte_0_is_refused_and_not_cut(void **state)
{
	const char *file =
		write_bytes(*state, TEXT("public_url = https://desk.example\0.evil.example\n"));
	struct loaded loaded = LOAD("--config", file);
	assert_int_equal(loaded.err, ERR_INVALID);
	assert_non_null(strstr(loaded.reason, "byte 0"));
	(void)unlink(file);
}

static void nothing_after_two_dashes_is_a_setting(void **state)
{
	struct loaded loaded = LOAD("serve", "--", "--listen", "1.1.1.1:1");
	assert_int_equal(loaded.err, ERR_NONE);
	assert_string_equal(loaded.settings.listen, "127.0.0.1:8080");
	assert_int_equal(loaded.argc, 4);
}

#define settings_test(name) cmocka_unit_test_setup_teardown(name, make_arena, forget_environment)

int main(void)
{
	const struct CMUnitTest tests[] = {
		settings_test(defaults_hold_without_any_source),
		settings_test(known_flags_are_taken_and_the_rest_is_left),
		settings_test(a_flag_wins_over_the_environment_and_that_over_the_file),
		settings_test(a_bad_value_names_the_setting_and_its_source),
		settings_test(a_bad_line_of_the_file_is_named),
		settings_test(a_bad_value_of_the_file_is_named_with_its_line),
		settings_test(a_public_url_that_nobody_gave_is_a_guess),
		settings_test(a_missing_file_is_an_error),
		settings_test(a_file_with_a_byte_0_is_refused_and_not_cut),
		settings_test(nothing_after_two_dashes_is_a_setting),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
