/* A message of the largest size, all control characters, written as JSON. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "path.h"

enum { CONTENT_SIZE = 16000 };

static char content[CONTENT_SIZE];

void path_prepare(void)
{
	for (size_t i = 0; i < CONTENT_SIZE; i++)
		content[i] = (char)(1 + i % 0x1f);
}

void path_once(void)
{
	struct arena arena;
	struct json_writer writer;
	arena_init(&arena);
	json_writer_init(&writer, &arena);
	json_put_text(&writer, (struct text){content, CONTENT_SIZE});
	if (json_writer_text(&writer).size < (size_t)5 * CONTENT_SIZE)
		abort();
	arena_done(&arena);
}
