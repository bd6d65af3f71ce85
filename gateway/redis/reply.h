/*
 * What Redis says (RESP2), read by hiredis's reader with objects of our own: nothing is allocated
 * for a reply. hiredis's connections are not used: they end the process when a server says what
 * they do not expect, allocate eight times for a message, and move the rest of a buffer at each
 * write.
 */
#ifndef FRONTDESK_REDIS_REPLY_H
#define FRONTDESK_REDIS_REPLY_H

#include "base/text.h"

enum redis_kind { REDIS_NIL, REDIS_STRING, REDIS_STATUS, REDIS_ERROR, REDIS_INTEGER };

struct redis_value {
	enum redis_kind kind;
	struct text text; /* of a string, status or error */
	int64_t integer;
};

/* One value, or a flat array of values. */
struct redis_reply {
	bool is_array;
	size_t count;
	const struct redis_value *values;
};

enum redis_read { REDIS_READ_REPLY, REDIS_READ_MORE, REDIS_READ_BROKEN };

struct redis_reader;

struct redis_reader *redis_reader_new(void);
void redis_reader_free(struct redis_reader **reader);
/* Takes what has arrived. */
void redis_reader_feed(struct redis_reader *reader, struct text bytes);
/* The next whole reply, borrowed until the next call. REDIS_READ_BROKEN, for ever, for what is no
 * RESP2, nests arrays, or is larger than 1 MB or 65,536 values: nothing that we ask for. */
enum redis_read redis_reader_next(struct redis_reader *reader, struct redis_reply *ret_reply);

#endif
