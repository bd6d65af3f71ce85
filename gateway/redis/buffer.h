/*
 * Commands to Redis on their way out: arrays of bulk strings (RESP2), written one after another
 * into a buffer that is used again and again.
 */
#ifndef FRONTDESK_REDIS_BUFFER_H
#define FRONTDESK_REDIS_BUFFER_H

#include "base/text.h"

/* Zeroed is empty. */
struct redis_buffer {
	char *data;
	size_t size, capacity;
	bool is_secret; /* holds a word that is to be wiped */
};

void redis_buffer_done(struct redis_buffer *buffer);
/* Empties it for the next commands; wipes what was secret. */
void redis_buffer_clear(struct redis_buffer *buffer);
/* Begins a command of so many words, its name included; as many calls of the next two follow. */
void redis_put_command(struct redis_buffer *buffer, size_t words);
void redis_put(struct redis_buffer *buffer, struct text word);
/* The same for a word of which no copy may stay. */
void redis_put_secret(struct redis_buffer *buffer, struct text word);
/* Room for a word that the caller writes, good until the next call. */
char *redis_put_room(struct redis_buffer *buffer, size_t size);

#endif
