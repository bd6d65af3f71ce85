/*
 * Memory that is freed all at once: each call owns an arena, and what a call makes lives there.
 * Allocation never fails: out of memory ends the process, which a replica may do at any moment.
 */
#ifndef FRONTDESK_ARENA_H
#define FRONTDESK_ARENA_H

#include <stdarg.h>

#include "base/text.h"

struct arena_block;

struct arena {
	struct arena_block *newest; /* chain of heap blocks, newest first */
	size_t used;                /* bytes handed out, for metrics and caps */
};

void arena_init(struct arena *arena);
/* Frees every block; the arena can be used again. Secrets are the caller's to wipe before. */
void arena_done(struct arena *arena);
/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
/* An array of `count` zeroed elements; the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
/* A copy with a NUL behind it (which size does not count). */
struct text arena_copy(struct arena *arena, struct text text);
/* A formatted text with a NUL behind it; arena_string is the same as a plain string. */
struct text arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct text arena_vprintf(struct arena *arena, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
const char *arena_string(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
