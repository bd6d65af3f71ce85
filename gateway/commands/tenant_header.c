/* Writing and reading the header. */
#include "commands/tenant_header.h"

#include <sodium.h>
#include <string.h>

#include "base/json.h"
#include "commands/admin_tenant.h"
#include "crypto/token.h"
#include "pg/migrations.h"

enum {
	SCHEMA_HASH_SIZE = 32,
	TOKEN_KEYS_MAX = 64,
	TOKEN_KEYS_SIZE = TOKEN_KEYS_MAX * SEAL_KEY_SIZE,
	ROOM = 128 * 1024
};

struct seal_place tenant_token_keys_place(const char *id)
{
	return (struct seal_place){.tenant_id = tenant_uuid(id),
		.table = TEXT("tenants"),
		.column = TEXT("token_keys"),
		.row_id = tenant_uuid(id)};
}

/* --- the schema ------------------------------------------------------------------------------- */
static void add_migrations(
	crypto_generichash_state *state, const struct migration *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		crypto_generichash_update(
			state, (const unsigned char *)list[i].sha, strlen(list[i].sha) + 1);
}

/* What this program's schemas are made by, in short. */
static const char *schema_hash(struct arena *arena)
{
	unsigned char hash[SCHEMA_HASH_SIZE];
	char hex[2 * SCHEMA_HASH_SIZE + 1];
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof hash);
	add_migrations(&state, migrations_control, migrations_control_count);
	add_migrations(&state, migrations_tenant, migrations_tenant_count);
	crypto_generichash_final(&state, hash, sizeof hash);
	return arena_copy(arena, text_from(sodium_bin2hex(hex, sizeof hex, hash, sizeof hash)))
		.data;
}

static int64_t migration_count(void)
{
	return (int64_t)(migrations_control_count + migrations_tenant_count);
}

static bool check_schema(struct admin *admin, const struct json *json)
{
	struct text hash = TEXT_ABSENT;
	int64_t count = 0;

	if (!json_text(json_member(json, "schema"), &hash) ||
		!json_int64(json_member(json, "migrations"), &count))
		return admin_refuse(admin, "The file names no schema.");
	if (text_equals(hash, text_from(schema_hash(admin->arena))))
		return true;
	if (count > migration_count())
		return admin_refuse(admin,
			"The file was made by a newer version, with %lld migrations; here are "
			"%lld: "
			"bring this installation up to date, and `frontdesk migrate`.",
			(long long)count, (long long)migration_count());
	return admin_refuse(admin,
		"The file was made by another version, with %lld migrations; here are %lld: bring "
		"the installation that it comes from up to this version, and export again.",
		(long long)count, (long long)migration_count());
}

/* --- making it -------------------------------------------------------------------------------- */
static void put_hex(struct json_writer *writer, const char *name, const void *bytes, size_t size)
{
	char *hex = arena_alloc(writer->arena, 2 * size + 1);

	sodium_bin2hex(hex, 2 * size + 1, bytes, size);
	json_put_name(writer, name);
	json_put_text(writer, text_from(hex));
	sodium_memzero(hex, 2 * size);
}

static bool put_key(struct admin *admin, const char *id, const struct keyring *keyring,
	struct text wrapped, struct json_writer *writer)
{
	struct seal_key key;

	if (keyring_unwrap_tenant_key(keyring, tenant_uuid(id), wrapped, &key))
		return admin_refuse(admin,
			"A key of the tenant does not open under the master keys in %s: put the "
			"one that it was made with back.",
			admin->settings->keys);
	put_hex(writer, "key", &key, sizeof key);
	seal_key_wipe(&key);
	return true;
}

static bool put_keys(struct admin *admin, const char *id, const struct keyring *keyring,
	struct json_writer *writer)
{
	struct owner_rows rows;
	bool is_put = true;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT wrapped, created_at FROM control.tenant_keys WHERE tenant_id = $1\n"
		    "ORDER BY created_at, key_id",
		    owner_text(id)))
		return false;
	json_put_name(writer, "keys");
	json_open_array(writer);
	for (size_t i = 0; i < rows.count && is_put; i++) {
		json_open_object(writer);
		is_put = put_key(
			admin, id, keyring, owner_cell_bytes(admin->db, &rows, i, 0), writer);
		json_put_name(writer, "createdAt");
		json_put_text(writer, text_from(owner_cell(&rows, i, 1)));
		json_close_object(writer);
	}
	json_close_array(writer);
	return is_put;
}

/* Those that the tenant brought along when it came here. */
static bool read_carried(struct admin *admin, const char *id, const struct keyring *keyring,
	struct text *ret_carried)
{
	const struct seal_place place = tenant_token_keys_place(id);
	struct tenant_keys *keys = NULL;
	struct owner_rows rows;
	struct text wrapped[TENANT_KEYS_MAX];
	size_t count = 0;
	enum err err;

	*ret_carried = TEXT("");
	if (OWNER_RUN(admin->db, &rows,
		    "SELECT t.token_keys, k.wrapped FROM public.tenants t\n"
		    "JOIN control.tenant_keys k ON k.tenant_id = t.id WHERE t.id = $1\n"
		    "  AND t.token_keys IS NOT NULL ORDER BY k.created_at, k.key_id",
		    owner_text(id)))
		return false;
	if (rows.count == 0)
		return true;
	for (; count < rows.count && count < TENANT_KEYS_MAX; count++)
		wrapped[count] = owner_cell_bytes(admin->db, &rows, count, 1);
	err = keyring_open_tenant(keyring, tenant_uuid(id), wrapped, count, &keys);
	if (err == ERR_NONE)
		err = tenant_seal_open(keys, admin->arena, &place,
			owner_cell_bytes(admin->db, &rows, 0, 0), ret_carried);
	tenant_keys_free(&keys);
	return err == ERR_NONE ||
	       admin_refuse(admin, "The keys of visitors' tokens cannot be opened.");
}

/* The masters' own, newest first, then those that came along. */
static bool put_token_keys(struct admin *admin, const char *id, const struct keyring *keyring,
	struct json_writer *writer)
{
	uint8_t all[TOKEN_KEYS_SIZE];
	struct text carried;
	size_t size = 0;

	if (!read_carried(admin, id, keyring, &carried))
		return false;
	for (size_t i = 0; i < keyring_count(keyring); i++, size += SEAL_KEY_SIZE)
		(void)token_key(keyring, i, all + size);
	if (carried.size > sizeof all - size)
		carried.size = sizeof all - size;
	memcpy(all + size, carried.data, carried.size);
	size += carried.size;
	put_hex(writer, "tokenKeys", all, size);
	sodium_memzero(all, sizeof all);
	sodium_memzero((char *)carried.data, carried.size);
	return true;
}

static bool put_row(struct admin *admin, const char *id, struct json_writer *writer)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT name, row_to_json(t) FROM public.tenants t WHERE id = $1",
		    owner_text(id)))
		return false;
	json_put_name(writer, "name");
	json_put_text(writer, text_from(owner_cell(&rows, 0, 0)));
	json_put_name(writer, "row");
	json_put_text(writer, text_from(owner_cell(&rows, 0, 1)));
	return true;
}

static bool put_all(struct admin *admin, const char *id, bool is_moved,
	const struct keyring *keyring, struct json_writer *writer)
{
	json_open_object(writer);
	json_put_name(writer, "tenant");
	json_put_text(writer, text_from(id));
	json_put_name(writer, "schema");
	json_put_text(writer, text_from(schema_hash(admin->arena)));
	json_put_name(writer, "migrations");
	json_put_int64(writer, migration_count());
	json_put_name(writer, "isMoved");
	json_put_bool(writer, is_moved);
	if (!put_row(admin, id, writer) || !put_keys(admin, id, keyring, writer) ||
		!put_token_keys(admin, id, keyring, writer))
		return false;
	json_close_object(writer);
	return true;
}

bool tenant_header_make(struct admin *admin, const char *id, bool is_moved, struct text *ret_json)
{
	struct keyring *keyring = NULL;
	struct json_writer writer;
	bool is_made;

	if (!tenant_load_keyring(admin, &keyring))
		return false;
	json_writer_init(&writer, admin->arena);
	json_make_room(&writer, ROOM); /* keys are in it: it is not to be copied as it grows */
	is_made = put_all(admin, id, is_moved, keyring, &writer);
	keyring_free(&keyring);
	*ret_json = json_writer_text(&writer);
	return is_made;
}

/* --- reading it ------------------------------------------------------------------------------- */
static bool read_hex(struct text hex, void *ret_bytes, size_t most, size_t *ret_size)
{
	const char *end;

	return sodium_hex2bin(ret_bytes, most, hex.data, hex.size, NULL, ret_size, &end) == 0 &&
	       end == hex.data + hex.size;
}

static bool read_key(struct arena *arena, const struct json *json, struct tenant_header *header)
{
	struct text hex, created_at;
	size_t size;

	if (header->key_count == TENANT_KEYS_MAX || !json_text(json_member(json, "key"), &hex) ||
		!json_text(json_member(json, "createdAt"), &created_at) ||
		!read_hex(hex, &header->keys[header->key_count], sizeof *header->keys, &size) ||
		size != sizeof *header->keys)
		return false;
	header->key_times[header->key_count++] = arena_copy(arena, created_at).data;
	return true;
}

static bool read_keys(struct arena *arena, const struct json *json, struct tenant_header *header)
{
	const struct json *keys = json_member(json, "keys");
	struct text hex;
	uint8_t *bytes = arena_alloc(arena, TOKEN_KEYS_SIZE);
	size_t size;

	for (size_t i = 0; i < json_count(keys); i++)
		if (!read_key(arena, json_element(keys, i), header))
			return false;
	if (!json_text(json_member(json, "tokenKeys"), &hex) ||
		!read_hex(hex, bytes, TOKEN_KEYS_SIZE, &size) || size % SEAL_KEY_SIZE != 0)
		return false;
	header->token_keys = (struct text){(const char *)bytes, size};
	return header->key_count > 0;
}

static bool read_members(struct arena *arena, const struct json *json, struct tenant_header *header)
{
	char text[UUID_TEXT_SIZE + 1];
	struct text name, row;
	struct uuid id;

	if (!json_uuid(json_member(json, "tenant"), &id) ||
		!json_text(json_member(json, "name"), &name) ||
		!json_text(json_member(json, "row"), &row) ||
		!json_bool(json_member(json, "isMoved"), &header->is_moved) ||
		!read_keys(arena, json, header))
		return false;
	uuid_format(id, text);
	header->id = arena_copy(arena, text_from(text)).data;
	header->name = arena_copy(arena, name).data;
	header->row = arena_copy(arena, row);
	return true;
}

bool tenant_header_read(struct admin *admin, struct text json, struct tenant_header *ret_header)
{
	struct json *parsed = NULL;
	bool is_read;

	*ret_header = (struct tenant_header){.key_count = 0};
	if (json_parse(json, &parsed))
		return admin_refuse(admin, "The file's header is no JSON.");
	is_read = check_schema(admin, parsed);
	if (is_read && !read_members(admin->arena, parsed, ret_header))
		is_read = admin_refuse(admin, "The file's header lacks something.");
	json_free(&parsed);
	return is_read;
}

void tenant_header_done(struct tenant_header *header)
{
	sodium_memzero(header->keys, sizeof header->keys);
	if (header->token_keys.size > 0)
		sodium_memzero((char *)header->token_keys.data, header->token_keys.size);
}
