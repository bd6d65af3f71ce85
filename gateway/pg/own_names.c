#include "pg/own_names.h"

#include <assert.h>
#include <string.h>

enum { OWN_DIGITS = 12 };

static const struct placeholder *placeholder_at(const struct placeholder *list, const char *text)
{
	for (; list->name; list++)
		if (strncmp(text, list->name, strlen(list->name)) == 0)
			return list;
	return NULL;
}

/* Up to the next colon; one that it begins with is its own. */
static struct text take_plain(const char *text)
{
	return (struct text){text, (size_t)(strchrnul(text + 1, ':') - text)};
}

/* Writes the text with its placeholders filled, and answers its size. `ret_filled` may be NULL, to
 * measure first. */
static size_t substitute(const char *text, const struct placeholder *list, char *ret_filled)
{
	size_t size = 0;

	while (*text) {
		const struct placeholder *found = *text == ':' ? placeholder_at(list, text) : NULL;
		const struct text piece = found ? text_from(found->value) : take_plain(text);

		if (ret_filled)
			memcpy(ret_filled + size, piece.data, piece.size);
		size += piece.size;
		text += found ? strlen(found->name) : piece.size;
	}
	return size;
}

const char *placeholders_fill(struct arena *arena, const char *text, const struct placeholder *list)
{
	char *filled = arena_alloc(arena, substitute(text, list, NULL) + 1);

	filled[substitute(text, list, filled)] = '\0';
	return filled;
}

const char *own_digits(const char *role)
{
	const size_t size = strlen(role);

	assert(size > OWN_DIGITS);
	return role + size - OWN_DIGITS;
}

const char *own_names(struct arena *arena, const char *sql, const char *role)
{
	const struct placeholder list[] = {{OWN_PLACEHOLDER, own_digits(role)}, {0}};

	return strstr(sql, OWN_PLACEHOLDER) ? placeholders_fill(arena, sql, list) : sql;
}
