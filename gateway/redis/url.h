/*
 * Where the Redis servers are: the setting `redis`, a list by commas. Each is one of
 *
 *     unix:/path/of/a/socket
 *     host:port   [2001:db8::1]:port   host            (6379 when no port is given)
 *     redis://[user][:password@]host[:port][/database]
 *
 * with % encoding (RFC 3986, 2.1) in user and password, where a comma has to be written %2C.
 */
#ifndef FRONTDESK_REDIS_URL_H
#define FRONTDESK_REDIS_URL_H

#include "base/arena.h"
#include "base/err.h"

enum { REDIS_SERVERS_MAX = 16 };

/* Texts end with a NUL and are the arena's. */
struct redis_address {
	struct text
		name; /* as it was given, without user and password: for logs, and for hashing */
	struct text path; /* of a socket; absent: host and port */
	struct text host;
	struct text user, password; /* absent: none */
	uint32_t database;
	uint16_t port;
};

/* None for an empty list. ERR_INVALID with a sentence, which repeats no password. */
enum err redis_url_parse(struct arena *arena, struct text list,
	struct redis_address ret_addresses[REDIS_SERVERS_MAX], size_t *ret_count,
	const char **ret_reason);
/* Which of the servers a name is served by: by its weight with each, so that the order of the list
 * does not matter, and a server that comes or goes moves only its own share (Thaler and
 * Ravishankar, 1998). Every replica has to spell the servers alike. */
size_t redis_url_choose(
	const struct redis_address *addresses, size_t count, const void *name, size_t name_size);

#endif
