/* The heap for what outlives a call. */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
