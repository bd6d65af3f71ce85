/* Scheme, host, port, path and query, and nothing else. */
#include "outside/url.h"

#include <string.h>

#include "base/domain.h"

/* Cuts the scheme off, "://" with it. */
static bool take_scheme(struct text *rest, bool is_http_allowed, const char **ret_scheme)
{
	static const char *const schemes[] = {"https://", "http://"};
	for (size_t i = 0; i < (is_http_allowed ? 2U : 1U); i++) {
		struct text scheme = text_from(schemes[i]);
		struct text head = {rest->data, scheme.size};
		if (rest->size < scheme.size || !text_equals_folded(head, scheme))
			continue;
		*ret_scheme = schemes[i];
		*rest = (struct text){rest->data + scheme.size, rest->size - scheme.size};
		return true;
	}
	return false;
}

/* Cuts off what stands before the first of these. */
static struct text take_until(struct text *rest, const char *ends)
{
	size_t size = 0;
	while (size < rest->size && !strchr(ends, rest->data[size]))
		size++;
	struct text taken = {rest->data, size};
	*rest = (struct text){rest->data + size, rest->size - size};
	return taken;
}

static bool is_port(struct text port)
{
	uint64_t number;
	return port.size > 1 &&
	       text_to_uint64((struct text){port.data + 1, port.size - 1}, &number) &&
	       number >= 1 && number <= UINT16_MAX;
}

/* Whether it is an address of IPv6 in brackets, as far as that can be told by its characters. */
static bool is_literal(struct text host)
{
	for (size_t i = 1; i + 1 < host.size; i++)
		if (!strchr("0123456789abcdefABCDEF:.", host.data[i]))
			return false;
	return host.size > 4 && host.data[0] == '[' && host.data[host.size - 1] == ']';
}

/* The host, in the form in which names are compared, and the port with its colon. */
static bool read_place(
	struct arena *arena, struct text place, struct text *ret_host, struct text *ret_port)
{
	char name[DOMAIN_SIZE_MAX + 1];
	bool has_brackets = place.size > 0 && place.data[0] == '[';
	struct text host = take_until(&place, has_brackets ? "]" : ":");
	if (has_brackets && place.size > 0) {
		host.size++;
		place = (struct text){place.data + 1, place.size - 1};
	}
	if (place.size > 0 && !is_port(place))
		return false;
	*ret_port = place;
	if (has_brackets) {
		*ret_host = host;
		return is_literal(host);
	}
	if (!domain_normalize(host, name))
		return false;
	*ret_host = arena_copy(arena, text_from(name));
	return true;
}

/* Path and query as they go over the wire: visible ASCII. */
static bool is_path(struct text path)
{
	for (size_t i = 0; i < path.size; i++)
		if (path.data[i] <= ' ' || path.data[i] > '~' || strchr("\\#\"<>", path.data[i]))
			return false;
	return true;
}

const char *outside_url_read(
	struct arena *arena, struct text typed, bool is_http_allowed, struct text *ret_url)
{
	const char *scheme = NULL;
	struct text host, port, rest = typed;
	if (typed.size > OUTSIDE_URL_SIZE_MAX)
		return "must have up to 2048 bytes.";
	if (!take_scheme(&rest, is_http_allowed, &scheme))
		return is_http_allowed ? "must begin with https:// or http://."
				       : "must begin with https://.";
	struct text place = take_until(&rest, "/?#");
	if (!read_place(arena, place, &host, &port) || !is_path(rest))
		return "must be an address with a host, without a user, a fragment or spaces.";
	*ret_url = arena_printf(arena, "%s%.*s%.*s%s%.*s", scheme, TEXT_ARG(host), TEXT_ARG(port),
		rest.size > 0 && rest.data[0] == '/' ? "" : "/", TEXT_ARG(rest));
	return ret_url->size > OUTSIDE_URL_SIZE_MAX ? "must have up to 2048 bytes." : NULL;
}
