/* Proofs of agents, and of merchants' servers. */
#include "auth_stage.h"

static void set_agent(void **state)
{
	memset(&script, 0, sizeof script);
	script.is_safe = script.tenant_exists = true;
	script.role = "agent";
	script.rows_at = 1;
	script.expires_us = INT64_MAX;
	script.cookie = arena_printf(*state, "a=1; __Host-frontdesk=%s; b=2", sign_in).data;
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

static void who_must_enrol_may_do_that_and_nothing_else(void **state)
{
	set_agent(state);
	script.role = "admin";
	script.must_enrol = true;
	(void)ask(state, ACCESS_SIGNED_IN);
	assert_int_equal(seen.err, ERR_NONE);
	assert_int_equal(seen.passed, 1);
	for (size_t i = 0; i < 3; i++) {
		(void)ask(state, (enum access)(ACCESS_AGENT + i));
		assert_int_equal(seen.err, ERR_ENROL);
		assert_int_equal(seen.passed, 0);
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

/* --- merchants' servers ----------------------------------------------------------------------- */
static void set_key(void **state, const char *scopes, enum scope wanted)
{
	set_agent(state);
	script.authorization = arena_printf(*state, "Bearer %s", server_key).data;
	script.scopes = scopes;
	script.wanted = wanted;
}

static void a_key_opens_the_routes_of_its_scopes_from_anywhere(void **state)
{
	set_key(state, "chats:read agents:read", SCOPE_AGENTS_READ);
	script.is_safe = false;
	const struct who who = ask(state, ACCESS_AGENT);
	assert_int_equal(seen.passed, 1);
	assert_int_equal(who.kind, WHO_KEY);
	assert_true(uuid_equals(who.key_id, (struct uuid){{5}}));
}

static void a_key_opens_nothing_else_whatever_cookie_comes_along(void **state)
{
	static const char *const scopes[] = {"", "agents:read", "chats:rea", "chats:read2",
		"xchats:read", "agents:read agents:read"};

	for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
		set_key(state, scopes[i], SCOPE_CHATS_READ);
		(void)ask(state, ACCESS_AGENT);
		assert_int_equal(seen.err, ERR_DENIED);
	}
	set_key(state, "chats:read agents:read", SCOPE_NONE);
	(void)ask(state, ACCESS_SIGNED_IN);
	assert_int_equal(seen.err, ERR_DENIED);
	script.rows_at = 0;
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.err, ERR_SIGNED_OUT);
	assert_int_equal(seen.look_ups, 2);
}

static void a_key_has_a_rate(void **state)
{
	set_key(state, "chats:read", SCOPE_CHATS_READ);
	script.wait_ms = 700;
	(void)ask(state, ACCESS_AGENT);
	assert_int_equal(seen.err, ERR_TOO_MANY);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(our_cookie_is_found_among_others),
		arena_test(what_is_not_our_cookie_is_no_cookie),
		arena_test(each_masters_hash_is_tried_newest_first),
		arena_test(a_role_may_what_lesser_ones_may),
		arena_test(who_must_enrol_may_do_that_and_nothing_else),
		arena_test(what_changes_something_must_come_from_our_own_page),
		arena_test(a_key_opens_the_routes_of_its_scopes_from_anywhere),
		arena_test(a_key_opens_nothing_else_whatever_cookie_comes_along),
		arena_test(a_key_has_a_rate),
		arena_test(a_sign_in_is_renewed_when_a_day_of_it_is_used),
		arena_test(a_cookie_that_was_proved_goes_on_while_postgresql_is_away),
	};
	return cmocka_run_group_tests(tests, make_ring, drop_ring);
}
