/* Whole lines on their way to whoever writes them: a ring of bytes with a bound. */
#ifndef FRONTDESK_LOG_RING_H
#define FRONTDESK_LOG_RING_H

#include "base/text.h"

enum { LOG_RING_SIZE = 256 * 1024 };

struct log_ring {
	size_t begin, used;
	char data[LOG_RING_SIZE];
};

/* Takes a line, which ends with a newline; false when that would leave less than `kept` free. */
bool log_ring_put(struct log_ring *ring, struct text line, size_t kept);
/* Moves the oldest lines out, as many as have room, and says their size. */
size_t log_ring_take(struct log_ring *ring, char *to, size_t room);

#endif
