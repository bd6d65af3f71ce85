/* One reading of what RFC 3986 allows: what another reader could take for something else is
 * refused. */
#include "net/http_target.h"

#include <string.h>

#include "base/query.h"

static struct text skip(struct text text, size_t size)
{
	return (struct text){text.data + size, text.size - size};
}

/* RFC 3986, 3.3 and 3.4, without '%'. */
static bool is_uri_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c != 0 && strchr("-._~!$&'()*+,;=:@/?", c));
}

/* The octet at `*at`, decoded, moving past it; -1 when it may not stand there. */
static int next_octet(struct text target, size_t *at)
{
	unsigned char c = (unsigned char)target.data[*at];
	if (c != '%') {
		*at += 1;
		return is_uri_char(c) ? c : -1;
	}
	if (target.size - *at < 3)
		return -1;
	int high = query_hex_value(target.data[*at + 1]);
	int low = query_hex_value(target.data[*at + 2]);
	*at += 3;
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* An encoded slash, backslash or control would mean one thing here and another behind a proxy. */
static bool is_path(struct text path)
{
	size_t dots = 0;   /* of the current segment, */
	size_t others = 0; /* and what is not a dot */
	for (size_t at = 0; at < path.size;) {
		bool is_encoded = path.data[at] == '%';
		int octet = next_octet(path, &at);
		if (octet < 0x20 || octet == 0x7f || octet == '\\' || (is_encoded && octet == '/'))
			return false;
		if (octet == '/') {
			if (dots && dots <= 2 && !others)
				return false;
			dots = others = 0;
		} else if (octet == '.') {
			dots++;
		} else {
			others++;
		}
	}
	return !(dots && dots <= 2 && !others);
}

static bool is_query(struct text query)
{
	for (size_t at = 0; at < query.size;)
		if (next_octet(query, &at) < 0)
			return false;
	return true;
}

/* RFC 3986, 3.2.2: a name or an IPv4 address, without '%'. */
static bool is_host_name(struct text host)
{
	for (size_t i = 0; i < host.size; i++) {
		unsigned char c = (unsigned char)host.data[i];
		if (!is_uri_char(c) || strchr("/?:@", c))
			return false;
	}
	return host.size > 0;
}

/* RFC 3986, 3.2.2: what stands in brackets. */
static bool is_host_address(struct text host)
{
	for (size_t i = 0; i < host.size; i++)
		if (query_hex_value(host.data[i]) < 0 && host.data[i] != ':' && host.data[i] != '.')
			return false;
	return host.size > 0;
}

/* A colon and a number, which may be missing, or nothing at all. */
static bool is_port_suffix(struct text suffix)
{
	uint64_t port;
	if (suffix.size < 2)
		return suffix.size == 0 || suffix.data[0] == ':';
	return suffix.data[0] == ':' && text_to_uint64(skip(suffix, 1), &port) &&
	       port <= UINT16_MAX;
}

/* RFC 3986, 3.2, without user information (RFC 9110, 4.2.4 and 7.2). */
bool http_is_authority(struct text authority)
{
	bool is_bracketed = text_starts_with(authority, TEXT("["));
	const char *end = authority.size
				  ? memchr(authority.data, is_bracketed ? ']' : ':', authority.size)
				  : NULL;
	struct text host = authority;
	if (end)
		host.size = (size_t)(end - authority.data);
	if (!is_bracketed)
		return is_host_name(host) && is_port_suffix(skip(authority, host.size));
	return end && is_host_address(skip(host, 1)) &&
	       is_port_suffix(skip(authority, host.size + 1));
}

static size_t scheme_size(struct text target)
{
	static const struct text schemes[] = {TEXT("http://"), TEXT("https://")};
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		struct text begin = {target.data, schemes[i].size};
		if (target.size >= begin.size && text_equals_folded(begin, schemes[i]))
			return begin.size;
	}
	return 0;
}

/* Cuts scheme and authority off an absolute-form target (RFC 9112, 3.2.2), of which a path and a
 * query are left. The authority counts instead of Host; neither decides anything here. */
static bool make_relative(struct text *target)
{
	size_t size = scheme_size(*target);
	if (size == 0)
		return target->size > 0 && target->data[0] == '/';
	struct text rest = skip(*target, size);
	size_t end = 0;
	while (end < rest.size && rest.data[end] != '/' && rest.data[end] != '?')
		end++;
	*target = skip(rest, end);
	return http_is_authority((struct text){rest.data, end});
}

const char *http_target_read(struct text target, struct text *ret_path, struct text *ret_query)
{
	if (!make_relative(&target))
		return "The target must be a path";
	const char *mark = target.size ? memchr(target.data, '?', target.size) : NULL;
	struct text path = target;
	struct text query = TEXT_ABSENT;
	if (mark) {
		path.size = (size_t)(mark - target.data);
		query = skip(target, path.size + 1);
	}
	if (path.size == 0)
		path = TEXT("/"); /* RFC 9110, 4.2.3 */
	if (!is_path(path))
		return "The path is not valid";
	if (!is_query(query))
		return "The query is not valid";
	*ret_path = path;
	*ret_query = query;
	return NULL;
}
