/* Networks as prefixes of IPv6, IPv4 ones mapped. */
#include "net/networks.h"

#include <string.h>

enum { ADDRESS_BITS = 128, MAPPED_BITS = 96, NETWORKS_MAX = 64 };

struct network {
	struct ip ip;
	unsigned bits;
};

struct networks {
	struct network items[NETWORKS_MAX];
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

bool networks_have(const struct networks *networks, const struct ip *ip)
{
	for (size_t i = 0; i < networks->count; i++)
		if (contains(&networks->items[i], ip))
			return true;
	return false;
}

bool networks_are_none(const struct networks *networks)
{
	return networks->count == 0;
}

/* Cuts the last entry of a list by commas off. */
static struct text cut_last(struct text *list)
{
	const char *comma = list->size ? memrchr(list->data, ',', list->size) : NULL;
	struct text last = *list;
	if (comma)
		last = (struct text){comma + 1, (size_t)(list->data + list->size - comma - 1)};
	list->size -= last.size + (comma ? 1 : 0);
	return text_trim(last, TEXT(" "));
}

const struct networks *networks_read(struct arena *arena, struct text list)
{
	struct networks *networks = ARENA_NEW(arena, struct networks);
	while (list.size) {
		if (networks->count == NETWORKS_MAX ||
			!read_network(cut_last(&list), &networks->items[networks->count++]))
			return NULL;
	}
	return networks;
}
