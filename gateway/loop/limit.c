/*
 * The generic cell rate algorithm (ITU-T I.371, annex A, virtual scheduling): of a bucket only the
 * time is kept at which it will be full again. A token moves that time on by its interval, and is
 * refused when it would lie further ahead than a burst's.
 *
 * A bucket is one word, a tag of its key's hash above that time, and changes by compare-and-swap
 * alone: processes share it without a lock that one of them could die with. Each kind has sets of
 * its own, a key may lie in seven places of one set, and takes the place of another only when that
 * one's bucket is full, so that forgetting it changes nothing. A key that finds all seven owed
 * takes from the set's overflow bucket: a flood of keys holds back itself, and frees nobody. Two
 * processes that meet a key at the same time for the first time can give it two places if one's
 * clock is behind, which costs one token.
 */
#include "loop/limit_private.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

enum {
	TIME_BITS = 40, /* 3.4 years of units; what is further ahead than can be is long past */
	SLACK_UNITS = 60 * 1000 * LIMIT_UNITS_PER_MS, /* processes read the clock once a turn */
	KEY_SIZE_MAX = 320,                           /* an e-mail and an address */
};

static const uint64_t time_mask = (UINT64_C(1) << TIME_BITS) - 1;

uint64_t limits_layout(const struct limit_rates *rates)
{
	static const struct hash_secret none;
	struct text rows = {(const char *)rates->rows, rates->count * sizeof(rates->rows[0])};
	return keyed_hash(&none, rows) ^ limits_size(rates->count);
}

uint32_t limit_interval_ms(const struct limit_rate *rate)
{
	return (rate->interval + LIMIT_UNITS_PER_MS - 1) / LIMIT_UNITS_PER_MS;
}

/* --- keys ------------------------------------------------------------------------------------- */
/* Who has one IPv6 address has 2^64 of them (RFC 4291, 2.5.4): their network is the key. */
struct text limit_network(struct text address, uint8_t room[LIMIT_NETWORK_SIZE])
{
	char string[INET6_ADDRSTRLEN];
	struct in6_addr bytes;
	if (address.size == 0 || address.size >= sizeof(string))
		return address;
	memcpy(string, address.data, address.size);
	string[address.size] = '\0';
	if (inet_pton(AF_INET6, string, &bytes) != 1 || IN6_IS_ADDR_V4MAPPED(&bytes))
		return address;
	memcpy(room, bytes.s6_addr, LIMIT_NETWORK_SIZE);
	return (struct text){(const char *)room, LIMIT_NETWORK_SIZE};
}

/* Keys are addresses, e-mails and ids; what is longer shares a bucket by its beginning. */
static uint64_t hash_key(const struct limits *limits, size_t kind, struct text key)
{
	char input[1 + KEY_SIZE_MAX];
	uint8_t room[LIMIT_NETWORK_SIZE];
	if (limits->rates[kind].is_by_address)
		key = limit_network(key, room);
	size_t size = key.size < KEY_SIZE_MAX ? key.size : KEY_SIZE_MAX;
	input[0] = (char)kind;
	if (size > 0)
		memcpy(input + 1, key.data, size);
	return keyed_hash(&limits->secret, (struct text){input, 1 + size});
}

/* --- buckets ---------------------------------------------------------------------------------- */
/* How long until an empty bucket is full, in units. */
static uint64_t most_of(const struct limit_rate *rate)
{
	return (uint64_t)rate->burst * rate->interval;
}

/* How long until this one is full, in units. A word that nobody has written is no time, or it would
 * be one shortly before the time's bits begin anew. */
static uint64_t owed_of(const struct limit_rate *rate, uint64_t bucket, uint64_t now)
{
	uint64_t ahead = (bucket - now) & time_mask;
	return bucket && ahead <= most_of(rate) + SLACK_UNITS ? ahead : 0;
}

/* Where the key of that tag takes its tokens from, and what lies there. */
static uint64_t *find_bucket(struct limit_set *set, const struct limit_rate *rate, uint64_t tag,
	uint64_t now, uint64_t *ret_bucket)
{
	uint64_t *place = &set->overflow;
	*ret_bucket = __atomic_load_n(place, __ATOMIC_RELAXED);
	for (size_t way = 0; way < LIMIT_WAYS; way++) {
		uint64_t bucket = __atomic_load_n(&set->ways[way], __ATOMIC_RELAXED);
		bool is_ours = bucket >> TIME_BITS == tag;
		if (!is_ours && (place != &set->overflow || owed_of(rate, bucket, now) > 0))
			continue;
		place = &set->ways[way];
		*ret_bucket = bucket;
		if (is_ours)
			break;
	}
	return place;
}

uint64_t limit_take(struct limits *limits, size_t kind, struct text key, uint64_t now_ms)
{
	if (!limits)
		return 0;
	assert(kind < limits->count);
	const struct limit_rate *rate = &limits->rates[kind];
	uint64_t hash = hash_key(limits, kind, key), tag = hash >> TIME_BITS;
	struct limit_set *set = &limits->sets[kind][hash % LIMIT_SETS];
	uint64_t now = now_ms * LIMIT_UNITS_PER_MS, bucket, owed, after;
	uint64_t *place;
	do {
		place = find_bucket(set, rate, tag, now, &bucket);
		owed = owed_of(rate, bucket, now) + rate->interval;
		after = tag << TIME_BITS | ((now + owed) & time_mask);
		if (owed > most_of(rate))
			return (owed - most_of(rate) + LIMIT_UNITS_PER_MS - 1) / LIMIT_UNITS_PER_MS;
	} while (!__atomic_compare_exchange_n(
		place, &bucket, after, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
	return 0;
}
