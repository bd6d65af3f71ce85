#include "base/addresses.h"

#include <netdb.h>

const struct addrinfo *addresses_choose(const struct addrinfo *found, uint32_t attempt)
{
	uint32_t count = 0;
	for (const struct addrinfo *each = found; each; each = each->ai_next)
		count++;
	for (uint32_t turn = count ? attempt % count : 0; turn > 0; turn--)
		found = found->ai_next;
	return found;
}
