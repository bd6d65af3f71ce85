/*
 * The heap for what outlives a call: connections, frames, tables. Allocation never fails, as in
 * arena.h: out of memory ends the process. free() gives it back.
 */
#ifndef FRONTDESK_MEMORY_H
#define FRONTDESK_MEMORY_H

#include <stddef.h>

/* Zeroed memory. */
void *memory_new(size_t size);
/* Resizes an array to `count` elements; what is new is not zeroed. NULL makes a new one. */
void *memory_resize(void *memory, size_t count, size_t size);
/* Moves `used` bytes to a larger place and wipes the old one: for what people wrote. */
void *memory_grow(void *memory, size_t used, size_t size);
/* Gives back the pages that hold nothing, if they are more than the `left` bytes of last time by a
 * mebibyte and an eighth of what is in use: what a burst took lies between what has stayed, and
 * free() gives back the end only. Returns the bytes that the process then holds and does not use,
 * for the next time. */
size_t memory_tidy(size_t left);
#define MEMORY_NEW(type) ((type *)memory_new(sizeof(type)))

#endif
