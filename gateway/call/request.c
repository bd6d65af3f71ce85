/* What was asked: for handlers, by call.h. */
#include "call/request.h"

#include <string.h>

#include "base/query.h"

struct uuid call_path_uuid(const struct call *call, size_t index)
{
	const struct route_match *match = &call->request->match;
	return index < match->id_count ? match->ids[index] : (struct uuid){{0}};
}

struct text call_path_end(const struct call *call)
{
	struct text path = call->request->head.path;
	const char *slash = memrchr(path.data, '/', path.size);
	size_t before = slash ? (size_t)(slash - path.data) + 1 : 0;
	return (struct text){path.data + before, path.size - before};
}

struct text call_query(const struct call *call, const char *name)
{
	return query_find(&((struct call *)call)->arena, call->request->head.query, name);
}

int64_t call_query_int(
	const struct call *call, const char *name, int64_t usual, int64_t least, int64_t most)
{
	uint64_t value;
	if (!text_to_uint64(call_query(call, name), &value) || value > INT64_MAX)
		return usual;
	int64_t number = (int64_t)value;
	if (number < least)
		return least;
	return number > most ? most : number;
}

bool call_is_safe(const struct call *call)
{
	return call->kind != CALL_REST || call->request->head.method == HTTP_GET ||
	       call->request->head.method == HTTP_HEAD;
}

struct text call_header(const struct call *call, const char *name)
{
	return http_head_find(&call->request->head, name);
}

struct text call_origin(const struct call *call)
{
	return call_header(call, "origin");
}

struct text call_peer(const struct call *call)
{
	return call->request->peer;
}
