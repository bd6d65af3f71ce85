/*
 * frontdesk tenant export: all of a tenant, as it is at one moment, into one sealed file. Its rows
 * stay sealed as they are; its keys come out of their wrapping, and the file's passphrase guards
 * them.
 */
#include "commands/admin_tenant.h"

#include <sodium.h>
#include <stdio.h>

#include "commands/tenant_header.h"
#include "commands/tenant_hold.h"
#include "commands/tenant_section.h"
#include "commands/tenant_spool.h"

const struct option tenant_export_options[] = {
	{"--to", "FILE", true, false, "The file to write; it must not be there yet"},
	{"--passphrase-file", "FILE", true, false,
		"Whose first line opens the file: whoever has both reads everything"},
	{"--move", NULL, false, false,
		"Hold the tenant first: it is not served here any more, and nothing is lost"},
	{0},
};

struct export
{
	struct admin *admin;
	struct migrate_target target;
	struct parcel_file file;
	bool is_moved;
};

static bool check_migrations(const struct export *export)
{
	struct admin *admin = export->admin;
	struct migrate_state state;
	const char *lack;

	if (migrate_compare(admin->db, admin->arena, &export->target, &state, &admin->reason))
		return false;
	lack = migrate_lack(admin->arena, &state);
	return !lack ||
	       admin_refuse(admin, "The tenant lacks %s: run `frontdesk migrate` first.", lack);
}

/* The snapshot is taken behind the locks: what was under way as the server was kept out is in it.
 */
static bool begin(const struct export *export)
{
	struct admin *admin = export->admin;
	const char *tables;

	return tenant_tables(admin, &export->target, "%s", ", ", &tables) &&
	       tenant_begin(admin, "ISOLATION LEVEL REPEATABLE READ READ ONLY") &&
	       (!export->is_moved ||
		       tenant_script(admin,
			       arena_string(admin->arena, "LOCK TABLE %s IN SHARE MODE", tables)));
}

static bool write_header(struct export *export)
{
	struct text json;
	bool is_written;

	if (!tenant_header_make(export->admin, export->target.tenant_id, export->is_moved, &json))
		return tenant_failed(export->admin);
	is_written = parcel_write(&export->file, PARCEL_HEADER, json);
	sodium_memzero((char *)json.data, json.size);
	return is_written;
}

static bool write_section(struct export *export, const struct tenant_section *section)
{
	struct admin *admin = export->admin;
	const char *sum;

	return parcel_write(&export->file, PARCEL_SECTION,
		       arena_printf(admin->arena, "%s (%s)", section->name, section->columns)) &&
	       tenant_section_read(admin, section, &export->file, &sum) &&
	       parcel_write(&export->file, PARCEL_SUM, text_from(sum));
}

static bool write_all(struct export *export)
{
	struct tenant_sections sections;

	if (!begin(export) || !write_header(export) ||
		!tenant_sections_list(export->admin, &export->target, &sections))
		return false;
	for (size_t i = 0; i < sections.count; i++)
		if (!write_section(export, &sections.items[i]))
			return false;
	return tenant_script(export->admin, "COMMIT") && parcel_finish(&export->file);
}

static void say_next(const struct export *export)
{
	struct admin *admin = export->admin;
	const char *id = export->target.tenant_id;

	admin_say(admin, "%s is in %s: %llu pieces.\n", id, export->file.path,
		(unsigned long long)export->file.pieces);
	if (export->is_moved)
		admin_say(admin,
			"It is held here: its people are told to come back. Next, in the other "
			"installation:\n"
			"  frontdesk tenant import FILE --passphrase-file FILE\n"
			"  frontdesk tenant resume %s\n"
			"and when all is well there, here: frontdesk tenant delete %s --yes NAME\n"
			"To stay after all, if it was resumed nowhere else: frontdesk tenant "
			"resume %s\n",
			id, id, id);
	else
		admin_say(admin, "It is a copy: here everything goes on.\n");
}

/* Before anything is read, whatever becomes of it. What has not come as a whole is compared with
 * its file yet: nothing is added to it. */
static bool note(const struct export *export)
{
	struct admin *admin = export->admin;
	const char *id = export->target.tenant_id;
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT FROM public.tenants WHERE id = $1 AND status = 'importing'",
		    owner_text(id)))
		return tenant_failed(admin);
	if (rows.count > 0)
		return admin_refuse(admin, "The import of this tenant is not complete.");
	return admin_note(admin, id, "tenant.export", id) || tenant_failed(admin);
}

static bool hold(const struct export *export)
{
	return tenant_hold(export->admin, &export->target) &&
	       tenant_spool_check(export->admin, &export->target);
}

bool tenant_export(struct admin *admin)
{
	struct export export = {
		.admin = admin, .is_moved = option_is_given(&admin->options, "--move")};
	const char *id;
	bool is_done;

	if (!admin_find_tenant(admin, admin->options.operand, &id))
		return false;
	export.target = migrate_target_tenant(tenant_uuid(id), id);
	if (!check_migrations(&export))
		return false;
	is_done = parcel_create(admin, option_value(&admin->options, "--to"), &export.file) &&
		  note(&export) && (!export.is_moved || hold(&export)) && write_all(&export);
	parcel_close(&export.file);
	if (is_done)
		say_next(&export);
	else if (export.is_moved)
		(void)tenant_hold_remains(admin, &export.target);
	return is_done;
}
