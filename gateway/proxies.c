/* Trusted proxies: networks as IPv6 prefixes, IPv4 ones mapped (RFC 4291, 2.5.5.2). */
#include "proxies.h"

#include <arpa/inet.h>
#include <string.h>

enum {
	ADDRESS_BYTES = 16,
	ADDRESS_BITS = 128,
	MAPPED_BITS = 96,
	ADDRESS_TEXT_SIZE = 46,
	PROXIES_MAX = 64
};

struct network {
	uint8_t address[ADDRESS_BYTES];
	unsigned bits;
};

struct proxies {
	struct network networks[PROXIES_MAX];
	size_t count;
};

static bool read_address(struct text text, uint8_t ret_address[ADDRESS_BYTES], bool *ret_is_v4)
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	char string[ADDRESS_TEXT_SIZE];
	if (text.size == 0 || text.size >= sizeof(string))
		return false;
	memcpy(string, text.data, text.size);
	string[text.size] = '\0';
	*ret_is_v4 = inet_pton(AF_INET, string, ret_address + sizeof(mapped)) == 1;
	if (*ret_is_v4)
		memcpy(ret_address, mapped, sizeof(mapped));
	return *ret_is_v4 || inet_pton(AF_INET6, string, ret_address) == 1;
}

static bool read_network(struct text text, struct network *ret_network)
{
	const char *slash = text.size ? memchr(text.data, '/', text.size) : NULL;
	struct text address = text;
	uint64_t bits = ADDRESS_BITS;
	bool is_v4 = false;
	if (slash)
		address.size = (size_t)(slash - text.data);
	if (!read_address(address, ret_network->address, &is_v4))
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

static bool contains(const struct network *network, const uint8_t address[ADDRESS_BYTES])
{
	size_t whole = network->bits / 8;
	unsigned rest = network->bits % 8;
	if (memcmp(network->address, address, whole) != 0)
		return false;
	return rest == 0 || ((network->address[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

static bool is_trusted(const struct proxies *proxies, const uint8_t address[ADDRESS_BYTES])
{
	for (size_t i = 0; i < proxies->count; i++)
		if (contains(&proxies->networks[i], address))
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

struct text proxies_client(const struct proxies *proxies, struct text peer, struct text forwarded)
{
	uint8_t address[ADDRESS_BYTES];
	bool is_v4;
	struct text client = peer;
	while (read_address(client, address, &is_v4) && is_trusted(proxies, address) &&
		forwarded.size) {
		struct text earlier = cut_last(&forwarded);
		if (!read_address(earlier, address, &is_v4))
			return client;
		client = earlier;
	}
	return client;
}
