/*
 * frontdesk tenant import: the tenant of a file, into this installation. Each piece of rows is a
 * transaction that notes how far it has come: killed at any moment, the next run goes on from
 * there. In the end every table is read back and compared with what the file says of it; until then
 * the tenant is nobody's, and cannot be switched on.
 */
#include "commands/admin_tenant.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "commands/imported_people.h"
#include "commands/tenant_arrival.h"
#include "commands/tenant_section.h"

const struct option tenant_import_options[] = {
	{"--passphrase-file", "FILE", true, false, "Whose first line opens the file"},
	{0},
};

struct import {
	struct admin *admin;
	struct parcel_file file;
	struct tenant_arrival arrival;
	struct tenant_sections sections;
	const char **sums; /* of each section, as the file says */
	uint64_t taken;    /* pieces, by runs before */
};

/* --- beginning -------------------------------------------------------------------------------- */
static bool read_header(struct import *import)
{
	struct admin *admin = import->admin;
	enum parcel_kind kind;
	struct text text;
	bool is_read;

	if (!parcel_open_file(admin, admin->options.operand, &import->file) ||
		!parcel_read(&import->file, admin->arena, &kind, &text))
		return false;
	if (kind != PARCEL_HEADER)
		return admin_refuse(admin, "The file does not begin with a header.");
	is_read = tenant_header_read(admin, text, &import->arrival.header);
	sodium_memzero((char *)text.data, text.size);
	if (!is_read)
		return false;
	uuid_format(import->file.parcel.id, import->arrival.file_id);
	import->arrival.target = migrate_target_tenant(
		tenant_uuid(import->arrival.header.id), import->arrival.header.id);
	return true;
}

/* One import of a tenant at a time, held until the connection closes. */
static bool lock(struct import *import)
{
	struct owner_rows rows;

	if (OWNER_RUN(import->admin->db, &rows,
		    "SELECT pg_try_advisory_lock(46051122, hashtext($1))",
		    owner_text(import->arrival.header.id)))
		return tenant_failed(import->admin);
	return owner_cell_is_true(&rows, 0, 0) ||
	       admin_refuse(import->admin, "Another import of this tenant runs.");
}

static bool refuse_present(const struct import *import, const char *status)
{
	if (strcmp(status, "importing") == 0)
		return admin_refuse(import->admin,
			"An import of this tenant from another file has begun: go on with that "
			"one, "
			"or first `frontdesk tenant delete %s --yes \"%s\"`.",
			import->arrival.header.id, import->arrival.header.name);
	return admin_refuse(import->admin,
		"The tenant %s is in this installation already: nothing was changed.",
		import->arrival.header.id);
}

/* Begins, or finds out where to go on. */
static bool begin(struct import *import)
{
	struct admin *admin = import->admin;
	struct owner_rows rows;
	const char *file_id;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT t.status, i.file_id, i.pieces FROM public.tenants t\n"
		    "LEFT JOIN control.tenant_imports i ON i.tenant_id = t.id WHERE t.id = $1",
		    owner_text(import->arrival.header.id)))
		return tenant_failed(admin);
	if (rows.count == 0)
		return tenant_arrival_make(&import->arrival);
	file_id = owner_cell(&rows, 0, 1);
	if (!file_id || strcmp(file_id, import->arrival.file_id) != 0)
		return refuse_present(import, owner_cell(&rows, 0, 0));
	(void)text_to_uint64(text_from(owner_cell(&rows, 0, 2)), &import->taken);
	fprintf(stderr, "Going on behind piece %llu.\n", (unsigned long long)import->taken);
	return true;
}

/* The rows bring along what triggers made of them where they were. */
static bool set_triggers(const struct import *import, const char *word)
{
	struct admin *admin = import->admin;
	const char *format = arena_string(admin->arena, "ALTER TABLE %%s %s TRIGGER USER", word);
	const char *script;

	return tenant_tables(admin, &import->arrival.target, format, "; ", &script) &&
	       tenant_script(admin, script);
}

/* --- rows ------------------------------------------------------------------------------------- */
static bool refuse_order(const struct import *import)
{
	return admin_refuse(import->admin, "Piece %llu of the file is not what should stand there.",
		(unsigned long long)import->file.pieces);
}

/* Behind the rows stands a zero. */
static bool store_rows(
	const struct import *import, const struct tenant_section *section, struct text rows)
{
	struct admin *admin = import->admin;
	const char *pieces =
		arena_string(admin->arena, "%llu", (unsigned long long)import->file.pieces);

	if (!tenant_begin(admin, "") ||
		(!section->is_compared &&
			!imported_people_begin(admin, import->arrival.header.id, rows)) ||
		OWNER_RUN(admin->db, NULL, section->write, owner_text(rows.data)) ||
		OWNER_RUN(admin->db, NULL,
			"UPDATE control.tenant_imports SET pieces = $2 WHERE tenant_id = $1",
			owner_text(import->arrival.header.id), owner_text(pieces)) ||
		!tenant_script(admin, "COMMIT"))
		return tenant_failed(admin);
	return true;
}

/* One piece of a section; its end is noted. */
static bool take_piece(struct import *import, size_t index, bool *ret_is_end)
{
	struct admin *admin = import->admin;
	struct arena arena, *before;
	enum parcel_kind kind;
	struct text text;
	bool is_taken;

	arena_init(&arena);
	before = owner_db_use(admin->db, &arena);
	is_taken = parcel_read(&import->file, &arena, &kind, &text);
	*ret_is_end = is_taken && kind == PARCEL_SUM;
	if (*ret_is_end)
		import->sums[index] = arena_copy(admin->arena, text).data;
	else if (is_taken && kind != PARCEL_ROWS)
		is_taken = refuse_order(import);
	else if (is_taken && import->file.pieces > import->taken)
		is_taken = store_rows(import, &import->sections.items[index], text);
	owner_db_use(admin->db, before);
	arena_done(&arena);
	return is_taken;
}

static bool take_section(struct import *import, size_t index)
{
	const struct tenant_section *section = &import->sections.items[index];
	struct admin *admin = import->admin;
	enum parcel_kind kind;
	struct text text;
	bool is_end = false;

	if (!parcel_read(&import->file, admin->arena, &kind, &text))
		return false;
	if (kind != PARCEL_SECTION || !text_equals(text, arena_printf(admin->arena, "%s (%s)",
								 section->name, section->columns)))
		return refuse_order(import);
	while (!is_end)
		if (!take_piece(import, index, &is_end))
			return false;
	return true;
}

static bool take_all(struct import *import)
{
	struct admin *admin = import->admin;
	enum parcel_kind kind;
	struct text text;

	if (!tenant_sections_list(admin, &import->arrival.target, &import->sections))
		return false;
	import->sums = arena_array(admin->arena, import->sections.count, sizeof *import->sums);
	for (size_t i = 0; i < import->sections.count; i++)
		if (!take_section(import, i))
			return false;
	return parcel_read(&import->file, admin->arena, &kind, &text) &&
	       (kind == PARCEL_END || refuse_order(import));
}

/* --- comparing, and the end ------------------------------------------------------------------- */
static bool compare(const struct import *import, size_t index)
{
	const struct tenant_section *section = &import->sections.items[index];
	const char *sum;

	if (!section->is_compared)
		return true;
	if (!tenant_section_read(import->admin, section, NULL, &sum))
		return false;
	return strcmp(sum, import->sums[index]) == 0 ||
	       admin_refuse(import->admin,
		       "%s is not what the file says: it has %s, and the file says %s. The tenant "
		       "stays closed: delete it and import again.",
		       section->name, sum, import->sums[index]);
}

static bool compare_all(const struct import *import)
{
	if (!tenant_begin(import->admin, "ISOLATION LEVEL REPEATABLE READ READ ONLY"))
		return false;
	for (size_t i = 0; i < import->sections.count; i++)
		if (!compare(import, i))
			return false;
	return tenant_script(import->admin, "COMMIT");
}

static bool finish(const struct import *import)
{
	struct admin *admin = import->admin;
	const char *id = import->arrival.header.id;

	if (!tenant_begin(admin, "") || !set_triggers(import, "ENABLE") ||
		!tenant_script(admin, "SET LOCAL ROLE NONE") ||
		migrate_tenant_open(admin->db, &import->arrival.target) ||
		OWNER_RUN(admin->db, NULL,
			"UPDATE public.tenants SET status = 'suspended', updated_at = now()\n"
			"WHERE id = $1",
			owner_text(id)) ||
		OWNER_RUN(admin->db, NULL,
			"DELETE FROM control.tenant_imports WHERE tenant_id = $1",
			owner_text(id)) ||
		!admin_note(admin, id, "tenant.import", id) || !tenant_script(admin, "COMMIT"))
		return tenant_failed(admin);
	return true;
}

static void say_what_is_here(const struct import *import)
{
	struct admin *admin = import->admin;

	for (size_t i = 0; i < import->sections.count; i++)
		admin_say(admin, "%-28s %.*s\n", import->sections.items[i].name,
			(int)strcspn(import->sums[i], ","), import->sums[i]);
	admin_say(admin, "Read back and compared: it is all here, and as it was.\n");
	if (!import->arrival.header.is_moved)
		admin_say(admin,
			"The file is a copy: where it comes from, the tenant may have gone on.\n");
	tenant_say_embed(admin, import->arrival.header.id);
	admin_say(
		admin, "It is suspended: frontdesk tenant resume %s\n", import->arrival.header.id);
	(void)tenant_say_refused(admin); /* what was asked for is done, also without a warning */
}

static bool import_all(struct import *import)
{
	struct admin *admin = import->admin;

	return read_header(import) && lock(import) && begin(import) && tenant_begin(admin, "") &&
	       set_triggers(import, "DISABLE") && tenant_script(admin, "COMMIT") &&
	       take_all(import) && compare_all(import) && finish(import);
}

bool tenant_import(struct admin *admin)
{
	struct import import = {.admin = admin, .arrival = {.admin = admin}};
	const bool is_done = import_all(&import);

	if (import.file.path)
		parcel_close(&import.file);
	tenant_header_done(&import.arrival.header);
	if (is_done)
		say_what_is_here(&import);
	return is_done;
}
