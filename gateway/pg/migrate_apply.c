/* Giving a schema its next migration, or its functions. */
#include "pg/migrate.h"

#include <stdio.h>
#include <string.h>

/* What stands for the tenant in a migration's text. */
struct placeholder {
	const char *name, *value;
};

static const struct placeholder *placeholder_at(const struct placeholder *list, const char *text)
{
	for (; list->name; list++)
		if (strncmp(text, list->name, strlen(list->name)) == 0)
			return list;
	return NULL;
}

/* Writes the text with its placeholders filled, and answers its size. `ret_filled` may be NULL, to
 * measure first. */
static size_t substitute(const char *text, const struct placeholder *list, char *ret_filled)
{
	size_t size = 0;

	while (*text) {
		const struct placeholder *found = *text == ':' ? placeholder_at(list, text) : NULL;
		const struct text piece = found ? text_from(found->value) : (struct text){text, 1};

		if (ret_filled)
			memcpy(ret_filled + size, piece.data, piece.size);
		size += piece.size;
		text += found ? strlen(found->name) : 1;
	}
	return size;
}

static const char *text_for(
	struct arena *arena, const struct migrate_target *target, const struct migration *migration)
{
	char *filled;

	if (!target->tenant_id)
		return migration->text;
	const struct placeholder list[] = {
		{":tenant_id", arena_string(arena, "'%s'", target->tenant_id)},
		{":tenant_role", target->schema}, {0}};
	filled = arena_alloc(arena, substitute(migration->text, list, NULL) + 1);
	(void)substitute(migration->text, list, filled);
	return filled;
}

/* The text has an arena of its own: thousands of tenants' would not fit into memory. */
static enum err run_text(
	struct owner_db *db, const struct migrate_target *target, const struct migration *migration)
{
	struct arena arena;
	enum err err;

	arena_init(&arena);
	err = owner_db_script(db, text_for(&arena, target, migration));
	arena_done(&arena);
	return err;
}

/* The functions, number 0, are recorded over and over; what was compared before lets no other
 * number come twice. */
static enum err record(
	struct owner_db *db, const struct migrate_target *target, const struct migration *migration)
{
	const struct owner_value name = owner_text(migration->name);
	const struct owner_value sha = owner_text(migration->sha);
	struct owner_value number;
	char digits[12];

	snprintf(digits, sizeof digits, "%d", migration->number);
	number = owner_text(digits);
	if (target->tenant_id)
		return OWNER_RUN(db, NULL,
			"INSERT INTO control.tenant_migrations\n"
			"  (tenant_id, number, name, checksum) VALUES ($1, $2, $3, $4)\n"
			"ON CONFLICT (tenant_id, number) DO UPDATE\n"
			"SET checksum = excluded.checksum, applied_at = excluded.applied_at",
			owner_text(target->tenant_id), number, name, sha);
	return OWNER_RUN(db, NULL,
		"INSERT INTO control.migrations (number, name, checksum)\n"
		"VALUES ($1, $2, $3) ON CONFLICT (number) DO UPDATE\n"
		"SET checksum = excluded.checksum, applied_at = excluded.applied_at",
		number, name, sha);
}

enum err migrate_apply(
	struct owner_db *db, const struct migrate_target *target, const struct migration *migration)
{
	/* A running server holds locks for 3 s at most; longer waits would hold it up in turn. */
	if (owner_db_script(db, "SET LOCAL ROLE frontdesk_owner; SET LOCAL lock_timeout = '10s'") ||
		OWNER_RUN(db, NULL, "SELECT set_config('search_path', $1, true)",
			owner_text(target->schema)) ||
		run_text(db, target, migration))
		return ERR_BUSY;
	return record(db, target, migration);
}
