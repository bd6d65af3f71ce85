/* What can be listened to: a session of a tenant, its agents, or what all of its visitors hear. */
#ifndef FRONTDESK_CHANNEL_H
#define FRONTDESK_CHANNEL_H

#include "base/keyed_hash.h"

enum channel_kind { CHANNEL_SESSION, CHANNEL_AGENTS, CHANNEL_VISITORS };

struct channel {
	enum channel_kind kind;
	struct uuid tenant_id;
	struct uuid session_id; /* nil for the others */
};

/* A channel's name at Redis: "fd1:", kind, tenant and session, 71 characters and a NUL. The 1 is
 * the version of what is published under it. */
enum { CHANNEL_NAME_SIZE = 71 };

bool channel_equals(const struct channel *a, const struct channel *b);
uint64_t channel_hash(const struct hash_secret *secret, const struct channel *channel);
void channel_name(const struct channel *channel, char ret_name[CHANNEL_NAME_SIZE + 1]);
/* False, and *ret_channel as it was, for anything but what channel_name makes. */
bool channel_parse(struct text name, struct channel *ret_channel);
/* Writes 32 lower-case hex digits: an id within a name at Redis. */
void channel_put_id(struct uuid id, char ret_digits[32]);

#endif
