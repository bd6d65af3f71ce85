/* Memory that is freed all at once: a chain of blocks, each at least as large as what it is for. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 4096, ALIGNMENT = 16 };

struct arena_block {
	struct arena_block *older;
	size_t used, size;
	_Alignas(ALIGNMENT) char bytes[];
};

static _Noreturn void out_of_memory(void)
{
	static const char sentence[] = "out of memory\n";
	(void)fwrite(sentence, 1, sizeof(sentence) - 1, stderr);
	abort();
}

void arena_init(struct arena *arena)
{
	*arena = (struct arena){0};
}

void arena_done(struct arena *arena)
{
	while (arena->newest) {
		struct arena_block *block = arena->newest;
		arena->newest = block->older;
		explicit_bzero(
			block->bytes, block->used); /* tokens, passwords, what people wrote */
		free(block);
	}
	arena->used = 0;
}

static struct arena_block *add_block(struct arena *arena, size_t size)
{
	size_t usual = BLOCK_SIZE - sizeof(struct arena_block);
	size_t room = size > usual ? size : usual;
	struct arena_block *block = calloc(1, sizeof(*block) + room);
	if (!block)
		out_of_memory();
	block->size = room;
	block->older = arena->newest;
	arena->newest = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX - BLOCK_SIZE)
		out_of_memory();
	size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	struct arena_block *block = arena->newest;
	if (!block || block->size - block->used < rounded)
		block = add_block(arena, rounded);
	void *memory = block->bytes + block->used;
	block->used += rounded;
	arena->used += rounded;
	return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(count, size, &total))
		out_of_memory();
	return arena_alloc(arena, total);
}

struct text arena_copy(struct arena *arena, struct text text)
{
	if (text_is_absent(text))
		return text;
	char *copy = arena_alloc(arena, text.size + 1);
	memcpy(copy, text.data, text.size);
	return (struct text){copy, text.size};
}

struct text arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	va_list again;
	va_copy(again, arguments);
	int size = vsnprintf(NULL, 0, format, arguments);
	char *text = arena_alloc(arena, size < 0 ? 1 : (size_t)size + 1);
	if (size > 0)
		(void)vsnprintf(text, (size_t)size + 1, format, again);
	va_end(again);
	return (struct text){text, size < 0 ? 0 : (size_t)size};
}

struct text arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	struct text text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text;
}

const char *arena_string(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	struct text text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text.data;
}
