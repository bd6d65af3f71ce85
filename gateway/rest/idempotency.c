/*
 * Keys of repeated requests. What identifies a repeat is a keyed hash over route, caller and key:
 * one caller's keys say nothing about another's, and the table says nothing about keys.
 */
#include "rest/idempotency.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "call/parts.h"
#include "call/request.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "crypto/seal.h"
#include "sql_gateway.h"

enum {
	KEY_SIZE_MIN = 8,
	KEY_SIZE_ALONE_MIN = 32,
	KEY_SIZE_MAX = 64,
	HASH_SIZE = 32,
	RETRY_MS = 1000
};

struct idempotency_work {
	uint8_t key_hash[HASH_SIZE];
	call_step then;
	int status; /* the answer, while it is being kept: the arena's */
	struct text json;
};

static const uint8_t use_hash[16] = "frontdesk.idem1";

static struct text key_of(const struct call *call)
{
	return call_header(call, "idempotency-key");
}

static bool is_key(struct text key, bool is_alone)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				       "0123456789._-";

	if (key.size < (is_alone ? KEY_SIZE_ALONE_MIN : KEY_SIZE_MIN) || key.size > KEY_SIZE_MAX)
		return false;
	for (size_t i = 0; i < key.size; i++)
		if (!memchr(alphabet, key.data[i], sizeof alphabet - 1))
			return false;
	return true;
}

/* --- hashes ----------------------------------------------------------------------------------- */
static void add(crypto_generichash_state *state, struct text part)
{
	const uint32_t size = (uint32_t)part.size;

	crypto_generichash_update(state, (const uint8_t *)&size, sizeof size);
	crypto_generichash_update(state, (const uint8_t *)part.data, part.size);
}

/* The caller: an agent or visitor by id; nobody, who shares the name with every other nobody. */
static struct text caller_of(const struct call *call)
{
	if (call->who.kind == WHO_AGENT)
		return (struct text){
			(const char *)call->who.agent_id.bytes, sizeof call->who.agent_id.bytes};
	return text_from(call->who.visitor_id);
}

/* Bound to the tenant, the route, the page's origin (a token in the answer is) and the caller. Any
 * worker gets the same: the oldest master's derived key outlives the newest one's arrival. */
static void hash_key(const struct call *call, const char *what, uint8_t *ret_hash, size_t size)
{
	const struct keyring *keyring = call->parts->keyring;
	crypto_generichash_state state;
	uint8_t key[SEAL_KEY_SIZE];
	const bool is_derived = keyring_derive(keyring, keyring_count(keyring) - 1, use_hash, key);

	assert(is_derived);
	crypto_generichash_init(&state, key, sizeof key, size);
	add(&state, (struct text){(const char *)call->tenant->id.bytes, sizeof(struct uuid)});
	add(&state, text_from(call->name));
	add(&state, call_origin(call));
	add(&state, caller_of(call));
	add(&state, key_of(call));
	add(&state, text_from(what));
	crypto_generichash_final(&state, ret_hash, size);
	sodium_memzero(key, sizeof key);
}

static void hash_body(const struct call *call, uint8_t ret_hash[HASH_SIZE])
{
	const struct text body = call->request ? call->request->body : TEXT_ABSENT;

	crypto_generichash(ret_hash, HASH_SIZE, (const uint8_t *)body.data, body.size, NULL, 0);
}

struct uuid idempotency_uuid(const struct call *call, const char *what)
{
	struct uuid id;

	if (text_is_absent(key_of(call)))
		return uuid_random();
	hash_key(call, what, id.bytes, sizeof id.bytes);
	id.bytes[6] = (id.bytes[6] & 0x0f) | 0x80; /* version 8: our own making (RFC 9562, 5.8) */
	id.bytes[8] = (id.bytes[8] & 0x3f) | 0x80;
	return id;
}

/* --- the first request, and its repeats ------------------------------------------------------- */
static struct seal_place place_of(const struct idempotency_work *work)
{
	struct seal_place place = {.table = TEXT("idempotency_keys"), .column = TEXT("answer")};

	memcpy(place.row_id.bytes, work->key_hash, sizeof place.row_id.bytes);
	return place;
}

static struct next answer_again(struct call *call, int64_t status, struct text envelope)
{
	const struct seal_place place = place_of(call->idempotency);
	struct text json;
	const enum err err =
		tenant_seal_open(call->tenant->keys, &call->arena, &place, envelope, &json);

	if (err) {
		metric_add(call->parts->env.metrics, METRIC_UNREADABLE, 1);
		return call_fail(call, err, NULL);
	}
	return call_answer(call, (int)status, json);
}

static struct next claimed(struct call *call, const struct sql_answer *answer)
{
	struct sql_idempotency_claim_row row;

	if (answer->err)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count == 0)
		return call_fail_later(call, ERR_BUSY, "The first such request goes on", RETRY_MS);
	row = sql_idempotency_claim_row(answer, 0);
	if (row.is_claimed)
		return call->idempotency->then(call);
	if (!row.is_same)
		return call_fail(
			call, ERR_CONFLICT, "The Idempotency-Key was used for something else");
	if (!row.has_status)
		return call_fail_later(call, ERR_BUSY, "The first such request goes on", RETRY_MS);
	return answer_again(call, row.status, row.sealed);
}

struct next idempotency_begin(struct call *call, call_step then)
{
	const bool is_alone = call->who.kind == WHO_NOBODY;
	struct idempotency_work *work;
	uint8_t body_hash[HASH_SIZE];

	if (text_is_absent(key_of(call)))
		return then(call);
	if (!is_key(key_of(call), is_alone))
		return call_fail(call, ERR_INVALID,
			is_alone ? "Idempotency-Key must be 32 to 64 random letters and digits"
				 : "Idempotency-Key must be 8 to 64 letters and digits");
	work = ARENA_NEW(&call->arena, struct idempotency_work);
	call->idempotency = work;
	work->then = then;
	hash_key(call, "answer", work->key_hash, sizeof work->key_hash);
	hash_body(call, body_hash);
	return sql_idempotency_claim(call, claimed,
		(struct text){(const char *)work->key_hash, sizeof work->key_hash},
		(struct text){(const char *)body_hash, sizeof body_hash});
}

/* --- the answer ------------------------------------------------------------------------------- */
/* Kept or not, it is the answer: without it, a repeat after the claim lapsed finds the same row. */
static struct next kept(struct call *call, const struct sql_answer *answer)
{
	(void)answer;
	return call_answer(call, call->idempotency->status, call->idempotency->json);
}

struct next idempotency_answer(struct call *call, int status, struct text json)
{
	struct idempotency_work *work = call->idempotency;
	struct seal_place place;

	if (!work)
		return call_answer(call, status, json);
	place = place_of(work);
	work->status = status;
	work->json = json;
	return sql_idempotency_keep(call, kept,
		(struct text){(const char *)work->key_hash, sizeof work->key_hash}, status,
		tenant_seal(call->tenant->keys, &call->arena, &place, json));
}
