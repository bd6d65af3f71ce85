/* What is kept of pages' addresses. */
#include "base/web_address.h"

#include <string.h>

#include "base/query.h"
#include "base/typed.h"

/* The parts of an address (RFC 3986, 3), borrowed from it. */
struct parts_of_address {
	struct text scheme, host, path, query;
};

static struct text cut(struct text *rest, size_t size)
{
	const struct text first = {rest->data, size};
	*rest = (struct text){rest->data + size, rest->size - size};
	return first;
}

/* How many bytes stand before the first of these. */
static size_t span(struct text text, const char *ends)
{
	size_t size = 0;
	while (size < text.size && !strchr(ends, text.data[size]))
		size++;
	return size;
}

static bool take_scheme(struct text *rest, struct text *ret_scheme)
{
	static const struct text schemes[] = {TEXT("https://"), TEXT("http://")};
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		const size_t size = schemes[i].size;
		if (rest->size >= size &&
			text_equals_folded((struct text){rest->data, size}, schemes[i])) {
			(void)cut(rest, size);
			*ret_scheme = schemes[i];
			return true;
		}
	}
	return false;
}

/* User information ends with the last @. */
static struct text host_of(struct text authority)
{
	size_t at = authority.size;
	while (at > 0 && authority.data[at - 1] != '@')
		at--;
	return (struct text){authority.data + at, authority.size - at};
}

/* Browsers take a backslash for a slash, and say a slash: one in front of the path is nobody's. */
static bool split(struct text typed, struct parts_of_address *ret_parts)
{
	struct text rest = typed;
	if (!take_scheme(&rest, &ret_parts->scheme))
		return false;
	const struct text authority = cut(&rest, span(rest, "/?#"));
	ret_parts->host = host_of(authority);
	ret_parts->path = cut(&rest, span(rest, "?#"));
	ret_parts->query = TEXT("");
	if (rest.size > 0 && rest.data[0] == '?') {
		(void)cut(&rest, 1);
		ret_parts->query = cut(&rest, span(rest, "#"));
	}
	return ret_parts->host.size > 0 && span(authority, " \\\"'<>") == authority.size;
}

static bool is_among(struct text name, const struct text *names, size_t name_count)
{
	for (size_t i = 0; i < name_count; i++)
		if (text_equals(name, names[i]))
			return true;
	return false;
}

/* Written once each: a stranger's query may be a thousand parameters of a kept name. */
static struct text keep_parameters(
	struct arena *arena, struct text query, const struct text *names, size_t name_count)
{
	char *kept = arena_alloc(arena, query.size + 1);
	size_t size = 0;
	struct text name, value;
	for (struct text before = query; query_next(arena, &query, &name, &value); before = query) {
		const struct text parameter = {before.data, span(before, "&")};
		if (!is_among(name, names, name_count))
			continue;
		kept[size] = size > 0 ? '&' : '?';
		memcpy(kept + size + 1, parameter.data, parameter.size);
		size += 1 + parameter.size;
	}
	return (struct text){kept, size};
}

bool web_address_keep(struct arena *arena, struct text typed, const struct text *names,
	size_t name_count, struct text *ret_kept)
{
	struct parts_of_address parts;
	struct text kept = TEXT("");
	if (!split(typed, &parts))
		return false;
	if (name_count > 0)
		kept = keep_parameters(arena, parts.query, names, name_count);
	if (parts.scheme.size + parts.host.size + parts.path.size + kept.size >
		WEB_ADDRESS_SIZE_MAX)
		return false;
	*ret_kept = arena_printf(arena, "%.*s%.*s%.*s%.*s", TEXT_ARG(parts.scheme),
		TEXT_ARG(parts.host), TEXT_ARG(parts.path), TEXT_ARG(kept));
	return true;
}

const char *web_address_check_parameter(struct arena *arena, struct text name)
{
	const char *fault = typed_take(arena, TYPED_NAME, &name);
	if (fault)
		return fault;
	if (name.size > WEB_ADDRESS_PARAMETER_SIZE_MAX)
		return "must have at most 100 bytes";
	return span(name, "=&#?") < name.size ? "must have no = & # ?" : NULL;
}
