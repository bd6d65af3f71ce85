/* Trusted proxies: networks as prefixes of IPv6, IPv4 ones mapped. */
#include "net/proxies.h"

#include <string.h>

#include "net/forwarded.h"

enum { ADDRESS_BITS = 128, MAPPED_BITS = 96, PROXIES_MAX = 64 };

struct network {
	struct ip ip;
	unsigned bits;
};

struct proxies {
	struct network networks[PROXIES_MAX];
	size_t count;
};

static bool read_network(struct text text, struct network *ret_network)
{
	const char *slash = text.size ? memchr(text.data, '/', text.size) : NULL;
	struct text address = text;
	uint64_t bits = ADDRESS_BITS;
	if (slash)
		address.size = (size_t)(slash - text.data);
	bool is_v4 = ip_read_v4(address, &ret_network->ip);
	if (!is_v4 && !ip_read_v6(address, &ret_network->ip))
		return false;
	if (slash) {
		struct text number = {slash + 1, text.size - address.size - 1};
		if (!text_to_uint64(number, &bits) ||
			bits > (is_v4 ? ADDRESS_BITS - MAPPED_BITS : ADDRESS_BITS))
			return false;
		bits += is_v4 ? MAPPED_BITS : 0;
	}
	ret_network->bits = (unsigned)bits;
	return true;
}

static bool contains(const struct network *network, const struct ip *ip)
{
	size_t whole = network->bits / 8;
	unsigned rest = network->bits % 8;
	if (memcmp(network->ip.bytes, ip->bytes, whole) != 0)
		return false;
	return rest == 0 || ((network->ip.bytes[whole] ^ ip->bytes[whole]) >> (8 - rest)) == 0;
}

static bool is_trusted(const struct proxies *proxies, const struct ip *ip)
{
	for (size_t i = 0; i < proxies->count; i++)
		if (contains(&proxies->networks[i], ip))
			return true;
	return false;
}

static struct text trim(struct text text)
{
	while (text.size && text.data[0] == ' ')
		text = (struct text){text.data + 1, text.size - 1};
	while (text.size && text.data[text.size - 1] == ' ')
		text.size--;
	return text;
}

/* Cuts the last entry of a list by commas off. */
static struct text cut_last(struct text *list)
{
	const char *comma = list->size ? memrchr(list->data, ',', list->size) : NULL;
	struct text last = *list;
	if (comma)
		last = (struct text){comma + 1, (size_t)(list->data + list->size - comma - 1)};
	list->size -= last.size + (comma ? 1 : 0);
	return trim(last);
}

const struct proxies *proxies_read(struct arena *arena, struct text list)
{
	struct proxies *proxies = ARENA_NEW(arena, struct proxies);
	while (list.size) {
		if (proxies->count == PROXIES_MAX ||
			!read_network(cut_last(&list), &proxies->networks[proxies->count++]))
			return NULL;
	}
	return proxies;
}

bool proxies_is_empty(const struct proxies *proxies)
{
	return proxies->count == 0;
}

static bool is_unix(struct text peer)
{
	return text_equals(peer, TEXT(PROXIES_UNIX_PEER));
}

bool proxies_trust(const struct proxies *proxies, struct text peer)
{
	struct ip ip;
	return is_unix(peer) || (ip_read(peer, &ip) && is_trusted(proxies, &ip));
}

struct text proxies_client(const struct proxies *proxies, struct arena *arena, struct text peer,
	const struct forwarded_header *header, const struct http_head *head)
{
	struct forwarded hops = forwarded_begin(header, head);
	char written[IP_TEXT_SIZE];
	struct ip client;
	struct ip earlier;
	bool is_address =
		ip_read(peer, &client) || (is_unix(peer) && forwarded_next(&hops, &client));
	if (!is_address)
		return arena_copy(arena, peer);
	while (is_trusted(proxies, &client) && forwarded_next(&hops, &earlier))
		client = earlier;
	ip_format(&client, written);
	return arena_copy(arena, text_from(written));
}
