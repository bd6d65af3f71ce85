/* Options from the command line, against a table. */
#include "base/options.h"

#include <assert.h>
#include <string.h>

/* How long the name in an argument is: up to '=', or all of it. */
static size_t name_size(const char *argument)
{
	return strcspn(argument, "=");
}

static size_t find(const struct option *table, const char *name, size_t size)
{
	size_t i = 0;

	while (table[i].name &&
		!(strlen(table[i].name) == size && memcmp(table[i].name, name, size) == 0))
		i++;
	return i;
}

struct reading {
	struct arena *arena;
	struct options *options;
	int argc, next;
	char **argv;
};

static const char *read_operand(struct reading *reading, const char *argument)
{
	if (!reading->options->operand_name || reading->options->operand)
		return arena_string(
			reading->arena, "There is one argument too many: %s.", argument);
	reading->options->operand = argument;
	return NULL;
}

/* The value behind '=', or the next argument. */
static const char *take_value(struct reading *reading, const char *argument)
{
	if (argument[name_size(argument)] == '=')
		return argument + name_size(argument) + 1;
	return reading->next < reading->argc ? reading->argv[reading->next++] : NULL;
}

static const char *read_option(struct reading *reading, const char *argument)
{
	const size_t index = find(reading->options->table, argument, name_size(argument));
	const struct option *option = &reading->options->table[index];
	const char *value = "";

	if (!option->name)
		return arena_string(reading->arena, "There is no option %.*s here.",
			(int)name_size(argument), argument);
	if (option->argument)
		value = take_value(reading, argument);
	if (!value)
		return arena_string(
			reading->arena, "%s wants %s behind it.", option->name, option->argument);
	if (reading->options->given[index].count == (option->can_repeat ? OPTION_REPEATS_MAX : 1))
		return arena_string(reading->arena, "%s was given too often.", option->name);
	reading->options->given[index].items[reading->options->given[index].count++] = value;
	return NULL;
}

static const char *missing(struct reading *reading)
{
	if (reading->options->operand_name && !reading->options->operand)
		return arena_string(
			reading->arena, "%s is missing.", reading->options->operand_name);
	for (size_t i = 0; reading->options->table[i].name; i++)
		if (reading->options->table[i].is_required && reading->options->given[i].count == 0)
			return arena_string(
				reading->arena, "%s is missing.", reading->options->table[i].name);
	return NULL;
}

enum err options_read(struct arena *arena, struct options *options, int argc, char **argv,
	const char **ret_reason)
{
	struct reading reading = {arena, options, argc, 1, argv};
	const char *reason = NULL;

	while (!reason && reading.next < argc) {
		const char *argument = argv[reading.next++];

		reason = strncmp(argument, "--", 2) == 0 ? read_option(&reading, argument)
							 : read_operand(&reading, argument);
	}
	if (!reason)
		reason = missing(&reading);
	if (!reason)
		return ERR_NONE;
	*ret_reason = reason;
	return ERR_INVALID;
}

static size_t must_find(const struct options *options, const char *name)
{
	const size_t index = find(options->table, name, strlen(name));

	assert(options->table[index].name);
	return index;
}

const char *option_value(const struct options *options, const char *name)
{
	const size_t index = must_find(options, name);

	return options->given[index].count > 0 ? options->given[index].items[0] : NULL;
}

bool option_is_given(const struct options *options, const char *name)
{
	return options->given[must_find(options, name)].count > 0;
}

const char *option_lines(struct arena *arena, const struct options *options, const char *name)
{
	const size_t index = must_find(options, name);
	struct text lines = TEXT("");

	for (size_t i = 0; i < options->given[index].count; i++)
		lines = arena_printf(arena, "%.*s%s%s", TEXT_ARG(lines), i > 0 ? "\n" : "",
			options->given[index].items[i]);
	return lines.data;
}
