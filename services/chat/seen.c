/* Which origins are to be noted. */
#include "seen.h"

#include "call/tenant.h"
#include "state.h"

enum { NOTED_MS = 3600000 };

static uint64_t mix(uint64_t mark, const void *bytes, size_t size)
{
	const unsigned char *each = bytes;
	for (size_t i = 0; i < size; i++)
		mark = (mark ^ each[i]) * UINT64_C(1099511628211); /* FNV-1a */
	return mark;
}

bool seen_is_due(struct call *call, struct text origin)
{
	struct seen_table *seen = &call->parts->chat->seen;
	uint64_t now_ms = env_now_ms(&call->parts->env);
	if (!tenant_allows_origin(call->tenant, origin))
		return false;
	uint64_t mark = mix(UINT64_C(14695981039346656037), &call->tenant->id, sizeof(struct uuid));
	mark = mix(mark, origin.data, origin.size);
	if (seen->slots[mark % SEEN_SLOTS].mark == mark &&
		now_ms < seen->slots[mark % SEEN_SLOTS].until_ms)
		return false;
	seen->slots[mark % SEEN_SLOTS].mark = mark;
	seen->slots[mark % SEEN_SLOTS].until_ms = now_ms + NOTED_MS;
	return true;
}
