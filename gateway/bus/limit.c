/*
 * Rate limits that all replicas keep together, for what is rare and dear: tries of passwords. A
 * bucket at Redis is a key that lives until the bucket is full again (loop/limit.c's algorithm,
 * with the key's time to live for the time), so that one that is not there is full. The tokens of
 * one question are on one server, the last one's, and are taken by one script: all or none.
 */
#include "bus/private.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

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

/* Said once for each server: a user without the right to run scripts, for one. */
static void complain(struct bus_server *server)
{
	if (!server->is_limitless)
		log_say(server->bus->parts->env.log, LOG_WARN,
			"Redis does not count sign-ins for all replicas: frontdesk doctor says why",
			LOG_F_WORD("server", server->address->name.data));
	server->is_limitless = true;
}

static void take(struct bus_asking *asking, const struct redis_reply *reply)
{
	const struct redis_value *value = reply->count == 1 ? &reply->values[0] : NULL;
	struct bus_server *server = asking->server;
	if (value && value->kind == REDIS_INTEGER && value->integer >= 0) {
		of(asking)->wait_ms = (uint64_t)value->integer;
		of(asking)->is_answered = true;
		server->is_limitless = false;
	} else {
		complain(server);
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
		uint32_t burst, interval_ms;
		limit_rate(tokens[i].kind, &burst, &interval_ms);
		put_number(buffer, burst);
		put_number(buffer, interval_ms);
	}
}

/* Which server counts, and has room to be asked; NULL: none. */
static struct bus_server *find_server(struct parts *parts, const char *name, size_t count)
{
	struct bus *bus = parts->limits ? parts->bus : NULL;
	struct bus_server *server = bus ? bus_server_of(bus, name, KEY_SIZE) : NULL;
	size_t size = sizeof(script) + count * 2 * KEY_SIZE;
	return server && bus_has_room(server, size) ? server : NULL;
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
	struct bus_server *server = find_server(parts, names[count - 1], count);
	if (server) {
		put_script(redis_link_ask(&server->commands), tokens, count, names);
		question->asking.server = server;
	}
	return bus_ask_wait(&question->asking);
}
