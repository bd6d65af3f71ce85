/* Origins, from what was typed: the scheme, the host, the port. */
#include "base/origin.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "base/domain.h"

struct scheme {
	struct text prefix, port;
};

static const struct scheme schemes[] = {
	{TEXT("https://"), TEXT("443")},
	{TEXT("http://"), TEXT("80")},
};
enum { SCHEMES = sizeof(schemes) / sizeof(*schemes) };

/* Takes it off the front; NULL when there is none that browsers have pages of. */
static const struct scheme *take_scheme(struct text *rest)
{
	for (size_t i = 0; i < SCHEMES; i++) {
		const struct text prefix = schemes[i].prefix;
		if (rest->size < prefix.size ||
			!text_equals_folded((struct text){rest->data, prefix.size}, prefix))
			continue;
		rest->data += prefix.size;
		rest->size -= prefix.size;
		return &schemes[i];
	}
	return NULL;
}

/* Parts the host from a ":port" behind it; an absent port when there is none. */
static void split_port(struct text *host, struct text *ret_port)
{
	size_t colon = host->size;
	while (colon > 0 && isdigit((unsigned char)host->data[colon - 1]))
		colon--;
	*ret_port = TEXT_ABSENT;
	if (colon == 0 || host->data[colon - 1] != ':')
		return;
	*ret_port = (struct text){host->data + colon, host->size - colon};
	host->size = colon - 1;
}

static bool is_port(struct text port)
{
	uint64_t number;
	return text_is_absent(port) || (port.size > 0 && port.data[0] != '0' &&
					       text_to_uint64(port, &number) && number <= 65535);
}

/* [IPv6], in the one form that an address has (RFC 5952). */
static bool read_bracketed(struct arena *arena, struct text host, struct text *ret_host)
{
	char inside[INET6_ADDRSTRLEN], shown[INET6_ADDRSTRLEN];
	struct in6_addr address;
	if (host.size < 4 || host.size > sizeof(inside) || host.data[0] != '[' ||
		host.data[host.size - 1] != ']')
		return false;
	memcpy(inside, host.data + 1, host.size - 2);
	inside[host.size - 2] = '\0';
	if (inet_pton(AF_INET6, inside, &address) != 1 ||
		!inet_ntop(AF_INET6, &address, shown, sizeof(shown)))
		return false;
	*ret_host = arena_printf(arena, "[%s]", shown);
	return true;
}

static bool read_host(struct arena *arena, struct text typed, struct text *ret_host)
{
	char name[DOMAIN_SIZE_MAX + 1];
	if (read_bracketed(arena, typed, ret_host))
		return true;
	if (!domain_normalize(typed, name))
		return false;
	*ret_host = arena_copy(arena, text_from(name));
	return true;
}

static bool has(struct text text, const char *characters)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] != '\0' && strchr(characters, text.data[i]))
			return true;
	return false;
}

const char *origin_read(struct arena *arena, struct text typed, struct text *ret_origin)
{
	struct text rest = text_trim(typed, TEXT(" \t\r\n")), host, port;
	const struct scheme *scheme = take_scheme(&rest);
	if (!scheme)
		return "must begin with https:// or http://";
	if (rest.size > 0 && rest.data[rest.size - 1] == '/')
		rest.size--;
	if (has(rest, "/?#\\"))
		return "must end with the host or its port: no path, no query";
	if (has(rest, "*"))
		return "must name one host: there is no *";
	if (has(rest, "@"))
		return "must have no user in front of the host";
	split_port(&rest, &port);
	if (!is_port(port))
		return "must have a port from 1 to 65535, or none";
	if (!read_host(arena, rest, &host))
		return "must have a host, as in https://shop.example";
	if (text_equals(port, scheme->port))
		port = TEXT_ABSENT;
	struct text origin = arena_printf(arena, "%.*s%.*s%s%.*s", TEXT_ARG(scheme->prefix),
		TEXT_ARG(host), text_is_absent(port) ? "" : ":", TEXT_ARG(port));
	if (origin.size > ORIGIN_SIZE_MAX)
		return "must have at most 255 characters";
	*ret_origin = origin;
	return NULL;
}
