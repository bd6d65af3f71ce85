/* The frame of the operator's commands: table, options, transaction, output. */
#include "commands/admin.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "net/site.h"
#include "pg/migrate.h"

void admin_say(struct admin *admin, const char *format, ...)
{
	struct text added;
	va_list arguments;

	va_start(arguments, format);
	added = arena_vprintf(admin->arena, format, arguments);
	va_end(arguments);
	admin->output =
		arena_printf(admin->arena, "%.*s%.*s", TEXT_ARG(admin->output), TEXT_ARG(added));
}

bool admin_refuse(struct admin *admin, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	admin->reason = arena_vprintf(admin->arena, format, arguments).data;
	va_end(arguments);
	return false;
}

void admin_say_address(
	struct admin *admin, const char *before, const char *path, const char *behind)
{
	struct text origin = site_origin(admin->settings, admin->arena);

	if (text_is_absent(origin))
		origin = text_from(admin->settings->public_url);
	admin_say(admin, "%s%.*s%s%s\n", before, TEXT_ARG(origin), path, behind);
	if (!admin->settings->is_public_url_given)
		admin_say(admin,
			"           That is for browsers on this machine: public_url is not set. "
			"Set it\n           to the URL at which all browsers reach this "
			"installation.\n");
}

bool admin_find_tenant(struct admin *admin, const char *typed, const char **ret_id)
{
	struct owner_rows rows;
	struct uuid id;

	if (!uuid_parse(text_from(typed), &id))
		return admin_refuse(admin,
			"%s is not a tenant's id: `frontdesk tenant list` shows them.", typed);
	if (OWNER_RUN(admin->db, &rows, "SELECT id FROM public.tenants WHERE id = $1",
		    owner_text(typed)))
		return false;
	if (rows.count == 0)
		return admin_refuse(
			admin, "There is no tenant %s: `frontdesk tenant list` shows them.", typed);
	*ret_id = owner_cell(&rows, 0, 0);
	return true;
}

const char *admin_schema(struct admin *admin, const char *tenant_id)
{
	return arena_string(admin->arena, "tenant_%.8s%.4s%.4s%.4s%.12s", tenant_id, tenant_id + 9,
		tenant_id + 14, tenant_id + 19, tenant_id + 24);
}

bool admin_note(
	struct admin *admin, const char *tenant_id, const char *action, const char *target_id)
{
	const char *statement = arena_string(admin->arena,
		"INSERT INTO %s.audit_log (actor_type, actor_id, action, target_id)\n"
		"VALUES ('operator', session_user, $1, $2)",
		admin_schema(admin, tenant_id));

	return OWNER_RUN(admin->db, NULL, statement, owner_text(action), owner_text(target_id)) ==
	       ERR_NONE;
}

static void print_option(FILE *to, const struct option *option)
{
	char left[64];

	snprintf(left, sizeof left, "%s%s%s", option->name, option->argument ? " " : "",
		option->argument ? option->argument : "");
	fprintf(to, "      %-24s %s%s%s\n", left, option->sentence,
		option->is_required ? " (required)" : "",
		option->can_repeat ? " (repeatable)" : "");
}

static void print_command(FILE *to, const char *group, const struct admin_command *command)
{
	fprintf(to, "  frontdesk %s %s%s%s\n      %s\n", group, command->name,
		command->operand ? " " : "", command->operand ? command->operand : "",
		command->sentence);
	for (const struct option *option = command->options; option && option->name; option++)
		print_option(to, option);
}

static void print_table(FILE *to, const char *group, const struct admin_command *table)
{
	for (; table->name; table++)
		print_command(to, group, table);
}

static const struct admin_command *find(const struct admin_command *table, const char *name)
{
	while (table->name && strcmp(table->name, name) != 0)
		table++;
	return table->name ? table : NULL;
}

bool admin_check_schema(struct admin *admin, const struct migrate_target *target)
{
	struct migrate_state state;
	const char *lack;

	if (migrate_compare(admin->db, admin->arena, target, &state, &admin->reason))
		return false;
	lack = migrate_lack(admin->arena, &state);
	return !lack || admin_refuse(admin, "%s%s lacks %s: run `frontdesk migrate` first.",
				target->tenant_id ? "Tenant " : "The database",
				target->tenant_id ? target->tenant_id : "", lack);
}

/* Old tables under a new program would fail in the middle: say it first. */
static bool check_schema(struct admin *admin)
{
	const struct migrate_target control = migrate_target_control();

	return admin_check_schema(admin, &control);
}

static bool run_committed(struct admin *admin, const struct admin_command *command)
{
	if (command->is_long)
		return check_schema(admin) && command->run(admin);
	return check_schema(admin) && owner_db_script(admin->db, "BEGIN") == ERR_NONE &&
	       command->run(admin) && owner_db_script(admin->db, "COMMIT") == ERR_NONE;
}

static int run(struct admin *admin, const struct admin_command *command, const char *group)
{
	bool is_done;

	if (owner_db_open(admin->arena, "owner_database", admin->settings->owner_database,
		    &admin->db, &admin->reason)) {
		fprintf(stderr, "frontdesk %s %s: %s\n", group, command->name, admin->reason);
		return 1;
	}
	is_done = run_committed(admin, command);
	if (is_done)
		printf("%.*s", TEXT_ARG(admin->output));
	else
		fprintf(stderr, "frontdesk %s %s: %s\n", group, command->name,
			admin->reason ? admin->reason : owner_db_fault(admin->db));
	owner_db_close(&admin->db);
	return is_done ? 0 : 1;
}

int admin_run(const struct admin_command *table, struct arena *arena,
	const struct settings *settings, int argc, char **argv)
{
	static const struct option no_options[] = {{0}};
	const struct admin_command *command = argc > 1 ? find(table, argv[1]) : NULL;
	struct admin admin = {.arena = arena, .settings = settings, .output = TEXT("")};

	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		print_table(stdout, argv[0], table);
		return 0;
	}
	if (!command) {
		fprintf(stderr, "usage of frontdesk %s:\n", argv[0]);
		print_table(stderr, argv[0], table);
		return 2;
	}
	admin.options.table = command->options ? command->options : no_options;
	admin.options.operand_name = command->operand;
	if (options_read(arena, &admin.options, argc - 1, argv + 1, &admin.reason)) {
		fprintf(stderr, "frontdesk %s %s: %s\n", argv[0], argv[1], admin.reason);
		print_command(stderr, argv[0], command);
		return 2;
	}
	return run(&admin, command, argv[0]);
}
