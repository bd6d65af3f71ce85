/* Tokens, their hashes, and the merchant's word. */
#include "unit.h"

#include "crypto/recovery_code.h"
#include "crypto/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct keyring *ring;
static char folder[] = "/tmp/frontdesk-test-XXXXXX";
static const char *path;
static struct arena ring_arena;

static int make_ring(void **state)
{
	const char *reason = "";

	arena_init(&ring_arena);
	if (!mkdtemp(folder) || keyring_init(folder, &ring_arena, &path, &reason) ||
		keyring_load(folder, &ring_arena, &ring, &reason))
		return fprintf(stderr, "%s\n", reason), -1;
	return 0;
}

static int drop_ring(void **state)
{
	keyring_free(&ring);
	unlink(path);
	rmdir(folder);
	arena_done(&ring_arena);
	return 0;
}

static void a_token_is_hashed_the_same_way_each_time(void **state)
{
	uint8_t first[TOKEN_HASH_SIZE], second[TOKEN_HASH_SIZE];
	char token[TOKEN_SIZE + 1];

	token_make(token);
	assert_int_equal(strlen(token), TOKEN_SIZE);
	assert_true(token_hash(ring, 0, TEXT("sign-in"), text_from(token), first));
	assert_true(token_hash(ring, 0, TEXT("sign-in"), text_from(token), second));
	assert_memory_equal(first, second, sizeof first);
}

static void another_purpose_gives_another_hash(void **state)
{
	uint8_t first[TOKEN_HASH_SIZE], second[TOKEN_HASH_SIZE];
	char token[TOKEN_SIZE + 1];

	token_make(token);
	assert_true(token_hash(ring, 0, TEXT("visitor:a"), text_from(token), first));
	assert_true(token_hash(ring, 0, TEXT("visitor:b"), text_from(token), second));
	assert_memory_not_equal(first, second, sizeof first);
}

static void two_tokens_differ(void **state)
{
	char first[TOKEN_SIZE + 1], second[TOKEN_SIZE + 1];

	token_make(first);
	token_make(second);
	assert_string_not_equal(first, second);
}

static void past_the_last_master_there_is_no_hash(void **state)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	char token[TOKEN_SIZE + 1];

	token_make(token);
	assert_false(token_hash(ring, 1, TEXT("sign-in"), text_from(token), hash));
}

static void whoever_has_a_master_s_token_key_hashes_as_it_does(void **state)
{
	uint8_t key[SEAL_KEY_SIZE], here[TOKEN_HASH_SIZE], there[TOKEN_HASH_SIZE];
	char token[TOKEN_SIZE + 1];

	token_make(token);
	assert_true(token_key(ring, 0, key));
	assert_true(token_hash(ring, 0, TEXT("visitor:a"), text_from(token), here));
	assert_true(token_hash_under(key, TEXT("visitor:a"), text_from(token), there));
	assert_memory_equal(here, there, sizeof here);
	assert_false(token_hash_under(key, TEXT("visitor:a"), TEXT("short"), there));
	assert_false(token_key(ring, 1, key));
}

static void a_malformed_token_has_no_hash(void **state)
{
	static const char *const bad[] = {"", "short",
		"!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", /* spare bits: a second spelling */
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+"};
	uint8_t hash[TOKEN_HASH_SIZE];

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(token_hash(ring, 0, TEXT("sign-in"), text_from(bad[i]), hash));
	assert_false(token_hash(ring, 0, TEXT("sign-in"), TEXT_ABSENT, hash));
}

static void a_visitors_token_names_its_tenant(void **state)
{
	const struct uuid tenant = uuid_random();
	char token[VISITOR_TOKEN_SIZE + 1], sign_in[TOKEN_SIZE + 1];
	uint8_t hash[TOKEN_HASH_SIZE];
	struct uuid named = {{0}};

	token_make_visitor(tenant, token);
	assert_int_equal(strlen(token), VISITOR_TOKEN_SIZE);
	assert_true(token_visitor_tenant(text_from(token), &named));
	assert_true(uuid_equals(named, tenant));
	assert_true(token_hash(ring, 0, TEXT("visitor:"), text_from(token), hash));
	token_make(sign_in);
	assert_false(token_visitor_tenant(text_from(sign_in), &named));
}

/* RFC 4231, test case 2. */
static void a_code_names_its_tenant_by_its_beginning(void **state)
{
	const struct uuid tenant = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};
	const struct uuid first = {{1, 2, 3, 4, 5, 6}};
	char code[TOKEN_CODE_SIZE + 1];
	struct uuid from, to;

	token_make_code(tenant, code);
	assert_int_equal(strlen(code), TOKEN_CODE_SIZE);
	assert_true(token_code_tenants(text_from(code), &from, &to));
	assert_memory_equal(&from, &first, sizeof first);
	assert_true(uuid_compare(from, tenant) < 0 && uuid_compare(tenant, to) < 0);
	assert_memory_equal(to.bytes, first.bytes, 6);
	assert_int_equal(to.bytes[6], 0xff);
	assert_false(token_code_tenants(TEXT("aebagbafaydqqcikbmga2dqp1y"), &from, &to));
	assert_false(token_code_tenants(TEXT("aebagbafaydqqcikbmga2dqp y"), &from, &to));
	assert_false(token_code_tenants(TEXT_ABSENT, &from, &to));
}

static void a_code_is_hashed_in_either_case(void **state)
{
	uint8_t lower[TOKEN_HASH_SIZE], upper[TOKEN_HASH_SIZE];
	char code[TOKEN_CODE_SIZE + 1];
	const struct uuid tenant = {{9}};

	token_make_code(tenant, code);
	assert_true(token_hash(ring, 0, TEXT("survey"), text_from(code), lower));
	for (char *letter = code; *letter; letter++)
		*letter = (char)(*letter >= 'a' ? *letter - 'a' + 'A' : *letter);
	assert_true(token_hash(ring, 0, TEXT("survey"), text_from(code), upper));
	assert_memory_equal(lower, upper, sizeof lower);
}

static void behind_the_masters_come_the_keys_that_a_tenant_brought(void **state)
{
	uint8_t carried[2 * SEAL_KEY_SIZE], hash[TOKEN_HASH_SIZE], wanted[TOKEN_HASH_SIZE];
	const struct text keys = {(const char *)carried, sizeof carried};
	char token[TOKEN_SIZE + 1];

	memset(carried, 7, sizeof carried);
	token_make(token);
	assert_true(token_hash_carried(ring, keys, 1, TEXT("a"), text_from(token), hash));
	assert_true(token_hash_under(carried, TEXT("a"), text_from(token), wanted));
	assert_memory_equal(hash, wanted, sizeof hash);
	assert_true(token_hash_carried(ring, keys, 2, TEXT("a"), text_from(token), hash));
	assert_false(token_hash_carried(ring, keys, 3, TEXT("a"), text_from(token), hash));
	assert_false(token_hash_carried(ring, TEXT_ABSENT, 1, TEXT("a"), text_from(token), hash));
}

static void an_identifier_is_proven_by_its_hmac(void **state)
{
	const struct text secret = TEXT("Jefe"), identifier = TEXT("what do ya want for nothing?");
	const struct text hash =
		TEXT("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

	assert_true(identifier_hash_matches(secret, identifier, hash));
	assert_false(identifier_hash_matches(secret, TEXT("somebody else"), hash));
	assert_false(identifier_hash_matches(TEXT("jefe"), identifier, hash));
	assert_false(identifier_hash_matches(secret, identifier, (struct text){hash.data, 63}));
	assert_false(identifier_hash_matches(TEXT_ABSENT, identifier, hash));
	assert_false(identifier_hash_matches(TEXT(""), identifier, hash));
	assert_false(identifier_hash_matches(secret, identifier, TEXT_ABSENT));
}

/* Not what RFC 4231 has, whose texts have no line feed: as `openssl dgst -sha512 -hmac` reckons it.
 */
static void attributes_are_proven_by_another_hmac_with_their_customer(void **state)
{
	const struct text
		secret = TEXT("Jefe"),
		identifier = TEXT("what do ya want"), attributes = TEXT("for nothing?"),
		hash = TEXT("553d5d04619569306303593c29e758db4770755363fa575e7e4c78efbf27beb7"
			    "989ddb84b86b7aae332f3b93d4c1b68d9e758b71da19fdb5c1e7f67254947058");

	assert_true(attributes_hash_matches(secret, identifier, attributes, hash));
	assert_false(attributes_hash_matches(secret, TEXT("what do ya"), attributes, hash));
	assert_false(attributes_hash_matches(secret, identifier, TEXT("for something"), hash));
	assert_false(attributes_hash_matches(TEXT("jefe"), identifier, attributes, hash));
	assert_false(attributes_hash_matches(
		secret, identifier, attributes, (struct text){hash.data, 64}));
	assert_false(attributes_hash_matches(TEXT_ABSENT, identifier, attributes, hash));
	assert_false(attributes_hash_matches(secret, TEXT_ABSENT, attributes, hash));
	assert_false(attributes_hash_matches(secret, identifier, attributes, TEXT_ABSENT));
	assert_false(attributes_hash_matches(
		secret, TEXT("what do ya want\nfor nothing?"), TEXT_ABSENT, hash));
}

/* --- recovery codes --------------------------------------------------------------------------- */
static void a_recovery_code_is_known_however_it_is_typed(void **state)
{
	char code[RECOVERY_CODE_SIZE + 1], other[RECOVERY_CODE_SIZE + 1];
	char hash[2 * RECOVERY_HASH_SIZE + 1], again[2 * RECOVERY_HASH_SIZE + 1];
	const struct uuid owner = {{1}}, somebody = {{2}};
	recovery_code_make(code);
	recovery_code_make(other);
	assert_string_not_equal(code, other);
	assert_int_equal(strlen(code), RECOVERY_CODE_SIZE);
	assert_true(recovery_code_hash(ring, 0, owner, text_from(code), hash));
	assert_int_equal(strlen(hash), 2 * RECOVERY_HASH_SIZE);
	for (size_t i = 0; code[i]; i++)
		code[i] = code[i] == '-' ? ' ' : (char)(code[i] >= 'A' ? code[i] + 32 : code[i]);
	assert_true(recovery_code_hash(ring, 0, owner, text_from(code), again));
	assert_string_equal(hash, again);
	assert_true(recovery_code_hash(ring, 0, somebody, text_from(code), again));
	assert_string_not_equal(hash, again);
	assert_true(recovery_code_hash(ring, 0, owner, text_from(other), again));
	assert_string_not_equal(hash, again);
}

static void what_is_no_recovery_code_has_no_hash(void **state)
{
	char hash[2 * RECOVERY_HASH_SIZE + 1];
	const struct uuid owner = {{1}};
	assert_false(recovery_code_hash(ring, 0, owner, TEXT("123456"), hash));
	assert_false(recovery_code_hash(ring, 0, owner, TEXT("AAAA-AAAA-AAAA-AAA"), hash));
	assert_false(recovery_code_hash(ring, 0, owner, TEXT("AAAA-AAAA-AAAA-AAA1"), hash));
	assert_false(recovery_code_hash(ring, 0, owner, TEXT_ABSENT, hash));
	assert_true(recovery_code_hash(ring, 0, owner, TEXT("AAAA-AAAA-AAAA-AAAA"), hash));
	assert_false(recovery_code_hash(ring, 1, owner, TEXT("AAAA-AAAA-AAAA-AAAA"), hash));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recovery_code_is_known_however_it_is_typed),
		cmocka_unit_test(what_is_no_recovery_code_has_no_hash),
		cmocka_unit_test(a_token_is_hashed_the_same_way_each_time),
		cmocka_unit_test(another_purpose_gives_another_hash),
		cmocka_unit_test(two_tokens_differ),
		cmocka_unit_test(past_the_last_master_there_is_no_hash),
		cmocka_unit_test(whoever_has_a_master_s_token_key_hashes_as_it_does),
		cmocka_unit_test(a_malformed_token_has_no_hash),
		cmocka_unit_test(a_visitors_token_names_its_tenant),
		cmocka_unit_test(a_code_names_its_tenant_by_its_beginning),
		cmocka_unit_test(a_code_is_hashed_in_either_case),
		cmocka_unit_test(behind_the_masters_come_the_keys_that_a_tenant_brought),
		cmocka_unit_test(an_identifier_is_proven_by_its_hmac),
		cmocka_unit_test(attributes_are_proven_by_another_hmac_with_their_customer),
	};
	return cmocka_run_group_tests(tests, make_ring, drop_ring);
}
