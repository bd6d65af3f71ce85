/*
 * Where the table of limits lies: in memory of its own, which a supervisor makes as a memfd and its
 * workers map. Pages that no key has touched take none.
 */
#include "loop/limit_private.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct limits *map(int flags, int memory)
{
	void *limits = mmap(NULL, sizeof(struct limits), PROT_READ | PROT_WRITE, flags, memory, 0);
	return limits == MAP_FAILED ? NULL : limits;
}

static void prepare(struct limits *limits)
{
	limits->layout = limits_layout();
	hash_secret_make(&limits->secret);
}

struct limits *limits_new(void)
{
	struct limits *limits = map(MAP_PRIVATE | MAP_ANONYMOUS, -1);
	if (limits)
		prepare(limits);
	return limits;
}

struct limits *limits_share(int *ret_memory)
{
	int memory = memfd_create("frontdesk-limits", MFD_CLOEXEC);
	if (memory < 0)
		return NULL;
	bool is_sized = ftruncate(memory, (off_t)sizeof(struct limits)) == 0;
	struct limits *limits = is_sized ? map(MAP_SHARED, memory) : NULL;
	if (!limits) {
		(void)close(memory);
		return NULL;
	}
	prepare(limits);
	*ret_memory = memory;
	return limits;
}

struct limits *limits_join(int memory)
{
	struct stat file;
	bool is_whole = fstat(memory, &file) == 0 && file.st_size == sizeof(struct limits);
	struct limits *limits = is_whole ? map(MAP_SHARED, memory) : NULL;
	(void)close(memory);
	if (limits && limits->layout != limits_layout())
		limits_free(&limits);
	return limits;
}

void limits_free(struct limits **limits)
{
	if (*limits)
		(void)munmap(*limits, sizeof(struct limits));
	*limits = NULL;
}
