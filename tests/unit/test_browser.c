/* The proof of a browser that we know: for whom it holds, how long, and under which masters. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/browser.h"

enum { NOW_S = 1000, END_S = 2000 };

static const struct text email = {"ann@shop.example", 16};
static const struct uuid id = {{1, 2, 3}};
static char folder[] = "/tmp/frontdesk-test-XXXXXX", proof[BROWSER_PROOF_SIZE + 1];
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

static void drop_key(const char *name)
{
	(void)unlink(arena_printf(&ring_arena, "%s/%s", folder, name).data);
}

static int make_ring(void **state)
{
	arena_init(&ring_arena);
	(void)strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	put_key("1.key", '1');
	load();
	browser_prove(ring, email, id, END_S, proof);
	return 0;
}

static int drop_ring(void **state)
{
	keyring_free(&ring);
	drop_key("1.key");
	drop_key("2.key");
	arena_done(&ring_arena);
	return rmdir(folder);
}

#define ring_test(name) cmocka_unit_test_setup_teardown(name, make_ring, drop_ring)

static bool holds(struct text of, const char *shown, int64_t now_s)
{
	struct uuid found;
	return browser_is_known(ring, of, text_from(shown), now_s, &found);
}

static void a_browser_is_known_to_its_address_by_its_id(void **state)
{
	struct uuid found = {{0}};
	assert_int_equal(strlen(proof), BROWSER_PROOF_SIZE);
	assert_true(browser_is_known(ring, email, text_from(proof), NOW_S, &found));
	assert_true(uuid_equals(found, id));
	assert_false(holds(TEXT("bob@shop.example"), proof, NOW_S));
	assert_false(holds(TEXT_ABSENT, proof, NOW_S));
}

static void a_proof_ends(void **state)
{
	assert_true(holds(email, proof, END_S - 1));
	assert_false(holds(email, proof, END_S));
}

static void a_proof_of_which_anything_was_changed_does_not_hold(void **state)
{
	for (size_t i = 0; i < BROWSER_PROOF_SIZE; i++) {
		char kept = proof[i];
		proof[i] = kept == 'A' ? 'B' : 'A';
		assert_false(holds(email, proof, NOW_S));
		proof[i] = kept;
	}
	proof[BROWSER_PROOF_SIZE - 1] = '\0';
	assert_false(holds(email, proof, NOW_S));
	assert_false(holds(email, "", NOW_S));
	assert_false(holds(email, NULL, NOW_S));
}

static void a_proof_outlives_a_new_master_and_ends_with_its_own(void **state)
{
	put_key("2.key", '2');
	load();
	assert_true(holds(email, proof, NOW_S));
	drop_key("1.key");
	load();
	assert_false(holds(email, proof, NOW_S));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ring_test(a_browser_is_known_to_its_address_by_its_id),
		ring_test(a_proof_ends),
		ring_test(a_proof_of_which_anything_was_changed_does_not_hold),
		ring_test(a_proof_outlives_a_new_master_and_ends_with_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
