/* Finds routes. Some sixty rows, compared one after the other: under a microsecond. */
#include "call/route.h"

#include <string.h>

#include "call/service.h"

/* Cuts the segment up to the next '/' off; the separator stays with the rest. */
static struct text cut_segment(struct text *path)
{
	struct text rest = {path->data + 1, path->size - 1};
	const char *slash = rest.size ? memchr(rest.data, '/', rest.size) : NULL;
	struct text segment = {rest.data, slash ? (size_t)(slash - rest.data) : rest.size};
	*path = (struct text){segment.data + segment.size, rest.size - segment.size};
	return segment;
}

bool route_path_fits(const char *pattern, struct text path, struct uuid ret_ids[ROUTE_IDS_MAX],
	size_t *ret_count)
{
	struct uuid ids[ROUTE_IDS_MAX];
	size_t count = 0;
	struct text wanted = text_from(pattern);
	while (wanted.size && path.size) {
		struct text expected = cut_segment(&wanted);
		struct text found = cut_segment(&path);
		if (expected.size && expected.data[0] == '<') {
			if (found.size == 0)
				return false;
		} else if (expected.size && expected.data[0] == '{') {
			if (count == ROUTE_IDS_MAX || !uuid_parse(found, &ids[count++]))
				return false;
		} else if (!text_equals(expected, found)) {
			return false;
		}
	}
	if (wanted.size || path.size)
		return false;
	memcpy(ret_ids, ids, count * sizeof(ids[0]));
	*ret_count = count;
	return true;
}

/* Whether `a` has a fixed segment where the two patterns first differ in kind. */
static bool is_more_fixed(const char *a, const char *b)
{
	struct text one = text_from(a);
	struct text other = text_from(b);
	while (one.size && other.size) {
		bool is_open = cut_segment(&one).data[0] == '{';
		if (is_open != (cut_segment(&other).data[0] == '{'))
			return !is_open;
	}
	return false;
}

static bool is_for_visitors(enum access access)
{
	return access == ACCESS_OPEN || access == ACCESS_TENANT || access == ACCESS_VISITOR;
}

static void consider(const struct route *routes, size_t count, enum method method, struct text path,
	struct route_match *match)
{
	for (size_t i = 0; i < count; i++) {
		const struct route *route = &routes[i];
		struct uuid ids[ROUTE_IDS_MAX];
		size_t id_count;
		if (!route_path_fits(route->path, path, ids, &id_count))
			continue;
		match->allowed |= 1U << route->method;
		match->is_for_visitors |= is_for_visitors(route->access);
		if (route->method != method)
			continue;
		if (match->route && !is_more_fixed(route->path, match->route->path))
			continue;
		match->route = route;
		match->id_count = id_count;
		memcpy(match->ids, ids, id_count * sizeof(ids[0]));
	}
}

struct route_match route_find(
	const struct route_table *const *rooms, enum method method, struct text path)
{
	struct route_match match = {.route = NULL};
	for (; *rooms; rooms++)
		consider((*rooms)->rows, (*rooms)->count, method, path, &match);
	for (size_t i = 0; services[i]; i++)
		consider(services[i]->routes, services[i]->route_count, method, path, &match);
	return match;
}

struct text route_allow(unsigned allowed, struct arena *arena)
{
	static const char *const names[METHOD_COUNT] = {
		[METHOD_GET] = "GET, HEAD",
		[METHOD_POST] = "POST",
		[METHOD_PUT] = "PUT",
		[METHOD_PATCH] = "PATCH",
		[METHOD_DELETE] = "DELETE",
	};
	struct text list = TEXT("OPTIONS");
	for (size_t i = 0; i < METHOD_COUNT; i++)
		if (allowed & (1U << i))
			list = arena_printf(arena, "%s, %.*s", names[i], TEXT_ARG(list));
	return list;
}
