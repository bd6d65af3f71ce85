/* A message.send of 64 bytes of content, from bytes to a struct. */
#include <stdlib.h>

#include "base/json.h"
#include "path.h"
#include "proto.h"

void path_prepare(void)
{
}

void path_once(void)
{
	static const struct text text = TEXT(
		"{\"type\":\"message.send\",\"sessionId\":\"7f0c9d6e-3a51-4f7e-9b0d-5c2a1e8f4b63\","
		"\"id\":\"0b8f2c1d-94ae-4c7b-8d35-6e1f0a2b3c4d\",\"content\":\"where is my order "
		"and when will it arrive at my door, please? wh\"}");
	struct json *json = NULL;
	struct proto_message message;
	const char *fault;
	if (json_parse(text, &json) || proto_decode(json, &message, &fault))
		abort();
	json_free(&json);
}
