/* Eight frames that wait for one connection, joined for one write. */
#include <stdlib.h>

#include "path.h"
#include "sockets/frame.h"
#include "sockets/outbox.h"

enum { FRAMES = 8 };

static struct frame *frames[FRAMES];
static struct outbox outbox;

void path_prepare(void)
{
	for (size_t i = 0; i < FRAMES; i++)
		frames[i] =
			frame_new(TEXT("{\"type\":\"message.stored\",\"sessionId\":\"7f0c9d6e-3a51-"
				       "4f7e-9b0d-5c2a1e8f4b63\",\"seq\":17}"));
}

void path_once(void)
{
	static char buffer[OUTBOX_WRITE_MAX];
	uint32_t count;
	for (size_t i = 0; i < FRAMES; i++)
		if (!outbox_put(&outbox, frames[i]))
			abort();
	if (text_is_absent(outbox_next(&outbox, buffer, &count)) || count != FRAMES)
		abort();
	outbox_drop(&outbox, count);
}
