/* What the server's own login finds in PostgreSQL. */
#include "commands/doctor.h"

#include <string.h>
#include <time.h>

#include "commands/commands.h"
#include "pg/migrate.h"

enum { SERVER_VERSION_MIN = 150000, CLOCK_WARN_MS = 500, CLOCK_FAIL_MS = 2000 };

/* One row, or a FAIL line with PostgreSQL's own words. */
static bool ask(struct doctor *doctor, struct owner_db *db, const char *subject,
	const char *statement, struct owner_rows *ret_rows)
{
	if (owner_db_run(db, ret_rows, statement, NULL, 0) == ERR_NONE && ret_rows->count > 0)
		return true;
	doctor_say(doctor, VERDICT_FAIL, subject, "%s Run `frontdesk migrate`.",
		owner_db_fault(db) ? owner_db_fault(db) : "PostgreSQL answered nothing.");
	return false;
}

static void look_at_server(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;
	uint64_t version = 0;

	if (!ask(doctor, db, "postgresql",
		    "SELECT current_setting('server_version_num'),\n"
		    "current_setting('server_version')",
		    &rows))
		return;
	(void)text_to_uint64(text_from(owner_cell(&rows, 0, 0)), &version);
	if (version < SERVER_VERSION_MIN)
		doctor_say(doctor, VERDICT_FAIL, "postgresql",
			"Version %s is too old: 15 is the oldest that will do.",
			owner_cell(&rows, 0, 1));
	else
		doctor_say(
			doctor, VERDICT_OK, "postgresql", "Version %s.", owner_cell(&rows, 0, 1));
}

static void look_at_login(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;

	if (!ask(doctor, db, "login",
		    "SELECT current_user, rolinherit,\n"
		    "  rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls\n"
		    "FROM pg_roles WHERE rolname = current_user",
		    &rows))
		return;
	if (strcmp(owner_cell(&rows, 0, 0), MIGRATE_GATEWAY_ROLE) != 0)
		doctor_say(doctor, VERDICT_FAIL, "login",
			"The setting database logs in as %s: write user=" MIGRATE_GATEWAY_ROLE
			" in it.",
			owner_cell(&rows, 0, 0));
	else if (owner_cell_is_true(&rows, 0, 1))
		doctor_say(doctor, VERDICT_FAIL, "login",
			"It inherits the rights of every tenant's role: ALTER "
			"ROLE " MIGRATE_GATEWAY_ROLE " NOINHERIT (`frontdesk migrate` does it).");
	else if (owner_cell_is_true(&rows, 0, 2))
		doctor_say(doctor, VERDICT_FAIL, "login",
			"It may more than it should: ALTER ROLE " MIGRATE_GATEWAY_ROLE
			" NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS.");
	else
		doctor_say(doctor, VERDICT_OK, "login", MIGRATE_GATEWAY_ROLE ", NOINHERIT.");
}

/* During a rolling restart there is a worker more, and each worker's renewed connection is there
 * twice for a moment. */
static void look_at_connections(struct doctor *doctor, struct owner_db *db)
{
	enum { WRITERS = 1, RENEWED = 1 };
	const struct settings *settings = doctor->settings;
	const uint64_t workers = serve_workers(settings) + 1;
	const uint64_t wanted =
		workers * ((uint64_t)settings->db_connections +
				  (uint64_t)settings->db_slow_connections + WRITERS + RENEWED);
	struct owner_rows rows;
	uint64_t most = 0;

	if (!ask(doctor, db, "connections",
		    "SELECT current_setting('max_connections')::int - sum(setting::int)\n"
		    "FROM pg_settings WHERE name ~ '^(superuser_)?reserved_connections$'",
		    &rows))
		return;
	(void)text_to_uint64(text_from(owner_cell(&rows, 0, 0)), &most);
	doctor_say(doctor, wanted > most ? VERDICT_WARN : VERDICT_OK, "connections",
		"This replica's workers make up to %llu of the %llu that PostgreSQL takes%s.",
		(unsigned long long)wanted, (unsigned long long)most,
		wanted > most ? ": raise its max_connections, or lower db_connections" : "");
}

/* Tried, not only looked up: the rights of what is inherited count here. */
static void look_at_walls(struct doctor *doctor, struct owner_db *db)
{
	struct owner_rows rows;

	if (!ask(doctor, db, "walls",
		    "SELECT count(*), min(c.oid::regclass::text) FROM pg_class c\n"
		    "WHERE c.relnamespace::regnamespace::text ~ '^(control|public|tenant_.*)$'\n"
		    "  AND c.relkind IN ('r', 'p', 'v', 'm')\n"
		    "  AND has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')",
		    &rows))
		return;
	if (strcmp(owner_cell(&rows, 0, 0), "0") == 0)
		doctor_say(doctor, VERDICT_OK, "walls",
			"Without a tenant's scope no table is readable.");
	else
		doctor_say(doctor, VERDICT_FAIL, "walls",
			"Without a tenant's scope the server's login reaches %s tables, such as "
			"%s: REVOKE what was granted to it or to PUBLIC.",
			owner_cell(&rows, 0, 0), owner_cell(&rows, 0, 1));
}

/* A setting of PostgreSQL's that must have one of these values, where nobody's session sets it. */
struct expectation {
	const char *name, *values; /* of values, a regular expression */
	enum verdict otherwise;
	const char *why;
};

static const struct expectation expectations[] = {
	{"fsync", "on", VERDICT_FAIL, "or a stored message is lost with the power"},
	{"full_page_writes", "on", VERDICT_FAIL, "or a crash can leave torn pages"},
	{"synchronous_commit", "on|remote_apply|remote_write", VERDICT_FAIL,
		"or a stored message is lost in a crash"},
	{"log_error_verbosity", "terse", VERDICT_WARN,
		"or PostgreSQL's log quotes rows, with names and addresses"},
	{"log_parameter_max_length_on_error", "0", VERDICT_WARN,
		"or PostgreSQL's log quotes parameters, with names and addresses"},
	{0},
};

static void look_at_setting(
	struct doctor *doctor, struct owner_db *db, const struct expectation *expected)
{
	struct owner_rows rows;

	if (OWNER_RUN(db, &rows,
		    "SELECT reset_val, reset_val ~ ('^(' || $2 || ')$') FROM pg_settings\n"
		    "WHERE name = $1",
		    owner_text(expected->name), owner_text(expected->values)))
		return;
	if (owner_cell_is_true(&rows, 0, 1))
		doctor_say(doctor, VERDICT_OK, "postgresql", "%s = %s", expected->name,
			owner_cell(&rows, 0, 0));
	else
		doctor_say(doctor, expected->otherwise, "postgresql",
			"%s is %s: set it to %.*s, %s.", expected->name, owner_cell(&rows, 0, 0),
			(int)strcspn(expected->values, "|"), expected->values, expected->why);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Against the middle of the question's way there and back. */
static void look_at_clock(struct doctor *doctor, struct owner_db *db)
{
	const int64_t before = now_ms();
	struct owner_rows rows;
	int64_t ours, apart;
	uint64_t theirs = 0;

	if (!ask(doctor, db, "clock",
		    "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint", &rows))
		return;
	ours = (before + now_ms()) / 2;
	(void)text_to_uint64(text_from(owner_cell(&rows, 0, 0)), &theirs);
	apart = ours > (int64_t)theirs ? ours - (int64_t)theirs : (int64_t)theirs - ours;
	doctor_say(doctor,
		apart > CLOCK_FAIL_MS   ? VERDICT_FAIL
		: apart > CLOCK_WARN_MS ? VERDICT_WARN
					: VERDICT_OK,
		"clock", "This machine's and PostgreSQL's are %lld ms apart%s.", (long long)apart,
		apart > CLOCK_WARN_MS
			? ": let both follow a time server (chrony, systemd-timesyncd)"
			: "");
}

void doctor_look_at_gateway(struct doctor *doctor, struct owner_db *db)
{
	look_at_server(doctor, db);
	look_at_login(doctor, db);
	look_at_connections(doctor, db);
	look_at_walls(doctor, db);
	for (const struct expectation *each = expectations; each->name; each++)
		look_at_setting(doctor, db, each);
	look_at_clock(doctor, db);
}
