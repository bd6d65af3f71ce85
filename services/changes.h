/*
 * Changes of settings, as requests bring them: of a table of members those that are given are
 * judged one by one, and written into a JSON object that a statement takes. Pure.
 */
#ifndef FRONTDESK_CHANGES_H
#define FRONTDESK_CHANGES_H

#include "base/json.h"

struct change_member;

/* Writes a member's value in the form that is kept. NULL, or a sentence without the member's name.
 */
typedef const char *change_take(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);

struct change_member {
	const char *name;
	change_take *take;
	int64_t least, most;      /* of a number; of a text the bytes; of a list the items */
	const char *const *words; /* of change_take_word: ends with NULL */
};

/* One line in which there is something to be seen, and lines of which that holds. */
const char *change_take_name(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
const char *change_take_lines(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
/* A whole number; the second takes null as well. */
const char *change_take_number(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
const char *change_take_limit(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
const char *change_take_bool(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
const char *change_take_word(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
/* "#rrggbb", in lower case. */
const char *change_take_color(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);

/* Reads the members that are given. NULL, or a sentence that begins with a member's name. */
const char *changes_read(struct arena *arena, const struct json *body,
	const struct change_member *members, size_t count, struct text *ret_changes);

#endif
