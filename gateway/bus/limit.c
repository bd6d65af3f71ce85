/*
 * Rate limits that all replicas keep together, for what is rare and dear: tries of passwords. A
 * bucket at Redis is a key that lives until the bucket is full again (loop/limit.c's algorithm,
 * with the key's time to live for the time), so that one that is not there is full. The tokens of
 * one question are on one server, the last one's, and are taken by one script: all or none.
 */
#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "bus/bus.h"
#include "bus/commands.h"
#include "bus/private.h"
#include "bus/server.h"
#include "crypto/keyring.h"

/* KEYS: the buckets; ARGV, two each: what a bucket holds, and the interval of its tokens. */
static const char script[] =
	"local owed,wait={},0 "
	"for i,key in ipairs(KEYS) do "
	"owed[i]=math.max(redis.call('PTTL',key),0)+ARGV[2*i] "
	"wait=math.max(wait,owed[i]-ARGV[2*i-1]*ARGV[2*i]) "
	"end "
	"if wait==0 then "
	"for i,key in ipairs(KEYS) do redis.call('SET',key,'1','PX',owed[i]) end "
	"end "
	"return wait";

/* "fd1:l:" and the hash in hex */
enum { HASH_AT = 6, HASH_SIZE = 16, KEY_SIZE = HASH_AT + 2 * HASH_SIZE, TOKENS_MAX = 4 };

struct limit_asking {
	struct bus_asking asking;
	uint64_t wait_ms;
	bool is_answered;
	struct next (*then)(struct call *call, uint64_t wait_ms);
};

static struct limit_asking *of(struct bus_asking *asking)
{
	return CONTAINER_OF(asking, struct limit_asking, asking);
}

/* --- names ------------------------------------------------------------------------------------ */
static const uint8_t use_name[16] = "frontdesk.limit1";

/* By the oldest master, so that replicas agree while a new one is being handed round. */
static void name_bucket(
	const struct keyring *keyring, const struct limit_token *token, char ret_name[KEY_SIZE + 1])
{
	crypto_generichash_state state;
	uint8_t key[SEAL_KEY_SIZE], hash[HASH_SIZE];
	const uint8_t kind = (uint8_t)token->kind;
	bool is_derived = keyring_derive(keyring, keyring_count(keyring) - 1, use_name, key);
	assert(is_derived);
	crypto_generichash_init(&state, key, sizeof(key), sizeof(hash));
	crypto_generichash_update(&state, &kind, sizeof(kind));
	crypto_generichash_update(&state, (const uint8_t *)token->key.data, token->key.size);
	crypto_generichash_final(&state, hash, sizeof(hash));
	sodium_memzero(&state, sizeof(state));
	sodium_memzero(key, sizeof(key));
	memcpy(ret_name, "fd1:l:", HASH_AT);
	sodium_bin2hex(ret_name + HASH_AT, 2 * HASH_SIZE + 1, hash, sizeof(hash));
}

/* --- asking ----------------------------------------------------------------------------------- */
static struct next give(struct call *call)
{
	struct limit_asking *question = of(call->asking);
	call->asking = NULL;
	if (call->parts->bus && !question->is_answered)
		metric_add(call->parts->env.metrics, METRIC_LIMITS_ALONE, 1);
	return question->then(call, question->wait_ms);
}

static const char complaint[] =
	"Redis does not count sign-ins for all replicas: frontdesk doctor says why";

/* Without a count there is a refusal: a user without the right to run scripts, for one. */
static void take(struct bus_asking *asking, const struct redis_reply *reply)
{
	const struct redis_value *value = reply->count == 1 ? &reply->values[0] : NULL;
	if (value && value->kind == REDIS_INTEGER && value->integer >= 0) {
		of(asking)->wait_ms = (uint64_t)value->integer;
		of(asking)->is_answered = true;
		bus_commands_forgive(asking->commands);
	} else {
		bus_commands_complain(asking->commands, complaint);
	}
}

static void put_number(struct redis_buffer *buffer, uint32_t number)
{
	char digits[12];
	int size = snprintf(digits, sizeof(digits), "%u", number);
	redis_put(buffer, (struct text){digits, (size_t)size});
}

static void put_script(struct redis_buffer *buffer, const struct limit_token *tokens, size_t count,
	char names[][KEY_SIZE + 1])
{
	redis_put_command(buffer, 3 + 3 * count);
	redis_put(buffer, TEXT("EVAL"));
	redis_put(buffer, (struct text){script, sizeof(script) - 1});
	put_number(buffer, (uint32_t)count);
	for (size_t i = 0; i < count; i++)
		redis_put(buffer, (struct text){names[i], KEY_SIZE});
	for (size_t i = 0; i < count; i++) {
		const struct limit_rate *rate = &limit_rates.rows[tokens[i].kind];
		put_number(buffer, rate->burst);
		put_number(buffer, limit_interval_ms(rate));
	}
}

/* What takes commands where it is counted, and has room to be asked; NULL: nothing. */
static struct bus_commands *find_commands(const struct parts *parts, const char *name, size_t count)
{
	if (!parts->bus || !parts->limits)
		return NULL;
	struct bus_commands *commands = bus_servers_commands(parts->bus->servers, name, KEY_SIZE);
	size_t size = sizeof(script) + count * 2 * KEY_SIZE;
	return bus_commands_have_room(commands, size) ? commands : NULL;
}

struct next bus_limit_take(struct call *call, const struct limit_token *tokens, size_t count,
	struct next (*then)(struct call *call, uint64_t wait_ms))
{
	struct parts *parts = call->parts;
	struct limit_asking *question = ARENA_NEW(&call->arena, struct limit_asking);
	char names[TOKENS_MAX][KEY_SIZE + 1];
	assert(count > 0 && count <= TOKENS_MAX);
	question->asking = (struct bus_asking){.call = call, .take = take, .go_on = give};
	question->then = then;
	for (size_t i = 0; i < count; i++)
		name_bucket(parts->keyring, &tokens[i], names[i]);
	question->asking.commands = find_commands(parts, names[count - 1], count);
	if (question->asking.commands)
		put_script(bus_commands_begin(question->asking.commands), tokens, count, names);
	return bus_ask_wait(&question->asking);
}
