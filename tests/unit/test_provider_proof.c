/* What goes with a browser to a provider, and must come back: all of it follows from one token. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/provider_proof.h"

static char folder[] = "/tmp/frontdesk-test-XXXXXX", token[TOKEN_SIZE + 1];
static struct arena ring_arena;
static struct keyring *ring;

static void put_key(const char *name, char digit)
{
	const char *path = arena_printf(&ring_arena, "%s/%s", folder, name).data;
	FILE *file = fopen(path, "w");
	for (int i = 0; i < 64; i++)
		(void)fputc(digit, file);
	(void)fclose(file);
	assert_int_equal(chmod(path, 0400), 0);
}

static void load(void)
{
	const char *reason = "";
	keyring_free(&ring);
	assert_int_equal(keyring_load(folder, &ring_arena, &ring, &reason), ERR_NONE);
}

static int make_ring(void **state)
{
	arena_init(&ring_arena);
	(void)strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	put_key("1.key", '1');
	load();
	token_make(token);
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

static struct provider_proof make(size_t master)
{
	struct provider_proof proof;
	assert_true(provider_proof_make(ring, master, text_from(token), &proof));
	return proof;
}

/* RFC 7636, appendix B. */
static void a_challenge_is_the_hash_of_its_verifier(void **state)
{
	char challenge[TOKEN_SIZE + 1];
	provider_proof_challenge(TEXT("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), challenge);
	assert_string_equal(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void each_part_is_another_and_the_same_each_time(void **state)
{
	struct provider_proof proof = make(0), again = make(0);
	char challenge[TOKEN_SIZE + 1];
	assert_memory_equal(&proof, &again, sizeof(proof));
	const char *const parts[] = {
		proof.state, proof.nonce, proof.verifier, proof.challenge, token};
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		assert_int_equal(strlen(parts[i]), TOKEN_SIZE);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(parts[i], parts[k]);
	}
	provider_proof_challenge(text_from(proof.verifier), challenge);
	assert_string_equal(challenge, proof.challenge);
}

static void a_state_is_that_of_its_token_alone(void **state)
{
	struct provider_proof proof = make(0);
	char kept[TOKEN_SIZE + 1];
	(void)strcpy(kept, proof.state);
	assert_true(provider_proof_has_state(&proof, text_from(kept)));
	assert_false(provider_proof_has_state(&proof, (struct text){kept, TOKEN_SIZE - 1}));
	assert_false(provider_proof_has_state(&proof, TEXT_ABSENT));
	assert_false(provider_proof_has_state(&proof, text_from(proof.nonce)));
	token_make(token);
	proof = make(0);
	assert_false(provider_proof_has_state(&proof, text_from(kept)));
}

static void one_that_was_made_before_a_new_master_key_is_found_under_the_former(void **state)
{
	struct provider_proof before = make(0);
	put_key("2.key", '2');
	load();
	struct provider_proof newest = make(0), former = make(1);
	assert_memory_not_equal(before.hash, newest.hash, TOKEN_HASH_SIZE);
	assert_memory_equal(&before, &former, sizeof(before));
	assert_false(provider_proof_make(ring, 2, text_from(token), &before));
}

static void what_is_no_token_has_no_proof(void **state)
{
	struct provider_proof proof;
	assert_false(provider_proof_make(ring, 0, TEXT_ABSENT, &proof));
	assert_false(provider_proof_make(ring, 0, TEXT("short"), &proof));
	token[3] = '!';
	assert_false(provider_proof_make(ring, 0, text_from(token), &proof));
}

#define ring_test(name) cmocka_unit_test_setup_teardown(name, make_ring, drop_ring)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_challenge_is_the_hash_of_its_verifier),
		ring_test(each_part_is_another_and_the_same_each_time),
		ring_test(a_state_is_that_of_its_token_alone),
		ring_test(one_that_was_made_before_a_new_master_key_is_found_under_the_former),
		ring_test(what_is_no_token_has_no_proof),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
