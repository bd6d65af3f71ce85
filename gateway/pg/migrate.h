/*
 * Bringing the database to this program's schema: roles, the control schema, one schema a tenant.
 * Shared by `frontdesk migrate`, `tenant create` and doctor. Every function returns ERR_NONE or
 * leaves its sentence in *ret_reason (arena) or, where there is none, in owner_db_fault.
 */
#ifndef FRONTDESK_MIGRATE_H
#define FRONTDESK_MIGRATE_H

#include "pg/migrations.h"
#include "pg/owner_db.h"

#define MIGRATE_GATEWAY_ROLE "frontdesk_gateway"

/* "tenant_" and 32 hex digits: a tenant's role and schema. */
enum { TENANT_ROLE_SIZE = 39 };

/* One schema with the migrations and functions it should have. */
struct migrate_target {
	const char *title;     /* for people: "control", or the tenant's id */
	const char *tenant_id; /* NULL for control */
	char schema[TENANT_ROLE_SIZE + 1];
	const struct migration *migrations;
	size_t count;
	const struct migration *functions;
};

/* What is there against what should be. */
struct migrate_state {
	size_t applied; /* the first so many migrations are there, unchanged */
	size_t pending;
	bool are_functions_behind; /* another text's, or none */
	bool is_new;               /* none yet: the schema is being made, and nobody uses it */
};

struct migrate_target migrate_target_control(void);
/* The id in either case of its 36-character form. */
struct migrate_target migrate_target_tenant(struct uuid tenant_id, const char *tenant_id_text);

/* Waits for its turn: one migration, tenant creation or deletion at a time. Held until the
 * connection closes. */
enum err migrate_lock(struct owner_db *db);

/* Lets others take their turn. */
enum err migrate_unlock(struct owner_db *db);

/* Makes the roles that are missing and mends their attributes and grants. */
enum err migrate_roles(struct owner_db *db);
/* Makes a tenant's role and schema where they are missing. The server may enter it, unless it is on
 * its way to or from another installation. */
enum err migrate_tenant_schema(
	struct owner_db *db, struct arena *arena, const struct migrate_target *target);
/* Has the server enter the tenant's schema, or keeps it out from its next statement on: unless what
 * lets it in was granted by whom the login may not speak for. */
enum err migrate_tenant_open(struct owner_db *db, const struct migrate_target *target);
enum err migrate_tenant_shut(struct owner_db *db, const struct migrate_target *target);

/* Compares. ERR_CONFLICT when the database is newer than this program, or was made from another
 * text than this program's. */
enum err migrate_compare(struct owner_db *db, struct arena *arena,
	const struct migrate_target *target, struct migrate_state *ret_state,
	const char **ret_reason);
/* What the schema lacks, to stand behind "lacks"; NULL when it lacks nothing. */
const char *migrate_lack(struct arena *arena, const struct migrate_state *state);
/* The tenants that lack a migration, this program's functions, the record of them or their role: a
 * row with the id each, oldest first. */
enum err migrate_list_behind(struct owner_db *db, struct arena *arena, struct owner_rows *ret_rows);
/* Applies one migration, or the functions, and records it, in the caller's transaction, which it
 * leaves in the owner's role and the target's search_path. One that may run outside a transaction
 * holds up whoever writes meanwhile: for a schema that is new. */
enum err migrate_apply(struct owner_db *db, const struct migrate_target *target,
	const struct migration *migration);
/* The same for one that runs outside a transaction (`alone`), in the connection's own: an index
 * that a run before has left half made is made anew. */
enum err migrate_apply_alone(struct owner_db *db, const struct migrate_target *target,
	const struct migration *migration);
/* Records that a tenant's schema has this program's version, and which it had before: workers of
 * both serve it. */
enum err migrate_note_version(struct owner_db *db, const struct migrate_target *target);
/* Whether control's first migration has run. */
enum err migrate_is_begun(struct owner_db *db, bool *ret_is_begun);

#endif
