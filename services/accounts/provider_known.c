/*
 * What providers say of themselves, and their keys: asked for when they are needed, and remembered
 * for a while. So many issuers are remembered, the ones that were asked for last; the worker's own,
 * since each asks for itself.
 */
#include "accounts/provider.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
	KNOWN_MOST = 64,
	UNDER_WAY_MOST = 4, /* requests of one issuer's, at once */
	ISSUER_MOST = 255,
	DOCUMENT_MS = 10 * 60 * 1000,
	KEYS_MS = 10 * 60 * 1000,
	KEYS_ANEW_MS = 60 * 1000
};

/* An answer as it came; absent: there is none. */
struct kept {
	char *data;
	size_t size;
	uint64_t at_ms;
};

struct issuer {
	char name[ISSUER_MOST + 1]; /* empty: the place is free */
	struct kept document, keys;
	uint64_t asked_ms;
	/* Until when each of those under way is, at the longest: none is counted for ever. */
	uint64_t until_ms[UNDER_WAY_MOST];
};

struct provider_known {
	struct issuer issuers[KNOWN_MOST];
};

/* --- places ----------------------------------------------------------------------------------- */
static void forget(struct kept *kept)
{
	free(kept->data);
	*kept = (struct kept){0};
}

static void keep(struct kept *kept, struct text answer, uint64_t now_ms)
{
	forget(kept);
	*kept = (struct kept){
		.data = memory_resize(NULL, answer.size, 1), .size = answer.size, .at_ms = now_ms};
	memcpy(kept->data, answer.data, answer.size);
}

void provider_known_free(struct provider_known **known)
{
	for (size_t i = 0; *known && i < KNOWN_MOST; i++) {
		forget(&(*known)->issuers[i].document);
		forget(&(*known)->issuers[i].keys);
	}
	free(*known);
	*known = NULL;
}

/* NULL where it has none. */
static struct issuer *find(struct provider_known *known, struct text name)
{
	for (size_t i = 0; known && i < KNOWN_MOST; i++)
		if (text_equals(text_from(known->issuers[i].name), name))
			return &known->issuers[i];
	return NULL;
}

/* The issuer's place, or that of whom nobody has asked for longest. */
static struct issuer *place_of(struct call *call)
{
	struct accounts *accounts = call->parts->accounts;
	struct text name = call->accounts->provider->issuer;
	if (!accounts->known)
		accounts->known = MEMORY_NEW(struct provider_known);
	struct issuer *issuers = accounts->known->issuers, *oldest = issuers;
	struct issuer *found = find(accounts->known, name);
	if (found)
		return found;
	for (size_t i = 0; i < KNOWN_MOST; i++)
		if (issuers[i].asked_ms < oldest->asked_ms)
			oldest = &issuers[i];
	forget(&oldest->document);
	forget(&oldest->keys);
	*oldest = (struct issuer){.asked_ms = env_now_ms(&call->parts->env)};
	memcpy(oldest->name, name.data, name.size < ISSUER_MOST ? name.size : ISSUER_MOST);
	return oldest;
}

/* --- asking ----------------------------------------------------------------------------------- */
static bool take_slot(struct call *call)
{
	struct issuer *issuer = place_of(call);
	uint64_t now_ms = env_now_ms(&call->parts->env);
	size_t slot = 0;
	issuer->asked_ms = now_ms;
	while (slot < UNDER_WAY_MOST && issuer->until_ms[slot] > now_ms)
		slot++;
	if (slot == UNDER_WAY_MOST)
		return false;
	issuer->until_ms[slot] = now_ms + PROVIDER_LIMIT_MS;
	call->accounts->provider->slot = slot;
	return true;
}

/* Its place may be another's by now, or the worker about to end. */
static void give_slot_back(struct call *call)
{
	const struct accounts *accounts = call->parts->accounts;
	const struct provider_work *work = call->accounts->provider;
	struct issuer *issuer = accounts ? find(accounts->known, work->issuer) : NULL;
	if (issuer)
		issuer->until_ms[work->slot] = 0;
}

static struct next deliver(struct call *call, const struct outside_answer *answer)
{
	struct provider_work *work = call->accounts->provider;
	struct json *json = NULL;
	give_slot_back(call);
	bool is_read = !answer->failure && !answer->is_cut &&
		       json_parse(answer->body, &json) == ERR_NONE && json_is_object(json);
	work->answer = answer->failure ? TEXT_ABSENT : answer->body;
	work->failure = answer->failure;
	work->content_type = answer->content_type;
	struct next next =
		work->answered(call, answer->failure ? 0 : answer->status, is_read ? json : NULL);
	json_free(&json);
	return next;
}

struct next provider_ask(struct call *call, const struct outside_http *request, provider_then then)
{
	struct provider_work *work = call->accounts->provider;
	if (!take_slot(call))
		return call_fail_later(call, ERR_BUSY, "The provider has not answered others yet",
			PROVIDER_LIMIT_MS / 2);
	work->answered = then;
	work->request = *request;
	work->request.limit_ms = PROVIDER_LIMIT_MS;
	work->request.body_most = PROVIDER_ANSWER_MOST;
	return outside_http_ask(call, &work->request, deliver);
}

static struct next get(struct call *call, struct text url, provider_then then)
{
	const struct outside_http request = {
		.method = "GET", .url = url, .headers = {{"Accept", TEXT("application/json")}}};
	return provider_ask(call, &request, then);
}

static bool is_fresh(struct call *call, const struct kept *kept, uint64_t lasts_ms)
{
	return kept->data && env_now_ms(&call->parts->env) < kept->at_ms + lasts_ms;
}

static struct text copy(struct call *call, const struct kept *kept)
{
	return arena_copy(&call->arena, (struct text){kept->data, kept->size});
}

/* --- the document ----------------------------------------------------------------------------- */
static struct next document_read(struct call *call, struct text body, bool is_new)
{
	struct provider_work *work = call->accounts->provider;
	if (provider_document_read(&call->arena, body, work->issuer, &work->document))
		return provider_fail(
			call, ERR_PROVIDER_AWAY, "What the provider says of itself will not do");
	if (is_new)
		keep(&place_of(call)->document, body, env_now_ms(&call->parts->env));
	return work->then(call);
}

static struct next document_came(struct call *call, int status, const struct json *json)
{
	if (status != 200 || !json)
		return provider_fail(
			call, ERR_PROVIDER_AWAY, "The provider does not say what it is");
	return document_read(call, call->accounts->provider->answer, true);
}

struct next provider_need_document(struct call *call, call_step then)
{
	struct provider_work *work = call->accounts->provider;
	struct issuer *issuer = place_of(call);
	work->then = then;
	issuer->asked_ms = env_now_ms(&call->parts->env);
	if (is_fresh(call, &issuer->document, DOCUMENT_MS))
		return document_read(call, copy(call, &issuer->document), false);
	return get(call, provider_document_url(&call->arena, work->issuer), document_came);
}

/* --- keys ------------------------------------------------------------------------------------- */
static struct next keys_came(struct call *call, int status, const struct json *json)
{
	struct provider_work *work = call->accounts->provider;
	if (status != 200 || !json_member(json, "keys"))
		return provider_fail(call, ERR_PROVIDER_AWAY, "The provider does not say its keys");
	keep(&place_of(call)->keys, work->answer, env_now_ms(&call->parts->env));
	work->key_set = work->answer;
	return work->then(call);
}

struct next provider_need_keys(struct call *call, bool is_anew, call_step then)
{
	struct provider_work *work = call->accounts->provider;
	struct issuer *issuer = place_of(call);
	work->then = then;
	if (!is_fresh(call, &issuer->keys, is_anew ? KEYS_ANEW_MS : KEYS_MS))
		return get(call, work->document.jwks_uri, keys_came);
	work->key_set = copy(call, &issuer->keys);
	return work->then(call);
}
