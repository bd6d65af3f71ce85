/*
 * Rate limits: token buckets in a set-associative table of fixed size. A key's bucket can lie in
 * eight places; a new key takes the place that was used longest ago, which is the one most likely
 * to be full again, so that forgetting it changes nothing.
 */
#include "limit.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "keyed_hash.h"
#include "memory.h"

enum {
	SETS = 8192,
	WAYS = 8,
	TOKEN = 60000, /* a token in units, so that a kind refills per_minute units each ms */
	KEY_SIZE_MAX = 256,
	NETWORK_SIZE = 8
};

static const struct {
	uint32_t burst, per_minute;
	bool is_by_address;
} kinds[LIMIT_COUNT] = {
	[LIMIT_SIGN_IN_ADDRESS] = {30, 30, true},
	[LIMIT_SIGN_IN_EMAIL] = {10, 6},
	[LIMIT_SESSION_ADDRESS] = {60, 60, true},
	[LIMIT_MESSAGE_SENDER] = {60, 120},
	[LIMIT_EVENT_SENDER] = {200, 600},
	[LIMIT_REQUEST_ADDRESS] = {600, 1800, true},
	[LIMIT_CONNECT_ADDRESS] = {600, 1200, true},
	[LIMIT_REFUSED_ORIGIN] = {1, 1},
};

struct bucket {
	uint64_t hash; /* 0: never used */
	uint64_t filled_ms;
	uint64_t units;
};

struct limits {
	struct hash_secret secret;
	struct bucket buckets[SETS][WAYS];
};

struct limits *limits_new(void)
{
	struct limits *limits = MEMORY_NEW(struct limits);
	hash_secret_make(&limits->secret);
	return limits;
}

void limits_free(struct limits **limits)
{
	free(*limits);
	*limits = NULL;
}

/* Who has one IPv6 address has 2^64 of them (RFC 4291, 2.5.4): their network is the key. */
static struct text network_of(struct text address, struct in6_addr *ret_bytes)
{
	char string[INET6_ADDRSTRLEN];
	if (address.size == 0 || address.size >= sizeof(string))
		return address;
	memcpy(string, address.data, address.size);
	string[address.size] = '\0';
	if (inet_pton(AF_INET6, string, ret_bytes) != 1 || IN6_IS_ADDR_V4MAPPED(ret_bytes))
		return address;
	return (struct text){(const char *)ret_bytes, NETWORK_SIZE};
}

/* Keys are addresses, e-mails and ids; what is longer shares a bucket by its beginning. */
static uint64_t hash_key(const struct limits *limits, enum limit_kind kind, struct text key)
{
	char input[1 + KEY_SIZE_MAX];
	struct in6_addr bytes;
	if (kinds[kind].is_by_address)
		key = network_of(key, &bytes);
	size_t size = key.size < KEY_SIZE_MAX ? key.size : KEY_SIZE_MAX;
	input[0] = (char)kind;
	if (size > 0)
		memcpy(input + 1, key.data, size);
	uint64_t hash = keyed_hash(&limits->secret, (struct text){input, 1 + size});
	return hash ? hash : 1;
}

static struct bucket *find_bucket(
	struct limits *limits, enum limit_kind kind, uint64_t hash, uint64_t now_ms)
{
	struct bucket *set = limits->buckets[hash % SETS];
	struct bucket *oldest = &set[0];
	for (size_t way = 0; way < WAYS; way++) {
		if (set[way].hash == hash)
			return &set[way];
		if (set[way].filled_ms < oldest->filled_ms)
			oldest = &set[way];
	}
	*oldest = (struct bucket){hash, now_ms, (uint64_t)kinds[kind].burst * TOKEN};
	return oldest;
}

uint64_t limit_take(struct limits *limits, enum limit_kind kind, struct text key, uint64_t now_ms)
{
	if (!limits)
		return 0;
	struct bucket *bucket = find_bucket(limits, kind, hash_key(limits, kind, key), now_ms);
	uint64_t most = (uint64_t)kinds[kind].burst * TOKEN;
	uint64_t gone_ms = now_ms > bucket->filled_ms ? now_ms - bucket->filled_ms : 0;
	uint64_t refilled = bucket->units + gone_ms * kinds[kind].per_minute;
	bucket->units = refilled < most ? refilled : most;
	bucket->filled_ms = now_ms;
	if (bucket->units < TOKEN) {
		uint64_t missing = TOKEN - bucket->units;
		return (missing + kinds[kind].per_minute - 1) / kinds[kind].per_minute;
	}
	bucket->units -= TOKEN;
	return 0;
}
