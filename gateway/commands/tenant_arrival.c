/* Making the tenant that arrives: its row, its keys under this installation's master, its schema.
 */
#include "commands/tenant_arrival.h"

#include <sodium.h>
#include <string.h>

#include "commands/admin_tenant.h"
#include "commands/tenant_section.h"
#include "crypto/token.h"

/* The other installations' keys of visitors' tokens: those that this one has itself are left out.
 */
static struct text foreign_token_keys(
	const struct tenant_arrival *arrival, const struct keyring *keyring)
{
	const struct text all = arrival->header.token_keys;
	char *kept = arena_alloc(arrival->admin->arena, all.size + 1);
	uint8_t own[SEAL_KEY_SIZE];
	size_t size = 0;

	for (size_t at = 0; at < all.size; at += SEAL_KEY_SIZE) {
		bool is_own = false;

		for (size_t i = 0; token_key(keyring, i, own); i++)
			is_own |= sodium_memcmp(own, all.data + at, SEAL_KEY_SIZE) == 0;
		if (!is_own) {
			memcpy(kept + size, all.data + at, SEAL_KEY_SIZE);
			size += SEAL_KEY_SIZE;
		}
	}
	sodium_memzero(own, sizeof own);
	return (struct text){kept, size};
}

static bool insert_key(const struct tenant_arrival *arrival, size_t index, struct text wrapped)
{
	char key_id[UUID_TEXT_SIZE + 1];

	uuid_format(arrival->header.keys[index].id, key_id);
	return OWNER_RUN(arrival->admin->db, NULL,
		       "INSERT INTO control.tenant_keys (tenant_id, key_id, wrapped, created_at)\n"
		       "VALUES ($1, $2, $3, $4)",
		       owner_text(arrival->header.id), owner_text(key_id), owner_bytes(wrapped),
		       owner_text(arrival->header.key_times[index])) == ERR_NONE ||
	       tenant_failed(arrival->admin);
}

static bool store_token_keys(const struct tenant_arrival *arrival, const struct keyring *keyring,
	const struct text *wrapped)
{
	struct admin *admin = arrival->admin;
	const struct seal_place place = tenant_token_keys_place(arrival->header.id);
	struct text plain = foreign_token_keys(arrival, keyring), sealed = TEXT_ABSENT;
	struct tenant_keys *keys = NULL;

	if (keyring_open_tenant(keyring, tenant_uuid(arrival->header.id), wrapped,
		    arrival->header.key_count, &keys))
		return admin_refuse(admin, "There is no guarded memory for the tenant's keys.");
	if (plain.size > 0)
		sealed = tenant_seal(keys, admin->arena, &place, plain);
	tenant_keys_free(&keys);
	sodium_memzero((char *)plain.data, plain.size);
	return OWNER_RUN(admin->db, NULL, "UPDATE public.tenants SET token_keys = $2 WHERE id = $1",
		       owner_text(arrival->header.id), owner_bytes(sealed)) == ERR_NONE ||
	       tenant_failed(admin);
}

/* Its keys, wrapped under this installation's newest master. */
static bool store_keys(const struct tenant_arrival *arrival, const struct keyring *keyring)
{
	struct text wrapped[TENANT_KEYS_MAX];

	for (size_t i = 0; i < arrival->header.key_count; i++) {
		wrapped[i] = keyring_wrap_tenant_key(keyring, arrival->admin->arena,
			tenant_uuid(arrival->header.id), &arrival->header.keys[i]);
		if (!insert_key(arrival, i, wrapped[i]))
			return false;
	}
	return store_token_keys(arrival, keyring, wrapped);
}

static bool insert_tenant(const struct tenant_arrival *arrival)
{
	if (OWNER_RUN(arrival->admin->db, NULL,
		    "INSERT INTO public.tenants SELECT (jsonb_populate_record(\n"
		    "  NULL::public.tenants, $1::jsonb || jsonb_build_object('id', $2::text,\n"
		    "    'status', 'importing', 'token_keys', NULL))).*",
		    owner_text(arrival->header.row.data), owner_text(arrival->header.id)) ||
		OWNER_RUN(arrival->admin->db, NULL,
			"INSERT INTO control.tenant_imports (tenant_id, file_id) VALUES ($1, $2)",
			owner_text(arrival->header.id), owner_text(arrival->file_id)))
		return tenant_failed(arrival->admin);
	return true;
}

/* What a new schema holds is taken out: all comes from the file. */
static bool make_empty_schema(const struct tenant_arrival *arrival)
{
	struct admin *admin = arrival->admin;
	const char *tables;

	if (!tenant_make_schema(admin, arrival->header.id))
		return tenant_failed(admin);
	return tenant_tables(admin, &arrival->target, "%s", ", ", &tables) &&
	       tenant_script(admin, arena_string(admin->arena, "TRUNCATE %s", tables));
}

bool tenant_arrival_make(const struct tenant_arrival *arrival)
{
	struct admin *admin = arrival->admin;
	struct keyring *keyring = NULL;
	bool is_done;

	if (!tenant_load_keyring(admin, &keyring))
		return false;
	is_done = (migrate_lock(admin->db) == ERR_NONE || tenant_failed(admin)) &&
		  tenant_script(admin, "BEGIN") && insert_tenant(arrival) &&
		  store_keys(arrival, keyring) && make_empty_schema(arrival) &&
		  tenant_script(admin, "COMMIT") &&
		  (migrate_unlock(admin->db) == ERR_NONE || tenant_failed(admin));
	keyring_free(&keyring);
	return is_done;
}
