/* frontdesk tenant: create, delete, secret. A tenant comes and goes in one transaction. */
#include "commands/admin_tenant.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "commands/admin_check.h"
#include "crypto/token.h"
#include "pg/migrate.h"

const struct option tenant_create_options[] = {
	{"--name", "NAME", true, false, "What the tenant is called"},
	{"--time-zone", "ZONE", true, false, "An IANA name, like Europe/Berlin"},
	{"--origin", "ORIGIN", false, true, "Pages that may show the widget: https://shop.example"},
	{0},
};

struct uuid tenant_uuid(const char *id)
{
	struct uuid uuid;
	const bool is_uuid = uuid_parse(text_from(id), &uuid);

	assert(is_uuid);
	return uuid;
}

bool tenant_make_schema(struct admin *admin, const char *id)
{
	const struct migrate_target target = migrate_target_tenant(tenant_uuid(id), id);

	if (migrate_tenant_schema(admin->db, admin->arena, &target))
		return false;
	for (size_t i = 0; i < target.count; i++)
		if (migrate_apply(admin->db, &target, &target.migrations[i]))
			return false;
	return migrate_apply(admin->db, &target, target.functions) == ERR_NONE &&
	       migrate_note_version(admin->db, &target) == ERR_NONE;
}

bool tenant_load_keyring(struct admin *admin, struct keyring **ret_keyring)
{
	return keyring_load(admin->settings->keys, admin->arena, ret_keyring, &admin->reason) ==
	       ERR_NONE;
}

/* The key comes first: without a master key there is no tenant. */
static bool make_key(struct admin *admin, struct uuid tenant_id, struct text *ret_wrapped,
	char ret_key_id[UUID_TEXT_SIZE + 1])
{
	struct keyring *keyring = NULL;
	struct uuid key_id;

	if (!tenant_load_keyring(admin, &keyring))
		return false;
	*ret_wrapped = keyring_make_tenant_key(keyring, admin->arena, tenant_id, &key_id);
	uuid_format(key_id, ret_key_id);
	keyring_free(&keyring);
	return true;
}

static bool insert_tenant(
	struct admin *admin, const char *id, const char *zone, const char *origins)
{
	return OWNER_RUN(admin->db, NULL,
		       "INSERT INTO public.tenants (id, name, time_zone, origins)\n"
		       "SELECT $1, $2, $3, ARRAY(SELECT DISTINCT origin\n"
		       "  FROM unnest(string_to_array($4, E'\\n')) AS o (origin) ORDER BY origin)",
		       owner_text(id), owner_text(option_value(&admin->options, "--name")),
		       owner_text(zone), owner_text(origins)) == ERR_NONE;
}

/* The schema of a new tenant was never theirs, and lacks what this version has retired. */
bool tenant_say_refused(struct admin *admin)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT FROM control.programs\n"
		    "WHERE version <> $1 AND seen_at > now() - interval '30 seconds'",
		    owner_text(tenant_schema_version)))
		return false;
	if (rows.count > 0)
		admin_say(admin,
			"\nWorkers of another version are at work: they refuse this tenant (503, "
			"`upgrading`) until they are replaced. Those of this version serve it.\n");
	return true;
}

bool tenant_create(struct admin *admin)
{
	const struct uuid tenant_id = uuid_random();
	const char *zone, *origins;
	char id[UUID_TEXT_SIZE + 1], key_id[UUID_TEXT_SIZE + 1];
	struct text wrapped;

	uuid_format(tenant_id, id);
	if (admin_check_name(
		    admin->arena, option_value(&admin->options, "--name"), &admin->reason) ||
		!tenant_check_origins(admin, "--origin", &origins) ||
		!tenant_check_time_zone(
			admin, option_value(&admin->options, "--time-zone"), &zone) ||
		!make_key(admin, tenant_id, &wrapped, key_id) || migrate_lock(admin->db) ||
		!insert_tenant(admin, id, zone, origins) ||
		OWNER_RUN(admin->db, NULL,
			"INSERT INTO control.tenant_keys (tenant_id, key_id, wrapped)\n"
			"VALUES ($1, $2, $3)",
			owner_text(id), owner_text(key_id), owner_bytes(wrapped)) ||
		!tenant_make_schema(admin, id) || !admin_note(admin, id, "tenant.create", id))
		return false;
	admin_say(admin, "id:        %s\n", id);
	tenant_say_embed(admin, id);
	if (!*origins)
		admin_say(admin,
			"\nNo page may show the widget yet: frontdesk tenant set %s --add-origin "
			"https://…\n",
			id);
	return tenant_say_refused(admin);
}

const struct option tenant_delete_options[] = {
	{"--yes", "NAME", true, false, "The tenant's name, to show that you mean this one"},
	{0},
};

static bool check_name_given(struct admin *admin, const char *id)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows, "SELECT name FROM public.tenants WHERE id = $1",
		    owner_text(id)))
		return false;
	return strcmp(owner_cell(&rows, 0, 0), option_value(&admin->options, "--yes")) == 0 ||
	       admin_refuse(admin,
		       "This tenant is called %s. To delete it with all its chats, say --yes "
		       "\"%s\".",
		       owner_cell(&rows, 0, 0), owner_cell(&rows, 0, 0));
}

/* The rows of control and public that name the tenant go by their foreign keys, people who worked
 * for nobody else with them, or whom its import brought. */
static bool delete_rows(struct admin *admin, const char *id, struct owner_rows *ret_people)
{
	return OWNER_RUN(admin->db, NULL, "DELETE FROM control.dead_letters WHERE tenant_id = $1",
		       owner_text(id)) == ERR_NONE &&
	       OWNER_RUN(admin->db, ret_people,
		       "DELETE FROM public.users u WHERE u.id IN (\n"
		       "  SELECT m.user_id FROM control.memberships m WHERE m.tenant_id = $1\n"
		       "  UNION SELECT p.user_id FROM control.imported_people p\n"
		       "  WHERE p.tenant_id = $1) AND NOT EXISTS (SELECT FROM\n"
		       "  control.memberships o WHERE o.user_id = u.id AND o.tenant_id <> $1)\n"
		       "RETURNING u.id",
		       owner_text(id)) == ERR_NONE &&
	       OWNER_RUN(admin->db, NULL, "DELETE FROM public.tenants WHERE id = $1",
		       owner_text(id)) == ERR_NONE;
}

/* The counters first, as the writer does, who goes from them to the tables. */
static bool drop_schema(struct admin *admin, const char *id)
{
	const struct migrate_target target = migrate_target_tenant(tenant_uuid(id), id);
	const char *script = arena_string(admin->arena,
		"DROP SCHEMA IF EXISTS %s CASCADE; DROP ROLE IF EXISTS %s", target.schema,
		target.schema);

	return owner_db_script(admin->db, "SET LOCAL lock_timeout = '10s'") == ERR_NONE &&
	       OWNER_RUN(admin->db, NULL,
		       "SELECT count(*) FROM (SELECT FROM control.session_counters\n"
		       "WHERE tenant_id = $1 ORDER BY session_id FOR UPDATE) locked",
		       owner_text(id)) == ERR_NONE &&
	       owner_db_script(admin->db, script) == ERR_NONE;
}

bool tenant_delete(struct admin *admin)
{
	struct owner_rows people;
	const char *id;

	if (!admin_find_tenant(admin, admin->options.operand, &id) ||
		!check_name_given(admin, id) || migrate_lock(admin->db))
		return false;
	if (!drop_schema(admin, id) || !delete_rows(admin, id, &people))
		return false;
	admin_say(admin,
		"%s is deleted: its schema, role, keys and sign-ins; the accounts of people who "
		"worked for no other tenant: %zu.\n",
		id, people.count);
	return true;
}

const struct option tenant_secret_options[] = {
	{"--renew", NULL, false, false,
		"Make a new one: hashes made with the old one no longer hold"},
	{0},
};

static bool open_tenant_keys(struct admin *admin, const char *id, struct tenant_keys **ret_keys)
{
	struct keyring *keyring = NULL;
	struct owner_rows rows;
	struct text *wrapped;
	enum err err;

	if (OWNER_RUN(admin->db, &rows, "SELECT wrapped FROM control.tenant_key_list($1)",
		    owner_text(id)) ||
		!tenant_load_keyring(admin, &keyring))
		return false;
	wrapped = arena_array(admin->arena, rows.count, sizeof *wrapped);
	for (size_t i = 0; i < rows.count; i++)
		wrapped[i] = owner_cell_bytes(admin->db, &rows, i, 0);
	err = keyring_open_tenant(keyring, tenant_uuid(id), wrapped, rows.count, ret_keys);
	keyring_free(&keyring);
	if (err == ERR_NONE)
		return true;
	return admin_refuse(admin,
		"The tenant's key does not open under the master keys in %s: is this the folder "
		"the "
		"tenant was made with?",
		admin->settings->keys);
}

/* Where the secret stands: the server opens it there. */
static struct seal_place place_of_secret(const char *id)
{
	return (struct seal_place){.tenant_id = tenant_uuid(id),
		.table = TEXT("tenants"),
		.column = TEXT("identity_secret"),
		.row_id = tenant_uuid(id)};
}

static bool make_secret(struct admin *admin, const char *id, const struct tenant_keys *keys,
	struct text *ret_secret)
{
	const struct seal_place place = place_of_secret(id);
	char token[TOKEN_SIZE + 1];

	token_make(token);
	*ret_secret = arena_copy(admin->arena, text_from(token));
	sodium_memzero(token, sizeof token);
	return OWNER_RUN(admin->db, NULL,
		       "UPDATE public.tenants SET identity_secret = $2, updated_at = now() WHERE "
		       "id = $1",
		       owner_text(id),
		       owner_bytes(tenant_seal(keys, admin->arena, &place, *ret_secret))) ==
	       ERR_NONE;
}

/* What is stored, opened; absent when there is none. */
static bool read_secret(struct admin *admin, const char *id, const struct tenant_keys *keys,
	struct text *ret_secret)
{
	const struct seal_place place = place_of_secret(id);
	struct owner_rows rows;
	struct text sealed;

	if (OWNER_RUN(admin->db, &rows, "SELECT identity_secret FROM public.tenants WHERE id = $1",
		    owner_text(id)))
		return false;
	sealed = owner_cell_bytes(admin->db, &rows, 0, 0);
	*ret_secret = TEXT_ABSENT;
	return text_is_absent(sealed) ||
	       tenant_seal_open(keys, admin->arena, &place, sealed, ret_secret) == ERR_NONE ||
	       admin_refuse(
		       admin, "The stored secret cannot be opened: make a new one with --renew.");
}

bool tenant_secret(struct admin *admin)
{
	struct text secret = TEXT_ABSENT;
	struct tenant_keys *keys = NULL;
	const char *id;
	bool is_done;

	if (!admin_find_tenant(admin, admin->options.operand, &id) ||
		!open_tenant_keys(admin, id, &keys))
		return false;
	is_done = option_is_given(&admin->options, "--renew") ||
		  read_secret(admin, id, keys, &secret);
	if (is_done && text_is_absent(secret))
		is_done = make_secret(admin, id, keys, &secret) &&
			  admin_note(admin, id, "tenant.secret", id);
	tenant_keys_free(&keys);
	if (!is_done)
		return false;
	admin_say(admin,
		"secret:    %.*s\n\nKeep it on the shop's own server. For a signed-in customer the "
		"shop computes\n  identifierHash = HMAC-SHA256(secret, identifier), as lower-case "
		"hex\n"
		"and gives both to the widget's identify call.\n",
		TEXT_ARG(secret));
	return true;
}
