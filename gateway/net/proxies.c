/* Trusted proxies: a list of networks, and whoever has our unix socket. */
#include "net/proxies.h"

#include "net/forwarded.h"
#include "net/networks.h"

struct proxies {
	const struct networks *networks;
};

const struct proxies *proxies_read(struct arena *arena, struct text list)
{
	struct proxies *proxies = ARENA_NEW(arena, struct proxies);
	proxies->networks = networks_read(arena, list);
	return proxies->networks ? proxies : NULL;
}

bool proxies_is_empty(const struct proxies *proxies)
{
	return networks_are_none(proxies->networks);
}

static bool is_unix(struct text peer)
{
	return text_equals(peer, TEXT(PROXIES_UNIX_PEER));
}

bool proxies_trust(const struct proxies *proxies, struct text peer)
{
	struct ip ip;
	return is_unix(peer) || (ip_read(peer, &ip) && networks_have(proxies->networks, &ip));
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
	while (networks_have(proxies->networks, &client) && forwarded_next(&hops, &earlier))
		client = earlier;
	ip_format(&client, written);
	return arena_copy(arena, text_from(written));
}
