/*
 * The options of a command, from a table: --name VALUE or --name=VALUE, flags without a value, and
 * at most one operand. Pure: it reads and complains, the command decides.
 */
#ifndef FRONTDESK_OPTIONS_H
#define FRONTDESK_OPTIONS_H

#include "base/arena.h"
#include "base/err.h"

enum { OPTIONS_MAX = 12, OPTION_REPEATS_MAX = 100 };

/* A row of a command's table, which ends with a zeroed one. */
struct option {
	const char *name;     /* "--origin" */
	const char *argument; /* what it takes, "ORIGIN"; NULL: nothing */
	bool is_required, can_repeat;
	const char *sentence;
};

struct options {
	const struct option *table;
	const char *operand_name; /* of the operand that is required, "ID"; NULL: there is none */
	const char *operand;      /* as given */
	struct {
		size_t count; /* how often it was given */
		const char *items[OPTION_REPEATS_MAX];
	} given[OPTIONS_MAX];
};

/* Reads what follows argv[0] into `options`, of which the caller has set table and operand_name.
 * ERR_INVALID with a sentence. Values are borrowed from argv. */
enum err options_read(struct arena *arena, struct options *options, int argc, char **argv,
	const char **ret_reason);
/* The option's first value; NULL when it was not given. The name must be in the table. */
const char *option_value(const struct options *options, const char *name);
bool option_is_given(const struct options *options, const char *name);
/* All values of an option, each on a line; "" when it was not given. */
const char *option_lines(struct arena *arena, const struct options *options, const char *name);

#endif
