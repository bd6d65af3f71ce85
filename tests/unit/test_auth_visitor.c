/* Proofs of visitors, and of customers by their newer id. */
#include "auth_stage.h"

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
