/* What the owner's login finds: what the installation lacks, and what it has been refusing. */
#include "commands/doctor.h"

#include <assert.h>
#include <string.h>
#include <sys/statvfs.h>

#include "crypto/seal.h"
#include "pg/migrate.h"

enum { DISK_WARN_PERCENT = 10, DISK_FAIL_PERCENT = 3, ORIGINS_SHOWN = 20, BEHIND_SHOWN = 20 };

static bool ask(struct doctor *doctor, struct owner_db *db, const char *subject,
	const char *statement, struct owner_rows *ret_rows)
{
	if (owner_db_run(db, ret_rows, statement, NULL, 0) == ERR_NONE)
		return true;
	doctor_say(doctor, VERDICT_FAIL, subject, "%s", owner_db_fault(db));
	return false;
}

static void look_at_owner_role(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;

	if (!ask(doctor, db, "owner",
		    "SELECT rolsuper OR rolcanlogin FROM pg_roles\n"
		    "WHERE rolname = 'frontdesk_owner'",
		    &rows) ||
		rows.count == 0)
		return;
	if (owner_cell_is_true(&rows, 0, 0))
		doctor_say(doctor, VERDICT_WARN, "owner",
			"frontdesk_owner can log in or is a superuser: its functions run with "
			"these rights. Log in as another role that is a member of it, and ALTER "
			"ROLE frontdesk_owner NOLOGIN NOSUPERUSER.");
	else
		doctor_say(doctor, VERDICT_OK, "owner", "frontdesk_owner cannot log in.");
}

/* Whether control's tables and functions are those this program knows: what follows reads them. */
static bool look_at_control(struct doctor *doctor, struct owner_db *db)
{
	const struct migrate_target control = migrate_target_control();
	struct migrate_state state;
	const char *reason, *lack;

	if (migrate_compare(db, doctor->arena, &control, &state, &reason)) {
		doctor_say(doctor, VERDICT_FAIL, "migrations", "%s", reason);
		return false;
	}
	lack = migrate_lack(doctor->arena, &state);
	if (lack) {
		doctor_say(doctor, VERDICT_FAIL, "migrations",
			"The schema control lacks %s: run `frontdesk migrate`.", lack);
		return false;
	}
	return true;
}

/* What a tenant lacks, or why its schema is none that this program could bring up. */
static void say_behind(struct doctor *doctor, struct owner_db *db, const char *id)
{
	struct migrate_target target;
	struct migrate_state state;
	struct uuid tenant_id;
	const char *reason, *lack;
	const bool is_uuid = uuid_parse(text_from(id), &tenant_id);

	assert(is_uuid);
	target = migrate_target_tenant(tenant_id, id);
	if (migrate_compare(db, doctor->arena, &target, &state, &reason)) {
		doctor_say(doctor, VERDICT_FAIL, "migrations", "Tenant %s: %s", id, reason);
		return;
	}
	lack = migrate_lack(doctor->arena, &state);
	doctor_say(doctor, VERDICT_FAIL, "migrations",
		"Tenant %s lacks %s, and workers of this version refuse it: run `frontdesk "
		"migrate`.",
		id, lack ? lack : "its role, or the record of its version");
}

static void look_at_tenants(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;

	if (migrate_list_behind(db, doctor->arena, &rows)) {
		doctor_say(doctor, VERDICT_FAIL, "migrations", "%s", owner_db_fault(db));
		return;
	}
	for (size_t i = 0; i < rows.count && i < BEHIND_SHOWN; i++)
		say_behind(doctor, db, owner_cell(&rows, i, 0));
	if (rows.count > BEHIND_SHOWN)
		doctor_say(doctor, VERDICT_FAIL, "migrations", "So it is with %zu more tenants.",
			rows.count - BEHIND_SHOWN);
	if (rows.count == 0)
		doctor_say(doctor, VERDICT_OK, "migrations",
			"None is pending, and the functions are this version's.");
}

static bool has_master(const struct keyring *keyring, struct uuid id)
{
	for (size_t i = 0; i < keyring_count(keyring); i++)
		if (uuid_equals(keyring_master_id(keyring, i), id))
			return true;
	return false;
}

/* Every tenant's keys must be wrapped under a master that is here. */
static void look_at_tenant_keys(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;
	size_t lost = 0;

	if (!doctor->keyring ||
		!ask(doctor, db, "tenant keys",
			"SELECT tenant_id, wrapped FROM control.tenant_keys", &rows))
		return;
	for (size_t i = 0; i < rows.count; i++) {
		struct uuid master;

		if (seal_key_id(owner_cell_bytes(db, &rows, i, 1), &master) == ERR_NONE &&
			has_master(doctor->keyring, master))
			continue;
		if (lost++ == 0)
			doctor_say(doctor, VERDICT_FAIL, "tenant keys",
				"No master key in %s opens the key of tenant %s: put the one it "
				"was made with back.",
				doctor->settings->keys, owner_cell(&rows, i, 0));
	}
	if (lost == 0)
		doctor_say(doctor, VERDICT_OK, "tenant keys",
			"%zu, each under a master key that is here.", rows.count);
}

static void look_at_origins(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;

	if (!ask(doctor, db, "origins",
		    "SELECT r.tenant_id, r.origin, r.count, to_char(r.last_at, 'YYYY-MM-DD "
		    "HH24:MI')\n"
		    "FROM control.refused_origins r JOIN public.tenants t ON t.id = r.tenant_id\n"
		    "WHERE r.origin <> ALL (t.origins) AND r.last_at > now() - interval '30 days'\n"
		    "ORDER BY r.last_at DESC",
		    &rows))
		return;
	if (rows.count == 0)
		doctor_say(doctor, VERDICT_OK, "origins", "None was refused in the last 30 days.");
	for (size_t i = 0; i < rows.count && i < ORIGINS_SHOWN; i++)
		doctor_say(doctor, VERDICT_WARN, "origins",
			"%s was refused (count %s, last at %s). If it is the tenant's own page:\n"
			"                    frontdesk tenant set %s --add-origin '%s'",
			owner_cell(&rows, i, 1), owner_cell(&rows, i, 2), owner_cell(&rows, i, 3),
			owner_cell(&rows, i, 0), owner_cell(&rows, i, 1));
}

static void look_at_dead_letters(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;

	if (!ask(doctor, db, "dead letters",
		    "SELECT sqlstate, count(*), to_char(max(created_at), 'YYYY-MM-DD HH24:MI')\n"
		    "FROM control.dead_letters GROUP BY sqlstate ORDER BY sqlstate",
		    &rows))
		return;
	if (rows.count == 0)
		doctor_say(doctor, VERDICT_OK, "dead letters", "None: every message was stored.");
	for (size_t i = 0; i < rows.count; i++)
		doctor_say(doctor, VERDICT_WARN, "dead letters",
			"Messages that PostgreSQL refused: %s with SQLSTATE %s, last at %s. They "
			"are kept, sealed, in control.dead_letters: mend the cause first.",
			owner_cell(&rows, i, 1), owner_cell(&rows, i, 0), owner_cell(&rows, i, 2));
}

/* Late ones say that nobody takes them: no worker runs, or none that knows the kind. */
static void look_at_jobs(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;

	if (!ask(doctor, db, "jobs",
		    "SELECT kind, count(*) FILTER (WHERE state = 'dead'), count(*) FILTER (WHERE "
		    "state\n"
		    "  IN ('due', 'later') AND wakes_at < now() - interval '5 minutes'),\n"
		    "  max(failure) FILTER (WHERE state = 'dead')\n"
		    "FROM control.jobs j LEFT JOIN public.tenants t ON t.id = j.tenant_id\n"
		    "WHERE t.status IS NULL OR t.status = 'active' GROUP BY kind\n"
		    "HAVING bool_or(state = 'dead' OR state IN ('due', 'later')\n"
		    "  AND wakes_at < now() - interval '5 minutes') ORDER BY kind",
		    &rows))
		return;
	if (rows.count == 0)
		doctor_say(doctor, VERDICT_OK, "jobs", "None is dead or late.");
	for (size_t i = 0; i < rows.count; i++) {
		const char *kind = owner_cell(&rows, i, 0);

		if (strcmp(owner_cell(&rows, i, 1), "0") != 0)
			doctor_say(doctor, VERDICT_WARN, "jobs",
				"Dead, of the kind %s: %s, the last failure being %s. Once the "
				"cause is "
				"mended: frontdesk jobs retry --kind %s",
				kind, owner_cell(&rows, i, 1), owner_cell(&rows, i, 3), kind);
		if (strcmp(owner_cell(&rows, i, 2), "0") != 0)
			doctor_say(doctor, VERDICT_WARN, "jobs",
				"Late by more than 5 minutes, of the kind %s: %s. Either no worker "
				"runs "
				"that knows the kind, or they cannot keep up "
				"(frontdesk_jobs_late_seconds).",
				kind, owner_cell(&rows, i, 2));
	}
}

/* Only where PostgreSQL tells its folder (to superusers and pg_read_all_settings), and it is here.
 */
static void look_at_disk(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;
	struct statvfs disk;
	uint64_t percent;

	if (owner_db_run(db, &rows, "SELECT current_setting('data_directory')", NULL, 0) ||
		statvfs(owner_cell(&rows, 0, 0), &disk) != 0 || disk.f_blocks == 0)
		return;
	percent = (uint64_t)disk.f_bavail * 100 / disk.f_blocks;
	doctor_say(doctor,
		percent < DISK_FAIL_PERCENT   ? VERDICT_FAIL
		: percent < DISK_WARN_PERCENT ? VERDICT_WARN
					      : VERDICT_OK,
		"disk", "%llu %% of %s are free%s.", (unsigned long long)percent,
		owner_cell(&rows, 0, 0),
		percent < DISK_WARN_PERCENT ? ": make room, PostgreSQL stops when it is full" : "");
}

void doctor_look_at_owner(struct doctor *doctor, struct owner_db *db)
{
	look_at_owner_role(doctor, db);
	look_at_disk(doctor, db);
	if (!look_at_control(doctor, db))
		return;
	look_at_tenants(doctor, db);
	look_at_tenant_keys(doctor, db);
	look_at_origins(doctor, db);
	look_at_dead_letters(doctor, db);
	look_at_jobs(doctor, db);
	doctor_look_at_cell(doctor, db);
}
