/*
 * The roles. frontdesk_owner owns every schema and cannot log in; frontdesk_gateway is the server's
 * login; frontdesk_tenant is what all tenant roles have in common.
 *
 * NOINHERIT is the wall: the gateway's login is a member of every tenant's role, and uses their
 * rights only after SET ROLE. With INHERIT it would read every tenant.
 */
#include "pg/migrate.h"

#include <stdio.h>

/* clang-format off */
static const char roles_script[] =
	"DO $$ BEGIN\n"
	"  IF to_regrole('frontdesk_owner') IS NULL THEN\n"
	"    CREATE ROLE frontdesk_owner NOLOGIN; END IF;\n"
	"  IF to_regrole('frontdesk_tenant') IS NULL THEN\n"
	"    CREATE ROLE frontdesk_tenant NOLOGIN; END IF;\n"
	"  IF to_regrole('frontdesk_gateway') IS NULL THEN\n"
	"    CREATE ROLE frontdesk_gateway LOGIN NOINHERIT; END IF;\n"
	"  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'frontdesk_gateway'\n"
	"      AND rolcanlogin AND NOT rolinherit) THEN\n"
	"    ALTER ROLE frontdesk_gateway LOGIN NOINHERIT; END IF;\n"
	/* From 16 on whoever makes a role is a member that may grant it, and no more. */
	"  IF NOT pg_has_role(current_user, 'frontdesk_owner',\n"
	"      CASE WHEN current_setting('server_version_num')::integer < 160000\n"
	"        THEN 'MEMBER' ELSE 'USAGE' END) THEN\n"
	"    EXECUTE format('GRANT frontdesk_owner TO %I', current_user); END IF;\n"
	"END $$;\n"
	/* Temporary tables would come before the tenant's own in every search path. */
	"DO $$ DECLARE name text := quote_ident(current_database()); BEGIN\n"
	"  EXECUTE 'REVOKE CREATE, TEMPORARY ON DATABASE ' || name || ' FROM PUBLIC';\n"
	"  EXECUTE 'GRANT CONNECT, CREATE ON DATABASE ' || name || ' TO frontdesk_owner';\n"
	"  EXECUTE 'GRANT CONNECT ON DATABASE ' || name || ' TO frontdesk_gateway';\n"
	"END $$;\n"
	"REVOKE ALL ON SCHEMA public FROM PUBLIC;\n"
	"GRANT USAGE, CREATE ON SCHEMA public TO frontdesk_owner;\n"
	/* Without a scope no name resolves, and no statement of the server waits for long. What would
	 * bring names and addresses into PostgreSQL's log only a superuser can switch off. */
	"DO $$ DECLARE setting text; settings text[] := ARRAY['search_path = pg_catalog',\n"
	"    $s$lock_timeout = '500ms'$s$, $s$statement_timeout = '3s'$s$];\n"
	"BEGIN\n"
	"  IF current_setting('is_superuser')::boolean THEN\n"
	"    settings := settings || ARRAY['log_error_verbosity = terse',\n"
	"      'log_parameter_max_length = 0', 'log_parameter_max_length_on_error = 0'];\n"
	"  END IF;\n"
	"  FOREACH setting IN ARRAY settings LOOP\n"
	"    EXECUTE format('ALTER ROLE frontdesk_gateway IN DATABASE %I SET %s',\n"
	"      current_database(), setting);\n"
	"  END LOOP;\n"
	"END $$;\n";
/* clang-format on */

enum err migrate_roles(struct owner_db *db)
{
	return owner_db_script(db, roles_script);
}

struct migrate_target migrate_target_control(void)
{
	return (struct migrate_target){.title = "control",
		.schema = "control",
		.migrations = migrations_control,
		.count = migrations_control_count,
		.functions = &functions_control};
}

struct migrate_target migrate_target_tenant(struct uuid tenant_id, const char *tenant_id_text)
{
	struct migrate_target target = {.title = tenant_id_text,
		.tenant_id = tenant_id_text,
		.migrations = migrations_tenant,
		.count = migrations_tenant_count,
		.functions = &functions_tenant};
	size_t size = (size_t)snprintf(target.schema, sizeof target.schema, "tenant_");

	for (size_t i = 0; i < sizeof tenant_id.bytes; i++)
		size += (size_t)snprintf(target.schema + size, sizeof target.schema - size, "%02x",
			tenant_id.bytes[i]);
	return target;
}

/* Any number will do, as long as it stays the same. */
#define LOCK_KEY "4605112202611"

enum err migrate_lock(struct owner_db *db)
{
	struct owner_rows rows;

	if (owner_db_run(db, &rows, "SELECT pg_try_advisory_lock(" LOCK_KEY ")", NULL, 0))
		return ERR_BUSY;
	if (owner_cell_is_true(&rows, 0, 0))
		return ERR_NONE;
	fprintf(stderr, "Another command is changing the schema: waiting for it.\n");
	return owner_db_script(db, "SELECT pg_advisory_lock(" LOCK_KEY ")");
}

enum err migrate_unlock(struct owner_db *db)
{
	return owner_db_script(db, "SELECT pg_advisory_unlock(" LOCK_KEY ")");
}

/* Texts of one statement, whose name the target has. */
static enum err run_about(struct owner_db *db, const struct migrate_target *target,
	const char *before, const char *after)
{
	struct arena arena;
	enum err err;

	arena_init(&arena);
	err = owner_db_script(db, arena_string(&arena, "%s%s%s", before, target->schema, after));
	arena_done(&arena);
	return err;
}

enum err migrate_tenant_open(struct owner_db *db, const struct migrate_target *target)
{
	return run_about(db, target, "GRANT ", " TO " MIGRATE_GATEWAY_ROLE);
}

/* From PostgreSQL 16 on a membership is each grantor's own, and a plain REVOKE takes away the
 * login's alone. */
enum err migrate_tenant_shut(struct owner_db *db, const struct migrate_target *target)
{
	return run_about(db, target, "DO $$ DECLARE grantor regrole; shut regrole := '",
		"'; BEGIN\n"
		"  EXECUTE format('REVOKE %s FROM " MIGRATE_GATEWAY_ROLE "', shut);\n"
		"  FOR grantor IN SELECT m.grantor FROM pg_auth_members m\n"
		"    WHERE m.roleid = shut AND m.member = '" MIGRATE_GATEWAY_ROLE "'::regrole\n"
		"  LOOP BEGIN\n"
		"    EXECUTE format('REVOKE %s FROM " MIGRATE_GATEWAY_ROLE " GRANTED BY %s', shut, "
		"grantor);\n"
		"  EXCEPTION WHEN insufficient_privilege THEN NULL; END;\n"
		"  END LOOP;\n"
		"END $$");
}

enum err migrate_tenant_schema(
	struct owner_db *db, struct arena *arena, const struct migrate_target *target)
{
	const char *name = target->schema;
	const char *script = arena_string(arena,
		"DO $$ BEGIN\n"
		"  IF to_regrole('%s') IS NULL THEN CREATE ROLE %s NOLOGIN; END IF; END $$;\n"
		"GRANT frontdesk_tenant TO %s;\n"
		"DO $$ BEGIN IF NOT EXISTS (SELECT FROM public.tenants WHERE id = '%s'\n"
		"    AND status IN ('moving', 'importing')) THEN\n"
		"  GRANT %s TO frontdesk_gateway; END IF; END $$;\n"
		"CREATE SCHEMA IF NOT EXISTS %s AUTHORIZATION frontdesk_owner;\n"
		"SET LOCAL ROLE frontdesk_owner;\n"
		"GRANT USAGE ON SCHEMA %s TO %s;\n"
		"ALTER DEFAULT PRIVILEGES IN SCHEMA %s\n"
		"  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %s;\n"
		"ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT USAGE ON SEQUENCES TO %s;\n"
		"ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT EXECUTE ON FUNCTIONS TO %s;\n",
		name, name, name, target->tenant_id, name, name, name, name, name, name, name, name,
		name, name);

	return owner_db_script(db, script);
}
