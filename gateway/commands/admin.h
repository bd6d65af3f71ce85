/*
 * The operator's commands of two words (tenant create, agent add): found in a table, their options
 * read, run as one transaction over the owner's connection, unless the row says otherwise. What
 * they have to say is printed once it is committed.
 */
#ifndef FRONTDESK_ADMIN_H
#define FRONTDESK_ADMIN_H

#include "base/options.h"
#include "commands/commands.h"
#include "pg/owner_db.h"

struct migrate_target;

struct admin {
	struct arena *arena;
	const struct settings *settings;
	struct owner_db *db;
	struct options options;
	struct text output;
	const char *reason; /* why it failed; NULL: ask owner_db_fault */
};

/* A row of a table that ends with a zeroed one. */
struct admin_command {
	const char *name;
	const char *operand; /* "ID", or NULL */
	const struct option *options;
	/* Whether it has done its work; false rolls everything back. */
	bool (*run)(struct admin *admin);
	const char *sentence;
	bool is_long; /* begins and ends transactions by itself */
};

/* Runs argv[1] of the table; argv[0] is the group's name, "tenant". The exit status. */
int admin_run(const struct admin_command *table, struct arena *arena,
	const struct settings *settings, int argc, char **argv);

/* --- for the commands ------------------------------------------------------------------------ */
/* Adds to what will be printed. */
void admin_say(struct admin *admin, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Says an address of this installation, by its public_url, with what stands before and behind it on
 * the line; where the setting is not given, which one gives it. */
void admin_say_address(
	struct admin *admin, const char *before, const char *path, const char *behind);
/* Leaves the reason; always false. */
bool admin_refuse(struct admin *admin, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Finds the tenant that an id, as typed, names; fills in its lower-case form. */
bool admin_find_tenant(struct admin *admin, const char *typed, const char **ret_id);
/* Refuses where a schema lacks what this program's have. */
bool admin_check_schema(struct admin *admin, const struct migrate_target *target);
/* The schema of a tenant, by its id in lower case. */
const char *admin_schema(struct admin *admin, const char *tenant_id);
/* Notes in the tenant's audit log what was done, to whom or what, by the connection's login. */
bool admin_note(
	struct admin *admin, const char *tenant_id, const char *action, const char *target_id);

#endif
