/* Any bytes as a request's body: what is taken as JSON can be walked and written again. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"

/* `depth` counts what it lies in. */
static void walk(const struct json *json, int depth)
{
	struct text text = TEXT_ABSENT;
	struct uuid uuid;
	int64_t number = 0;
	bool truth = false;
	assert(depth <= JSON_DEPTH_MAX);
	if (json_text(json, &text))
		assert(text_is_utf8(text));
	(void)json_uuid(json, &uuid);
	(void)json_bool(json, &truth);
	if (json_int64(json, &number))
		assert(number >= -(INT64_C(1) << 53) && number <= INT64_C(1) << 53);
	(void)json_member(json, "tenantId");
	for (size_t i = 0; i < json_count(json); i++)
		walk(json_element(json, i), depth + 1);
}

static void write_again(const struct json *json)
{
	struct arena arena;
	struct json_writer writer;
	struct json *copy = NULL;
	struct text text;
	if (!json_text(json, &text))
		return;
	arena_init(&arena);
	json_writer_init(&writer, &arena);
	json_put_text(&writer, text);
	assert(json_parse(json_writer_text(&writer), &copy) == ERR_NONE);
	json_free(&copy);
	arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json *json = NULL;
	if (json_parse((struct text){(const char *)data, size}, &json) != ERR_NONE)
		return 0;
	walk(json, 0);
	write_again(json_member(json, "content"));
	write_again(json);
	json_free(&json);
	return 0;
}
