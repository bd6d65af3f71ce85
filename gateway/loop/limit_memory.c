/*
 * Where the table of limits lies: in memory of its own, which a supervisor makes as a memfd and its
 * workers map. Pages that no key has touched take none.
 */
#include "loop/limit_private.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct limits *map(size_t count, int flags, int memory)
{
	void *limits = mmap(NULL, limits_size(count), PROT_READ | PROT_WRITE, flags, memory, 0);
	return limits == MAP_FAILED ? NULL : limits;
}

static void prepare(struct limits *limits, const struct limit_rates *rates)
{
	assert(rates->count <= LIMIT_KINDS_MAX);
	limits->layout = limits_layout(rates);
	limits->count = rates->count;
	memcpy(limits->rates, rates->rows, rates->count * sizeof(rates->rows[0]));
	hash_secret_make(&limits->secret);
}

struct limits *limits_new(const struct limit_rates *rates)
{
	struct limits *limits = map(rates->count, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	if (limits)
		prepare(limits, rates);
	return limits;
}

struct limits *limits_share(const struct limit_rates *rates, int *ret_memory)
{
	int memory = memfd_create("frontdesk-limits", MFD_CLOEXEC);
	if (memory < 0)
		return NULL;
	bool is_sized = ftruncate(memory, (off_t)limits_size(rates->count)) == 0;
	struct limits *limits = is_sized ? map(rates->count, MAP_SHARED, memory) : NULL;
	if (!limits) {
		(void)close(memory);
		return NULL;
	}
	prepare(limits, rates);
	*ret_memory = memory;
	return limits;
}

struct limits *limits_join(const struct limit_rates *rates, int memory)
{
	struct stat file;
	bool is_whole =
		fstat(memory, &file) == 0 && file.st_size == (off_t)limits_size(rates->count);
	struct limits *limits = is_whole ? map(rates->count, MAP_SHARED, memory) : NULL;
	(void)close(memory);
	if (limits && limits->layout != limits_layout(rates)) {
		(void)munmap(limits, limits_size(rates->count));
		return NULL;
	}
	return limits;
}

void limits_free(struct limits **limits)
{
	if (*limits)
		(void)munmap(*limits, limits_size((*limits)->count));
	*limits = NULL;
}
