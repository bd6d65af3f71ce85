/* Only so many vaults hold their keys at once. */
#include "unit.h"

#include <sys/resource.h>

#include "crypto/open_vaults.h"

enum { MANY = 40 };

/* As many as fit into sixteen locked pages; root's own may lock more, but we do not ask for it. */
static int lock_few(void **state)
{
	struct rlimit limit = {.rlim_cur = 16 * 4096, .rlim_max = 16 * 4096};
	return setrlimit(RLIMIT_MEMLOCK, &limit);
}

static void fill(struct open_vault *vault)
{
	assert_true(open_vault_make(vault, 1));
	seal_key_make(&vault->vault.keys[0]);
	vault->vault.count = 1;
	vault_close(&vault->vault);
}

static void the_limit_of_locked_memory_says_how_many(void **state)
{
	assert_int_equal(open_vaults_most(), 12);
}

static void those_used_longest_ago_are_emptied(void **state)
{
	struct open_vault vaults[MANY] = {0};
	size_t filled = 0;
	for (size_t i = 0; i < MANY; i++) {
		fill(&vaults[i]);
		assert_true(open_vault_is_filled(&vaults[0]));
	}
	for (size_t i = 0; i < MANY; i++)
		filled += vaults[i].vault.keys ? 1 : 0;
	assert_int_equal(filled, open_vaults_most());
	assert_false(open_vault_is_filled(&vaults[1]));
	assert_true(open_vault_is_filled(&vaults[MANY - 1]));
	for (size_t i = 0; i < MANY; i++)
		open_vault_empty(&vaults[i]);
}

static void an_emptied_one_can_be_filled_again(void **state)
{
	struct open_vault vault = {0};
	fill(&vault);
	open_vault_empty(&vault);
	open_vault_empty(&vault);
	assert_false(open_vault_is_filled(&vault));
	fill(&vault);
	assert_true(open_vault_is_filled(&vault));
	open_vault_empty(&vault);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_limit_of_locked_memory_says_how_many),
		cmocka_unit_test(those_used_longest_ago_are_emptied),
		cmocka_unit_test(an_emptied_one_can_be_filled_again),
	};
	return cmocka_run_group_tests(tests, lock_few, NULL);
}
