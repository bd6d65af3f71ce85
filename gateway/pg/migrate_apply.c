/* Which migrations a schema has, and giving it the next one. */
#include "pg/migrate.h"

#include <stdio.h>
#include <string.h>

static const char *list_statement(const struct migrate_target *target)
{
	return target->tenant_id ? "SELECT number, name, checksum FROM control.tenant_migrations\n"
				   "WHERE tenant_id = $1 ORDER BY number"
				 : "SELECT number, name, checksum FROM control.migrations\n"
				   "WHERE $1::text IS NULL ORDER BY number";
}

enum err migrate_is_begun(struct owner_db *db, bool *ret_is_begun)
{
	struct owner_rows rows;

	if (owner_db_run(
		    db, &rows, "SELECT to_regclass('control.migrations') IS NOT NULL", NULL, 0))
		return ERR_BUSY;
	*ret_is_begun = owner_cell_is_true(&rows, 0, 0);
	return ERR_NONE;
}

/* Why one recorded migration does not agree with this program's; NULL when it does. */
static const char *disagreement(struct arena *arena, const struct migrate_target *target,
	const struct owner_rows *rows, size_t row)
{
	const char *name = owner_cell(rows, row, 1);
	uint64_t number = 0;

	if (row >= target->count)
		return arena_string(arena,
			"The database is newer than this program: %s has migration %s, and the "
			"last one known here is %zu. Use the program that made it, or a newer one.",
			target->title, name, target->count);
	if (text_to_uint64(text_from(owner_cell(rows, row, 0)), &number) &&
		number == (uint64_t)target->migrations[row].number &&
		strcmp(owner_cell(rows, row, 2), target->migrations[row].sha) == 0)
		return NULL;
	return arena_string(arena,
		"Migration %s of %s was applied from another text than this program holds (%s). An "
		"applied migration is never changed: use the program that made the database, or "
		"one built from its successor.",
		name, target->title, target->migrations[row].name);
}

enum err migrate_compare(struct owner_db *db, struct arena *arena,
	const struct migrate_target *target, struct migrate_state *ret_state,
	const char **ret_reason)
{
	struct owner_rows rows = {0};
	bool is_begun;

	if (migrate_is_begun(db, &is_begun) ||
		(is_begun && OWNER_RUN(db, &rows, list_statement(target),
				     owner_text(target->tenant_id)))) {
		*ret_reason = owner_db_fault(db);
		return ERR_BUSY;
	}
	for (size_t i = 0; i < rows.count; i++) {
		const char *reason = disagreement(arena, target, &rows, i);

		if (reason) {
			*ret_reason = reason;
			return ERR_CONFLICT;
		}
	}
	*ret_state = (struct migrate_state){rows.count, target->count - rows.count};
	return ERR_NONE;
}

/* The migrations that every tenant should have, in the form in which the list below sums them up.
 */
static const char *expected_sum(struct arena *arena)
{
	struct text sum = TEXT("");

	for (size_t i = 0; i < migrations_tenant_count; i++)
		sum = arena_printf(arena, "%.*s%d %s\n", TEXT_ARG(sum), migrations_tenant[i].number,
			migrations_tenant[i].sha);
	return sum.data;
}

/* The tenants that lack something: with 10,000 of them nobody wants to ask each. */
static const char tenants_behind[] =
	"SELECT t.id FROM public.tenants t\n"
	"LEFT JOIN LATERAL (SELECT string_agg(m.number || ' ' || m.checksum || E'\\n', ''\n"
	"    ORDER BY m.number) AS sum FROM control.tenant_migrations m WHERE m.tenant_id = t.id) "
	"AS m\n"
	"  ON true\n"
	"WHERE m.sum IS DISTINCT FROM $1\n"
	"  OR to_regrole('tenant_' || replace(t.id::text, '-', '')) IS NULL\n"
	"ORDER BY t.created_at, t.id";

enum err migrate_list_behind(struct owner_db *db, struct arena *arena, struct owner_rows *ret_rows)
{
	return OWNER_RUN(db, ret_rows, tenants_behind, owner_text(expected_sum(arena)));
}

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
			"  (tenant_id, number, name, checksum) VALUES ($1, $2, $3, $4)",
			owner_text(target->tenant_id), number, name, sha);
	return OWNER_RUN(db, NULL,
		"INSERT INTO control.migrations (number, name, checksum)\n"
		"VALUES ($1, $2, $3)",
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
