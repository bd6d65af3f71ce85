/* Nonces from a pool. */
#include "unit.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/nonce.h"

enum { SIZE = 24, MANY = 1000 };

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, SIZE);
}

static void no_two_are_alike_over_many_pools(void **state)
{
	static unsigned char nonces[MANY][SIZE];
	for (size_t i = 0; i < MANY; i++)
		nonce_draw(nonces[i], SIZE);
	qsort(nonces, MANY, SIZE, by_bytes);
	for (size_t i = 1; i < MANY; i++)
		assert_memory_not_equal(nonces[i - 1], nonces[i], SIZE);
}

static void a_forked_process_draws_others_than_its_parent(void **state)
{
	unsigned char first[SIZE], parents[SIZE], childs[SIZE];
	int ends[2];
	nonce_draw(first, SIZE); /* the pool is filled */
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		nonce_draw(childs, SIZE);
		_exit(write(ends[1], childs, SIZE) == SIZE ? 0 : 1);
	}
	int status = 1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(read(ends[0], childs, SIZE), SIZE);
	nonce_draw(parents, SIZE);
	assert_memory_not_equal(parents, childs, SIZE);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_two_are_alike_over_many_pools),
		cmocka_unit_test(a_forked_process_draws_others_than_its_parent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
