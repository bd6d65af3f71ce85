/* Giving a schema its next migration, or its functions. */
#include "pg/migrate.h"

#include <stdio.h>

#include "pg/own_names.h"

static const char *text_for(
	struct arena *arena, const struct migrate_target *target, const char *text)
{
	if (!target->tenant_id)
		return text;
	const struct placeholder list[] = {
		{":tenant_id", arena_string(arena, "'%s'", target->tenant_id)},
		{":tenant_role", target->schema}, {OWN_PLACEHOLDER, own_digits(target->schema)},
		{0}};

	return placeholders_fill(arena, text, list);
}

/* The text has an arena of its own: thousands of tenants' would not fit into memory. */
static enum err run_text(struct owner_db *db, const struct migrate_target *target, const char *text)
{
	struct arena arena;
	enum err err;

	arena_init(&arena);
	err = owner_db_script(db, text_for(&arena, target, text));
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

enum err migrate_note_version(struct owner_db *db, const struct migrate_target *target)
{
	return OWNER_RUN(db, NULL,
		"INSERT INTO control.tenant_versions AS v (tenant_id, version) VALUES ($1, $2)\n"
		"ON CONFLICT (tenant_id) DO UPDATE\n"
		"SET version = excluded.version, previous = v.version, changed_at = now()\n"
		"WHERE v.version <> excluded.version",
		owner_text(target->tenant_id), owner_text(tenant_schema_version));
}

/* What a run that was killed has left: an index that is not whole, and serves nobody. */
static enum err drop_invalid_index(struct owner_db *db, const struct migrate_target *target,
	const char *index, const char *how)
{
	struct owner_rows rows;
	char statement[160];

	if (OWNER_RUN(db, &rows,
		    "SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid\n"
		    "WHERE NOT i.indisvalid AND c.relname = $1 AND c.relnamespace = "
		    "$2::regnamespace",
		    owner_text(index), owner_text(target->schema)))
		return ERR_BUSY;
	if (rows.count == 0)
		return ERR_NONE;
	snprintf(statement, sizeof statement, "DROP INDEX %sIF EXISTS %s.%s", how, target->schema,
		index);
	return owner_db_script(db, statement);
}

enum err migrate_apply(
	struct owner_db *db, const struct migrate_target *target, const struct migration *migration)
{
	/* Whoever waits for a lock holds up all who come behind, and those of a running server give
	 * up after 500 ms: so rather often than for long. */
	if (owner_db_script(
		    db, "SET LOCAL ROLE frontdesk_owner; SET LOCAL lock_timeout = '200ms'") ||
		OWNER_RUN(db, NULL, "SELECT set_config('search_path', $1, true)",
			owner_text(target->schema)) ||
		(migration->alone && drop_invalid_index(db, target, migration->index, "")) ||
		run_text(db, target, migration->text))
		return ERR_BUSY;
	return record(db, target, migration);
}

/* --- outside a transaction -------------------------------------------------------------------- */
/* It waits for whoever has a transaction open, and nobody waits for it: so it may take its time. */
static enum err run_alone(
	struct owner_db *db, const struct migrate_target *target, const struct migration *migration)
{
	if (owner_db_script(db, "SET ROLE frontdesk_owner; SET lock_timeout = 0") ||
		OWNER_RUN(db, NULL, "SELECT set_config('search_path', $1, false)",
			owner_text(target->schema)) ||
		drop_invalid_index(db, target, migration->index, "CONCURRENTLY ") ||
		run_text(db, target, migration->alone))
		return ERR_BUSY;
	return record(db, target, migration);
}

enum err migrate_apply_alone(
	struct owner_db *db, const struct migrate_target *target, const struct migration *migration)
{
	const enum err err = run_alone(db, target, migration);

	if (owner_db_is_connected(db))
		(void)owner_db_script(db, "RESET ROLE; RESET lock_timeout; RESET search_path");
	return err;
}
