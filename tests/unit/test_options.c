/* The options of a command line, against a table. */
#include "unit.h"

#include "base/options.h"

static const struct option table[] = {
	{"--name", "NAME", true, false, ""},
	{"--origin", "ORIGIN", false, true, ""},
	{"--renew", NULL, false, false, ""},
	{0},
};

static const char *fault(struct arena *arena, const char *operand, int argc, const char **argv,
	struct options *ret_options)
{
	const char *reason = NULL;
	enum err err;

	*ret_options = (struct options){.table = table, .operand_name = operand};
	err = options_read(arena, ret_options, argc, (char **)argv, &reason);
	assert_int_equal(err, reason ? ERR_INVALID : ERR_NONE);
	return reason;
}

#define FAULT(arena, operand, options, ...)                                                      \
	fault((arena), (operand), sizeof((const char *[]){"set", __VA_ARGS__}) / sizeof(char *), \
		(const char *[]){"set", __VA_ARGS__}, (options))

static void a_value_stands_behind_the_option_or_behind_an_equals_sign(void **state)
{
	struct options options;

	assert_null(FAULT(*state, NULL, &options, "--name", "a", "--origin=b", "--origin", "c=d"));
	assert_string_equal(option_value(&options, "--name"), "a");
	assert_string_equal(option_lines(*state, &options, "--origin"), "b\nc=d");
	assert_false(option_is_given(&options, "--renew"));
}

static void an_option_that_was_not_given_has_no_value(void **state)
{
	struct options options;

	assert_null(FAULT(*state, NULL, &options, "--name", "a", "--renew"));
	assert_null(option_value(&options, "--origin"));
	assert_string_equal(option_lines(*state, &options, "--origin"), "");
	assert_true(option_is_given(&options, "--renew"));
}

static void an_operand_may_stand_anywhere(void **state)
{
	struct options options;

	assert_null(FAULT(*state, "ID", &options, "--renew", "x", "--name", "a"));
	assert_string_equal(options.operand, "x");
}

static void each_mistake_is_named(void **state)
{
	struct options options;

	assert_string_equal(FAULT(*state, NULL, &options, "--renew"), "--name is missing.");
	assert_string_equal(
		FAULT(*state, NULL, &options, "--name"), "--name wants NAME behind it.");
	assert_string_equal(
		FAULT(*state, NULL, &options, "--nam=a"), "There is no option --nam here.");
	assert_string_equal(
		FAULT(*state, NULL, &options, "--names", "a"), "There is no option --names here.");
	assert_string_equal(FAULT(*state, NULL, &options, "--name=a", "--name=b"),
		"--name was given too often.");
	assert_string_equal(FAULT(*state, "ID", &options, "--name=a"), "ID is missing.");
	assert_string_equal(FAULT(*state, NULL, &options, "--name=a", "x"),
		"There is one argument too many: x.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_value_stands_behind_the_option_or_behind_an_equals_sign),
		arena_test(an_option_that_was_not_given_has_no_value),
		arena_test(an_operand_may_stand_anywhere),
		arena_test(each_mistake_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
