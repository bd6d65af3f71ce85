/* Which migrations a schema has, and whose functions. */
#include "pg/migrate.h"

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

/* SHA-256 of 001_control as it was before the first release, when functions stood in migrations. */
static const char former_control[] =
	"4129ebefdf94ca34620040bc280a5de6132071f96ae5cb5d723411aafedb7c34";

/* Why the recorded migration in this row, the `index`-th of its schema, does not agree with this
 * program's; NULL when it does. */
static const char *disagreement(struct arena *arena, const struct migrate_target *target,
	const struct owner_rows *rows, size_t row, size_t index)
{
	const char *name = owner_cell(rows, row, 1);
	uint64_t number = 0;

	if (strcmp(owner_cell(rows, row, 2), former_control) == 0)
		return "This database was made by a version from before the first release: its "
		       "schema cannot be carried over. Stop Frontdesk with deploy/down, move var/ "
		       "away or name a new database, and begin anew with deploy/up.";
	if (index >= target->count)
		return arena_string(arena,
			"The database is newer than this program: %s has migration %s, and the "
			"last one known here is %zu. Use the program that made it, or a newer one.",
			target->title, name, target->count);
	if (text_to_uint64(text_from(owner_cell(rows, row, 0)), &number) &&
		number == (uint64_t)target->migrations[index].number &&
		strcmp(owner_cell(rows, row, 2), target->migrations[index].sha) == 0)
		return NULL;
	return arena_string(arena,
		"Migration %s of %s was applied from another text than this program holds (%s). An "
		"applied migration is never changed: use the program that made the database, or "
		"one built from its successor.",
		name, target->title, target->migrations[index].name);
}

enum err migrate_compare(struct owner_db *db, struct arena *arena,
	const struct migrate_target *target, struct migrate_state *ret_state,
	const char **ret_reason)
{
	struct migrate_state state = {.are_functions_behind = true, .is_new = true};
	struct owner_rows rows = {0};
	bool is_begun;

	if (migrate_is_begun(db, &is_begun) ||
		(is_begun && OWNER_RUN(db, &rows, list_statement(target),
				     owner_text(target->tenant_id)))) {
		*ret_reason = owner_db_fault(db);
		return ERR_BUSY;
	}
	for (size_t i = 0; i < rows.count; i++) {
		const char *reason;

		if (strcmp(owner_cell(&rows, i, 0), "0") == 0) {
			state.is_new = false;
			state.are_functions_behind =
				strcmp(owner_cell(&rows, i, 2), target->functions->sha) != 0;
			continue;
		}
		reason = disagreement(arena, target, &rows, i, state.applied);
		if (reason) {
			*ret_reason = reason;
			return ERR_CONFLICT;
		}
		state.applied++;
	}
	state.pending = target->count - state.applied;
	*ret_state = state;
	return ERR_NONE;
}

const char *migrate_lack(struct arena *arena, const struct migrate_state *state)
{
	if (state->pending > 0)
		return arena_string(
			arena, "%zu migration%s", state->pending, state->pending == 1 ? "" : "s");
	return state->are_functions_behind ? "this version's functions" : NULL;
}

/* What every tenant should have, in the form in which the list below sums it up. */
static const char *expected_sum(struct arena *arena)
{
	struct text sum =
		arena_printf(arena, "%d %s\n", functions_tenant.number, functions_tenant.sha);

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
	"LEFT JOIN control.tenant_versions v ON v.tenant_id = t.id\n"
	"WHERE m.sum IS DISTINCT FROM $1 OR v.version IS DISTINCT FROM $2\n"
	"  OR to_regrole('tenant_' || replace(t.id::text, '-', '')) IS NULL\n"
	"ORDER BY t.created_at, t.id";

enum err migrate_list_behind(struct owner_db *db, struct arena *arena, struct owner_rows *ret_rows)
{
	return OWNER_RUN(db, ret_rows, tenants_behind, owner_text(expected_sum(arena)),
		owner_text(tenant_schema_version));
}
