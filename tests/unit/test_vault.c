/* Keys that can be read only while they are used. */
#include "unit.h"

#include <errno.h>
#include <unistd.h>

#include "crypto/vault.h"

/* The kernel copies from what we may read, and says EFAULT of the rest. */
static bool is_readable(const struct vault *vault)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	ssize_t size = write(ends[1], vault->keys, 1);
	assert_true(size == 1 || errno == EFAULT);
	(void)close(ends[0]);
	(void)close(ends[1]);
	return size == 1;
}

static struct vault fill(void)
{
	struct vault vault;
	assert_true(vault_new(1, &vault));
	seal_key_make(&vault.keys[0]);
	vault.count = 1;
	vault_close(&vault);
	return vault;
}

static void a_vault_is_readable_while_it_is_open(void **state)
{
	struct vault vault = fill();
	assert_false(is_readable(&vault));
	vault_open(&vault);
	assert_true(is_readable(&vault));
	vault_close(&vault);
	assert_false(is_readable(&vault));
	vault_free(&vault);
}

/* More than linger: the others close at once. */
static void lingering_vaults_close_when_the_thread_rests(void **state)
{
	enum { MANY = 40 };
	struct vault vaults[MANY];
	size_t readable = 0;
	for (size_t i = 0; i < MANY; i++)
		vaults[i] = fill();
	vault_linger();
	for (int twice = 0; twice < 2; twice++) {
		for (size_t i = 0; i < MANY; i++) {
			vault_open(&vaults[i]);
			assert_true(is_readable(&vaults[i]));
			vault_close(&vaults[i]);
		}
	}
	for (size_t i = 0; i < MANY; i++)
		readable += is_readable(&vaults[i]);
	assert_true(readable > 0 && readable < MANY);
	vault_rest();
	for (size_t i = 0; i < MANY; i++)
		assert_false(is_readable(&vaults[i]));
	vault_open(&vaults[0]);
	vault_close(&vaults[0]);
	vault_free(&vaults[0]); /* while it lingers */
	vault_rest();
	for (size_t i = 1; i < MANY; i++)
		vault_free(&vaults[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vault_is_readable_while_it_is_open),
		cmocka_unit_test(lingering_vaults_close_when_the_thread_rests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
