/*
 * Who asks, with HTTP and PostgreSQL replaced by a script: which header counts, which master key's
 * hash is asked for, what is refused and how. Include it once in a program.
 */
#ifndef FRONTDESK_AUTH_STAGE_H
#define FRONTDESK_AUTH_STAGE_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/auth.h"
#include "auth/proofs.h"
#include "call/cors.h"
#include "call/limit.h"
#include "call/parts.h"
#include "call/request.h"
#include "call/tenant.h"
#include "crypto/token.h"
#include "net/site.h"
#include "pg/tenants.h"
#include "sockets/server.h"
#include "sql_gateway.h"

#define DESK "http://desk.example"
#define SHOP "https://shop.example"

/* --- the script ------------------------------------------------------------------------------- */
static struct {
	const char *cookie, *authorization, *site, *origin, *tenant_id;
	bool is_safe;
	size_t rows_at;   /* which look-up finds the token: 1 is the first */
	const char *role; /* of the sign-in that is found */
	bool must_enrol;  /* the same of it */
	int64_t expires_us;
	bool tenant_exists, is_away;
	const char *added;                /* an origin that the tenant lists once it is read anew */
	const char *visitor_id, *goes_by; /* whose token it is, and what they go by at the end */
	const char *scopes;               /* of the key that is found */
	enum scope wanted;                /* by the route */
	uint64_t wait_ms;                 /* by the key's limit */
	uint64_t now_ms;
} script;

/* --- what was seen ---------------------------------------------------------------------------- */
static struct {
	enum err err;
	size_t passed, look_ups, notes, renewals, readings;
	char detail[400], headers[1000];
	uint8_t hashes[4][TOKEN_HASH_SIZE];
} seen;

static struct keyring *ring;
static struct settings settings = {.sign_in_days = 14, .visitor_token_days = 30};
static const struct site site = {.origin = TEXT(DESK)};
static struct parts parts = {.env.settings = &settings, .site = &site};
static struct tenant tenant = {.id = {{7}}};
static struct sql_answer answer;

struct text call_header(const struct call *call, const char *name)
{
	static const char *const names[] = {"cookie", "authorization", "sec-fetch-site", "origin"};
	const char *const values[] = {
		script.cookie, script.authorization, script.site, script.origin};

	for (size_t i = 0; i < 4; i++)
		if (strcmp(name, names[i]) == 0)
			return text_from(values[i]);
	return TEXT_ABSENT;
}

struct text call_origin(const struct call *call)
{
	return text_from(script.origin);
}

struct text call_query(const struct call *call, const char *name)
{
	return text_from(script.tenant_id);
}

bool call_is_safe(const struct call *call)
{
	return script.is_safe;
}

struct next call_fail(struct call *call, enum err err, const char *detail)
{
	seen.err = err;
	(void)snprintf(seen.detail, sizeof seen.detail, "%s", detail ? detail : "");
	return (struct next){NEXT_ANSWERED};
}

void call_add_header(struct call *call, const char *name, struct text value)
{
	const size_t size = strlen(seen.headers);

	(void)snprintf(seen.headers + size, sizeof seen.headers - size, "%s: %.*s\n", name,
		TEXT_ARG(value));
}

bool cors_is_origin(struct text origin)
{
	return text_starts_with(origin, TEXT("http"));
}

struct next tenant_enter(
	struct call *call, struct uuid id, struct next (*then)(struct call *call, enum err err))
{
	if (!script.tenant_exists || !uuid_equals(id, tenant.id))
		return then(call, ERR_ABSENT);
	call->tenant = &tenant;
	return then(call, ERR_NONE);
}

struct next tenant_enter_anew(
	struct call *call, struct uuid id, struct next (*then)(struct call *call, enum err err))
{
	seen.readings++;
	return tenant_enter(call, id, then);
}

void tenant_unref(struct tenant **reference)
{
	*reference = NULL;
}

bool tenant_allows_origin(const struct tenant *of, struct text origin)
{
	return text_equals(origin, TEXT(SHOP)) ||
	       (script.added && seen.readings > 0 && text_equals(origin, text_from(script.added)));
}

void metric_add(struct metrics *metrics, enum metric metric, int64_t amount)
{
}

uint64_t limit_take(struct limits *limits, size_t kind, struct text key, uint64_t now_ms)
{
	return 0;
}

bool db_is_connected(const struct db *db)
{
	return !script.is_away;
}

uint64_t env_now_ms(const struct env *env)
{
	return script.now_ms;
}

int64_t db_time_us(const struct db *db)
{
	return 0;
}

static struct next look_up(struct call *call, sql_then then, struct text hash)
{
	assert_true(seen.look_ups < 4);
	memcpy(seen.hashes[seen.look_ups++], hash.data, TOKEN_HASH_SIZE);
	answer = (struct sql_answer){.row_count = seen.look_ups == script.rows_at};
	return then(call, &answer);
}

struct next sql_sign_in_check(struct call *call, sql_then then, struct text token_hash)
{
	return look_up(call, then, token_hash);
}

struct sql_sign_in_check_row sql_sign_in_check_row(const struct sql_answer *of, size_t row)
{
	return (struct sql_sign_in_check_row){.tenant_id = tenant.id,
		.agent_id = {{9}},
		.role = text_from(script.role),
		.must_enrol = script.must_enrol,
		.expires_at = script.expires_us};
}

struct next sql_sign_in_renew(
	struct call *call, sql_then then, struct uuid sign_in_id, int64_t expires_at)
{
	seen.renewals++;
	answer = (struct sql_answer){0};
	return then(call, &answer);
}

uint64_t call_limit(struct call *call, enum limit_kind kind, struct text key)
{
	assert_int_equal(kind, LIMIT_API_KEY);
	return script.wait_ms;
}

struct next call_fail_later(struct call *call, enum err err, const char *detail, uint64_t retry_ms)
{
	assert_int_equal(retry_ms, script.wait_ms);
	return call_fail(call, err, detail);
}

struct next sql_api_key_check(struct call *call, sql_then then, struct text key_hash)
{
	return look_up(call, then, key_hash);
}

struct sql_api_key_check_row sql_api_key_check_row(const struct sql_answer *of, size_t row)
{
	return (struct sql_api_key_check_row){
		.key_id = {{5}}, .tenant_id = tenant.id, .scopes = text_from(script.scopes)};
}

struct next sql_visitor_token_check(
	struct call *call, sql_then then, struct text token_hash, int64_t expires_at)
{
	return look_up(call, then, token_hash);
}

struct sql_visitor_token_check_row sql_visitor_token_check_row(
	const struct sql_answer *of, size_t row)
{
	return (struct sql_visitor_token_check_row){
		.visitor_id = text_from(script.visitor_id), .expires_at = INT64_MAX};
}

struct next sql_visitor_goes_by(struct call *call, sql_then then, struct text visitor_id)
{
	assert_text_equal(visitor_id, script.visitor_id);
	answer = (struct sql_answer){.row_count = 1};
	return then(call, &answer);
}

struct sql_visitor_goes_by_row sql_visitor_goes_by_row(const struct sql_answer *of, size_t row)
{
	return (struct sql_visitor_goes_by_row){.visitor_id = text_from(script.goes_by)};
}

struct next sql_refused_origin_note(
	struct call *call, sql_then then, struct uuid tenant_id, struct text origin)
{
	seen.notes++;
	answer = (struct sql_answer){0};
	return then(call, &answer);
}

struct next sql_visitor_token_store(struct call *call, sql_then then, struct text visitor_id,
	struct text token_hash, struct text origin, int64_t expires_at)
{
	return (struct next){NEXT_ANSWERED};
}

/* --- the stage -------------------------------------------------------------------------------- */
static char folder[] = "/tmp/frontdesk-test-XXXXXX", sign_in[TOKEN_SIZE + 1],
	    visitor[VISITOR_TOKEN_SIZE + 1], server_key[API_KEY_SIZE + 1];
static struct arena ring_arena;

static void put_key(const char *name, char digit)
{
	const char *path = arena_printf(&ring_arena, "%s/%s", folder, name).data;
	FILE *file = fopen(path, "w");

	for (int i = 0; i < 64; i++)
		fputc(digit, file);
	fclose(file);
	assert_int_equal(chmod(path, 0400), 0);
}

static int make_ring(void **state)
{
	const char *reason = "";

	arena_init(&ring_arena);
	if (!mkdtemp(folder))
		return -1;
	put_key("1.key", '1');
	put_key("2.key", '2');
	token_make(sign_in);
	api_key_make(server_key);
	token_make_visitor(tenant.id, visitor);
	if (keyring_load(folder, &ring_arena, &ring, &reason))
		return fprintf(stderr, "%s\n", reason), -1;
	parts.keyring = ring;
	return 0;
}

static int drop_ring(void **state)
{
	keyring_free(&ring);
	(void)unlink(arena_printf(&ring_arena, "%s/1.key", folder).data);
	(void)unlink(arena_printf(&ring_arena, "%s/2.key", folder).data);
	arena_done(&ring_arena);
	return rmdir(folder);
}

static struct next pass(struct call *call)
{
	seen.passed++;
	return (struct next){NEXT_ANSWERED};
}

/* Asks once, as scripted; the call's proven `who` is the answer. */
static inline struct who ask(void **state, enum access access)
{
	const struct route route = {.access = access, .scope = script.wanted};
	struct http_request request = {.match.route = &route};
	struct call call = {.parts = &parts, .kind = CALL_REST, .arena = *(struct arena *)*state};

	call.request = &request;
	memset(&seen, 0, sizeof seen);
	(void)auth_require(&call, access, pass);
	*(struct arena *)*state = call.arena;
	assert_int_equal(seen.passed + (seen.err != ERR_NONE), 1);
	return call.who;
}

#endif
