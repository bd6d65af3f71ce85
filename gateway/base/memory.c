/* The heap for what outlives a call. */
#include "base/memory.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GROWTH_LEAST = 1 << 20 };

static _Noreturn void out_of_memory(void)
{
	(void)fputs("out of memory\n", stderr);
	abort();
}

void *memory_new(size_t size)
{
	void *memory = calloc(1, size ? size : 1);
	if (!memory)
		out_of_memory();
	return memory;
}

void *memory_resize(void *memory, size_t count, size_t size)
{
	void *resized = reallocarray(memory, count, size);
	if (!resized)
		out_of_memory();
	return resized;
}

void *memory_grow(void *memory, size_t used, size_t size)
{
	void *grown = memory_new(size);
	if (memory) {
		memcpy(grown, memory, used);
		explicit_bzero(memory, used);
	}
	free(memory);
	return grown;
}

/* What the process has for itself, proc(5); 0 when that cannot be read. */
static size_t resident(void)
{
	size_t whole = 0, all = 0, shared = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (!file)
		return 0;
	bool is_read = fscanf(file, "%zu %zu %zu", &whole, &all, &shared) == 3;
	(void)fclose(file);
	return is_read ? (all - shared) * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static size_t in_use(void)
{
	struct mallinfo2 heap = mallinfo2();
	return heap.uordblks + heap.hblkhd;
}

/* What it holds and no allocation has: holes between them, and the process's own. */
static size_t idle(void)
{
	size_t held = resident(), used = in_use();
	return held > used ? held - used : 0;
}

size_t memory_tidy(size_t left)
{
	size_t now = idle();
	if (now <= left + in_use() / 8 + GROWTH_LEAST)
		return now < left ? now : left;
	(void)malloc_trim(0);
	return idle();
}
