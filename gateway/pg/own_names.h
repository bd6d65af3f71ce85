/*
 * What a text says of the tenant that it is for, and above all the names of its functions, which
 * are each tenant's own: chat_time_ and the last digits of its id. PostgreSQL looks a function up
 * by its name among those of all schemas, and each of its processes keeps what it has found, bodies
 * and all. The generator writes chat_time_:own (sql/names.mjs). Should two tenants have the same
 * digits, each has its own functions still, and PostgreSQL finds two where it looks for one.
 */
#ifndef FRONTDESK_OWN_NAMES_H
#define FRONTDESK_OWN_NAMES_H

#include "base/arena.h"

/* What stands for something in a text, and what comes in its place; a list ends with {0}. */
struct placeholder {
	const char *name, *value;
};

/* The text with its placeholders filled; the arena's. */
const char *placeholders_fill(
	struct arena *arena, const char *text, const struct placeholder *list);

#define OWN_PLACEHOLDER ":own"
/* What stands for it, of a tenant's role or schema, whose end it is. */
const char *own_digits(const char *role);
/* A statement as PostgreSQL gets it for a tenant; the arena's, or the same. */
const char *own_names(struct arena *arena, const char *sql, const char *role);

#endif
