/* A tenant as PostgreSQL says it is. tenants.c keeps them. */
#include "pg/tenant_load.h"

#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "sql_gateway.h"

/* FNV-1a over what was loaded: it tells a change, nothing else hangs on it. */
static uint64_t version_of(const struct sql_answer *answer)
{
	enum { COLUMNS = 10 };
	uint64_t version = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < answer->row_count * COLUMNS; i++) {
		struct text cell = db_cell_text(answer, i / COLUMNS, i % COLUMNS);
		version = (version ^ cell.size) * UINT64_C(1099511628211);
		for (size_t at = 0; at < cell.size; at++)
			version = (version ^ (uint8_t)cell.data[at]) * UINT64_C(1099511628211);
	}
	return version;
}

static enum err open_keys(struct parts *parts, struct call *call, struct tenant *tenant,
	const struct sql_answer *answer)
{
	struct tenant_keys *keys = NULL;
	size_t count = 0;
	struct text *wrapped = arena_array(&call->arena, answer->row_count, sizeof(*wrapped));
	for (size_t row = 0; row < answer->row_count; row++) {
		wrapped[count] = sql_tenant_load_row(answer, row).wrapped_key;
		count += text_is_absent(wrapped[count]) ? 0 : 1;
	}
	enum err err =
		count > 0 ? keyring_open_tenant(parts->keyring, tenant->id, wrapped, count, &keys)
			  : ERR_UNREADABLE;
	if (err != ERR_NONE) {
		log_say(parts->env.log, LOG_ERROR, "a tenant's keys could not be opened",
			LOG_F_UUID("tenant", tenant->id));
		return err;
	}
	tenant_keys_free(&tenant->keys);
	tenant->keys = keys;
	return ERR_NONE;
}

/* What stands sealed in a column of the tenant's row. */
static void open_secret(struct parts *parts, struct tenant *tenant, const char *column,
	struct text sealed, struct text *ret_secret)
{
	const struct seal_place place = {
		.tenant_id = tenant->id,
		.table = TEXT("tenants"),
		.column = text_from(column),
		.row_id = tenant->id,
	};
	if (text_is_absent(sealed))
		return;
	if (tenant_seal_open(tenant->keys, &tenant->memory, &place, sealed, ret_secret) != ERR_NONE)
		log_say(parts->env.log, LOG_ERROR, "a tenant's secret could not be opened",
			LOG_F_UUID("tenant", tenant->id), LOG_F_WORD("column", column));
}

/* A JSON array of texts. */
static void take_list(
	struct tenant *tenant, struct text list, const struct text **ret_items, size_t *ret_count)
{
	struct json *json = NULL;
	if (json_parse(list, &json) != ERR_NONE)
		return;
	size_t count = json_count(json);
	struct text *items = arena_array(&tenant->memory, count, sizeof(*items));
	for (size_t i = 0; i < count; i++) {
		struct text item = TEXT_ABSENT;
		(void)json_text(json_element(json, i), &item);
		items[i] = arena_copy(&tenant->memory, item);
	}
	*ret_items = items;
	*ret_count = count;
	json_free(&json);
}

/* Said when it begins and when it ends, however many ask meanwhile. */
static void note_schema(const struct parts *parts, struct tenant *tenant, bool is_known)
{
	if (tenant->is_refused == !is_known)
		return;
	tenant->is_refused = !is_known;
	log_say(parts->env.log, is_known ? LOG_INFO : LOG_WARN,
		is_known ? "a tenant is served again: its schema has been brought up"
			 : "a tenant is refused: its schema is not this version's",
		LOG_F_UUID("tenant", tenant->id));
}

enum err tenant_take(struct call *call, struct tenant *tenant, const struct sql_answer *answer)
{
	struct sql_tenant_load_row row = sql_tenant_load_row(answer, 0);
	/* Suspended is suspended, and refused, whatever its keys; and who closed its sockets may
	 * have said so before this row was read: resumed, it reads as it did at first. */
	tenant->is_active = row.is_active;
	note_schema(call->parts, tenant, row.is_known);
	tenant->is_moving = row.is_moving;
	tenant->loaded_ms = env_now_ms(&call->parts->env);
	uint64_t version = version_of(answer);
	if (version == tenant->version)
		return ERR_NONE;
	enum err err = open_keys(call->parts, call, tenant, answer);
	if (err != ERR_NONE)
		return err;
	tenant->name = arena_copy(&tenant->memory, row.name);
	tenant->time_zone = arena_copy(&tenant->memory, row.time_zone);
	take_list(tenant, row.origins, &tenant->origins, &tenant->origin_count);
	take_list(tenant, row.kept_parameters, &tenant->kept_parameters,
		&tenant->kept_parameter_count);
	tenant_forget_secrets(tenant);
	open_secret(call->parts, tenant, "identity_secret", row.identity_secret,
		&tenant->identity_secret);
	open_secret(call->parts, tenant, "token_keys", row.token_keys, &tenant->token_keys);
	tenant->version = version;
	return ERR_NONE;
}
