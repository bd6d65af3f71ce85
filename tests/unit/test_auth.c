/*
 * Proofs, with HTTP and PostgreSQL replaced by a script: which header counts, which master key's
 * hash is asked for, what is refused and how.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/auth.h"
#include "auth/proofs.h"
#include "call/cors.h"
#include "call/parts.h"
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
	int64_t expires_us;
	bool tenant_exists, is_away;
	const char *added;                /* an origin that the tenant lists once it is read anew */
	const char *visitor_id, *goes_by; /* whose token it is, and what they go by at the end */
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
		.expires_at = script.expires_us};
}

struct next sql_sign_in_renew(
	struct call *call, sql_then then, struct uuid sign_in_id, int64_t expires_at)
{
	seen.renewals++;
	answer = (struct sql_answer){0};
	return then(call, &answer);
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
	    visitor[VISITOR_TOKEN_SIZE + 1];
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
static struct who ask(void **state, enum access access)
{
	struct call call = {.parts = &parts, .kind = CALL_REST, .arena = *(struct arena *)*state};

	memset(&seen, 0, sizeof seen);
	(void)auth_require(&call, access, pass);
	*(struct arena *)*state = call.arena;
	assert_int_equal(seen.passed + (seen.err != ERR_NONE), 1);
	return call.who;
}

static void set_agent(void **state)
{
	memset(&script, 0, sizeof script);
	script.is_safe = script.tenant_exists = true;
	script.role = "agent";
	script.rows_at = 1;
	script.expires_us = INT64_MAX;
	script.cookie = arena_printf(*state, "a=1; __Host-frontdesk=%s; b=2", sign_in).data;
}

static void set_visitor(void **state)
{
	memset(&script, 0, sizeof script);
	script.tenant_exists = true;
	script.origin = SHOP;
	script.rows_at = 1;
	script.visitor_id = "v-1";
	script.authorization = arena_printf(*state, "bearer %s", visitor).data;
}

/* --- customers -------------------------------------------------------------------------------- */
/* Finds nothing of whoever is not c-2. */
static struct next find(struct call *call)
{
	call_step again = call->doubt;

	seen.passed++;
	call->doubt = NULL;
	if (strcmp(call->who.visitor_id, "c-2") == 0)
		return (struct next){NEXT_ANSWERED};
	return again ? again(call) : call_fail(call, ERR_ABSENT, NULL);
}

/* How often it was sought for whom. */
static size_t seek(void **state, const char *visitor_id, const char *goes_by)
{
	struct call call = {.parts = &parts, .kind = CALL_REST, .arena = *(struct arena *)*state};

	memset(&seen, 0, sizeof seen);
	script.visitor_id = visitor_id;
	script.goes_by = goes_by;
	(void)auth_require(&call, ACCESS_VISITOR, find);
	*(struct arena *)*state = call.arena;
	return seen.passed;
}

static void before_a_customer_is_refused_their_newer_id_is_asked_for(void **state)
{
	set_visitor(state);
	assert_int_equal(seek(state, "c-1", "c-2"), 2);
	assert_int_equal(seen.err, ERR_NONE);
	assert_int_equal(seek(state, "c-1", "c-1"), 1);
	assert_int_equal(seen.err, ERR_ABSENT);
	assert_int_equal(seek(state, "v-1", "c-2"), 1);
	assert_int_equal(seen.err, ERR_ABSENT);
	script.is_away = true;
	assert_int_equal(seek(state, "c-1", "c-2"), 1);
	assert_int_equal(seen.err, ERR_BUSY);
}

/* --- agents ----------------------------------------------------------------------------------- */
static void our_cookie_is_found_among_others(void **state)
{
	set_agent(state);
	const struct who who = ask(state, ACCESS_AGENT);
	assert_int_equal(who.kind, WHO_AGENT);
	assert_int_equal(seen.passed, 1);
}

static void what_is_not_our_cookie_is_no_cookie(void **state)
{
	static const char *const around[][2] = {{"frontdesk=", ""}, {"x__Host-frontdesk=", ""},
		{"__Host-frontdesk =", ""}, {"__Host-frontdesk=x", ""}, {"__Host-frontdesk=", "x"},
		{"", ""}};

	set_agent(state);
	for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
		script.cookie =
			arena_printf(*state, "%s%s%s", around[i][0], sign_in, around[i][1]).data;
		(void)ask(state, ACCESS_AGENT);
		assert_int_equal(seen.err, ERR_SIGNED_OUT);
		assert_int_equal(seen.look_ups, 0);
	}
}

static void each_masters_hash_is_tried_newest_first(void **state)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	set_agent(state);
	script.rows_at = 2;
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.passed, 1);
	for (size_t master = 0; master < 2; master++) {
		assert_true(
			token_hash(ring, master, AUTH_PURPOSE_SIGN_IN, text_from(sign_in), hash));
		assert_memory_equal(seen.hashes[master], hash, sizeof hash);
	}
	script.rows_at = 0;
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.look_ups, 2);
	assert_int_equal(seen.err, ERR_SIGNED_OUT);
}

static void a_role_may_what_lesser_ones_may(void **state)
{
	static const char *const roles[] = {"agent", "supervisor", "admin", "unheard-of"};
	static const bool may[][3] = {{true, false, false}, {true, true, false}, {true, true, true},
		{true, false, false}};

	set_agent(state);
	for (size_t role = 0; role < 4; role++) {
		script.role = roles[role];
		for (size_t i = 0; i < 3; i++) {
			(void)ask(state, (enum access)(ACCESS_AGENT + i));
			assert_int_equal(seen.err, may[role][i] ? ERR_NONE : ERR_DENIED);
		}
	}
}

static void what_changes_something_must_come_from_our_own_page(void **state)
{
	static const struct {
		const char *site, *origin;
		bool is_ours;
	} pages[] = {{"same-origin", DESK, true}, {"same-origin", NULL, true}, {NULL, DESK, true},
		{"cross-site", DESK, false}, {"same-site", DESK, false}, {"none", DESK, false},
		{NULL, SHOP, false}, {NULL, "null", false}, {NULL, NULL, false}};

	set_agent(state);
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		script.site = pages[i].site;
		script.origin = pages[i].origin;
		script.is_safe = false;
		(void)ask(state, ACCESS_AGENT);
		assert_int_equal(seen.err, pages[i].is_ours ? ERR_NONE : ERR_DENIED);
		script.is_safe = true;
		(void)ask(state, ACCESS_AGENT);
		assert_int_equal(seen.err, ERR_NONE);
	}
}

static void a_sign_in_is_renewed_when_a_day_of_it_is_used(void **state)
{
	const int64_t day_us = INT64_C(86400000000);

	set_agent(state);
	script.expires_us = 13 * day_us + 1;
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.renewals, 0);
	script.expires_us = 13 * day_us - 1;
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.renewals, 1);
	assert_non_null(strstr(seen.headers, "Max-Age=1209600; Secure; HttpOnly; SameSite=Strict"));
}

static void a_cookie_that_was_proved_goes_on_while_postgresql_is_away(void **state)
{
	parts.proofs = proofs_new();
	set_agent(state);
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.look_ups, 1);
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.look_ups, 1);
	script.is_away = true;
	script.now_ms = PROOF_AGENT_AWAY_MS - 1;
	const struct who who = ask(state, ACCESS_AGENT);
	assert_int_equal(who.kind, WHO_AGENT);
	assert_int_equal(seen.look_ups, 0);
	proofs_forget_user(&parts, who.user_id);
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.look_ups, 1);
	script.now_ms += PROOF_AGENT_AWAY_MS;
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.look_ups, 1);
	proofs_free(&parts.proofs);
}

/* --- visitors --------------------------------------------------------------------------------- */
static void a_token_proves_its_visitor(void **state)
{
	set_visitor(state);
	const struct who who = ask(state, ACCESS_VISITOR);
	assert_int_equal(who.kind, WHO_VISITOR);
	assert_string_equal(who.visitor_id, "v-1");
}

static void tokens_that_prove_nothing_are_refused_alike(void **state)
{
	char first[sizeof seen.headers];

	set_visitor(state);
	script.rows_at = 0;
	(void)ask(state, ACCESS_VISITOR);
	assert_int_equal(seen.err, ERR_SIGNED_OUT);
	memcpy(first, seen.headers, sizeof first);
	script.tenant_exists = false;
	(void)ask(state, ACCESS_VISITOR);
	assert_int_equal(seen.err, ERR_SIGNED_OUT);
	assert_string_equal(seen.headers, first);
	assert_string_equal(seen.detail, "");
	script.authorization = "Basic dXNlcjpwYXNz";
	(void)ask(state, ACCESS_VISITOR);
	assert_int_equal(seen.err, ERR_SIGNED_OUT);
	assert_string_equal(seen.headers, first);
}

static void a_tokens_hash_is_bound_to_its_origin(void **state)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	set_visitor(state);
	(void)ask(state, ACCESS_VISITOR);
	memcpy(hash, seen.hashes[0], sizeof hash);
	script.origin = "https://other.example";
	(void)ask(state, ACCESS_VISITOR);
	assert_memory_not_equal(hash, seen.hashes[0], sizeof hash);
	assert_int_equal(seen.err, ERR_ORIGIN);
}

static void an_origin_that_was_added_meanwhile_is_let_in(void **state)
{
	set_visitor(state);
	script.tenant_id = "07000000-0000-0000-0000-000000000000";
	script.origin = "https://new.example";
	for (enum access access = ACCESS_TENANT; access <= ACCESS_VISITOR; access++) {
		script.added = NULL;
		(void)ask(state, access);
		assert_int_equal(seen.err, ERR_ORIGIN);
		assert_int_equal(seen.readings, 1);
		script.added = script.origin;
		assert_string_equal(ask(state, access).visitor_id, "v-1");
		assert_int_equal(seen.readings, 1);
	}
	script.origin = SHOP;
	(void)ask(state, ACCESS_VISITOR);
	assert_int_equal(seen.readings, 0);
}

static void who_proved_it_a_moment_ago_is_not_asked_for_again(void **state)
{
	parts.proofs = proofs_new();
	set_visitor(state);
	(void)ask(state, ACCESS_VISITOR);
	assert_int_equal(seen.look_ups, 1);
	script.now_ms = PROOF_FRESH_MS - 1;
	assert_string_equal(ask(state, ACCESS_VISITOR).visitor_id, "v-1");
	assert_int_equal(seen.look_ups, 0);
	script.now_ms = PROOF_FRESH_MS;
	(void)ask(state, ACCESS_VISITOR);
	assert_int_equal(seen.look_ups, 1);
	script.is_away = true;
	script.now_ms = PROOF_FRESH_MS + PROOF_VISITOR_AWAY_MS - 1;
	assert_string_equal(ask(state, ACCESS_VISITOR).visitor_id, "v-1");
	assert_int_equal(seen.look_ups, 0);
	proofs_forget(&parts, tenant.id, TEXT("v-1"));
	(void)ask(state, ACCESS_VISITOR);
	assert_int_equal(seen.look_ups, 1);
	script.origin = "https://other.example";
	(void)ask(state, ACCESS_VISITOR);
	assert_int_equal(seen.look_ups, 1);
	assert_int_equal(seen.err, ERR_ORIGIN);
	proofs_free(&parts.proofs);
}

static void whoever_may_come_without_a_token_may_come_with_a_bad_one(void **state)
{
	set_visitor(state);
	script.tenant_id = "07000000-0000-0000-0000-000000000000";
	assert_int_equal(ask(state, ACCESS_TENANT).kind, WHO_VISITOR);
	script.rows_at = 0;
	assert_int_equal(ask(state, ACCESS_TENANT).kind, WHO_NOBODY);
	assert_int_equal(seen.passed, 1);
	script.authorization = NULL;
	assert_int_equal(ask(state, ACCESS_TENANT).kind, WHO_NOBODY);
	assert_int_equal(seen.passed, 1);
}

static void a_refused_origin_and_an_unknown_tenant_sound_the_same(void **state)
{
	char detail[sizeof seen.detail];

	set_visitor(state);
	script.tenant_id = "07000000-0000-0000-0000-000000000000";
	script.origin = "https://new.example";
	(void)ask(state, ACCESS_TENANT);
	assert_int_equal(seen.err, ERR_ORIGIN);
	assert_int_equal(seen.notes, 1);
	assert_non_null(strstr(seen.detail,
		"set 07000000-0000-0000-0000-000000000000 --add-origin https://new.example"));
	memcpy(detail, seen.detail, sizeof detail);
	strstr(detail, "07000000")[1] = '8'; /* the tenant that is asked for is all that differs */
	script.tenant_id = "08000000-0000-0000-0000-000000000000";
	(void)ask(state, ACCESS_TENANT);
	assert_int_equal(seen.err, ERR_ORIGIN);
	assert_int_equal(seen.notes, 0);
	assert_string_equal(seen.detail, detail);
	script.origin = "javascript:alert(1)";
	(void)ask(state, ACCESS_TENANT);
	assert_null(strstr(seen.detail, "alert"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(before_a_customer_is_refused_their_newer_id_is_asked_for),
		arena_test(our_cookie_is_found_among_others),
		arena_test(what_is_not_our_cookie_is_no_cookie),
		arena_test(each_masters_hash_is_tried_newest_first),
		arena_test(a_role_may_what_lesser_ones_may),
		arena_test(what_changes_something_must_come_from_our_own_page),
		arena_test(a_sign_in_is_renewed_when_a_day_of_it_is_used),
		arena_test(a_cookie_that_was_proved_goes_on_while_postgresql_is_away),
		arena_test(a_token_proves_its_visitor),
		arena_test(tokens_that_prove_nothing_are_refused_alike),
		arena_test(a_tokens_hash_is_bound_to_its_origin),
		arena_test(an_origin_that_was_added_meanwhile_is_let_in),
		arena_test(who_proved_it_a_moment_ago_is_not_asked_for_again),
		arena_test(whoever_may_come_without_a_token_may_come_with_a_bad_one),
		arena_test(a_refused_origin_and_an_unknown_tenant_sound_the_same),
	};
	return cmocka_run_group_tests(tests, make_ring, drop_ring);
}
