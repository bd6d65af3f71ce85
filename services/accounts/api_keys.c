/*
 * Keys of merchants' servers, for admins: listed, made, revoked. A key is shown once, when it is
 * made, and only its keyed hash is stored. No key makes keys: no route here names a scope.
 */
#include "accounts/accounts.h"

#include "base/typed.h"
#include "call/scope.h"
#include "sql_accounts.h"

enum { NAME_MOST = 100, DAYS_MOST = 3650 };

struct wish {
	struct text name;
	struct text scopes[SCOPE_COUNT];
	size_t scope_count;
	bool has_end;
	int64_t end_us;
};

struct next api_key_list(struct call *call)
{
	return sql_api_keys(call, db_answer_json);
}

/* --- what is asked for ------------------------------------------------------------------------ */
static const char *read_name(struct call *call, struct wish *wish)
{
	if (!json_text(json_member(call->body, "name"), &wish->name) || wish->name.size == 0 ||
		wish->name.size > NAME_MOST)
		return "name must be a text of up to 100 bytes";
	const char *fault = typed_take(&call->arena, TYPED_NAME, &wish->name);
	return fault ? arena_string(&call->arena, "name %s", fault) : NULL;
}

/* Each once, in the order of their table. */
static const char *read_scopes(struct call *call, struct wish *wish)
{
	const struct json *list = json_member(call->body, "scopes");
	bool is_named[SCOPE_COUNT] = {false};
	for (size_t i = 0; i < json_count(list); i++) {
		struct text word = TEXT_ABSENT;
		(void)json_text(json_element(list, i), &word);
		is_named[scope_find(word)] = true;
	}
	for (enum scope scope = SCOPE_NONE + 1; scope < SCOPE_COUNT; scope++)
		if (is_named[scope])
			wish->scopes[wish->scope_count++] = scope_word(scope);
	return wish->scope_count == 0 || is_named[SCOPE_NONE]
		       ? "scopes must be a list of chats:read and agents:read, of one at least"
		       : NULL;
}

static const char *read_end(struct call *call, struct wish *wish)
{
	const struct json *member = json_member(call->body, "expiresInDays");
	int64_t days = 0;
	wish->has_end = member && !json_is_null(member);
	if (wish->has_end && (!json_int64(member, &days) || days < 1 || days > DAYS_MOST))
		return "expiresInDays must be a number from 1 to 3650";
	wish->end_us = db_time_us(call->parts->db) + days * 86400 * INT64_C(1000000);
	return NULL;
}

/* --- made ------------------------------------------------------------------------------------- */
static struct next made(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text key = sql_api_key_make_row(answer, 0).made;
	if (text_is_absent(key))
		return call_fail(call, ERR_STATE, "There are 100 keys: revoke one first");
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "secret");
	json_put_text(&writer, call->accounts->token);
	json_put_name(&writer, "key");
	json_put_raw(&writer, key);
	json_close_object(&writer);
	return call_answer(call, 201, json_writer_text(&writer));
}

static struct next make(struct call *call, const struct wish *wish)
{
	char *key = arena_alloc(&call->arena, API_KEY_SIZE + 1);
	uint8_t hash[TOKEN_HASH_SIZE];
	api_key_make(key);
	accounts_work(call)->token = text_from(key);
	if (!api_key_hash(call->parts->keyring, 0, text_from(key), hash))
		return call_fail(call, ERR_INTERNAL, NULL);
	return sql_api_key_make(call, made, call->who.agent_id,
		(struct text){(const char *)hash, sizeof(hash)}, wish->name, wish->scopes,
		wish->scope_count, wish->has_end ? &wish->end_us : NULL);
}

struct next api_key_create(struct call *call)
{
	static const char *(*const read[])(struct call * call, struct wish * wish) = {
		read_name, read_scopes, read_end};
	struct wish *wish = ARENA_NEW(&call->arena, struct wish);
	for (size_t i = 0; i < sizeof(read) / sizeof(*read); i++) {
		const char *fault = read[i](call, wish);
		if (fault)
			return call_fail(call, ERR_FIELD, fault);
	}
	return make(call, wish);
}

/* --- revoked ---------------------------------------------------------------------------------- */
static struct next revoked(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_api_key_revoke_row(answer, 0).is_revoked)
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer_empty(call);
}

struct next api_key_revoke(struct call *call)
{
	return sql_api_key_revoke(call, revoked, call->who.agent_id, call_path_uuid(call, 0));
}
