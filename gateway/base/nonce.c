/* A pool of random bytes for each thread. */
#include "base/nonce.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum { POOL_SIZE = 4096 };

static _Thread_local struct {
	unsigned char bytes[POOL_SIZE];
	size_t left; /* unused bytes, at the end */
} pool;

/* A forked process must not draw what its parent will. */
static void forget(void)
{
	sodium_memzero(&pool, sizeof(pool));
}

static void watch_forks(void)
{
	(void)pthread_atfork(NULL, NULL, forget);
}

void nonce_draw(void *ret_nonce, size_t size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	assert(size <= NONCE_SIZE_MAX);
	if (pool.left < size) {
		(void)pthread_once(&once, watch_forks);
		randombytes_buf(pool.bytes, POOL_SIZE);
		pool.left = POOL_SIZE;
	}
	unsigned char *bytes = pool.bytes + (POOL_SIZE - pool.left);
	memcpy(ret_nonce, bytes, size);
	sodium_memzero(bytes, size);
	pool.left -= size;
}
