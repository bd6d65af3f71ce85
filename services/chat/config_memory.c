/* Copies of configurations, by tenant. */
#include "config_memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "call/tenant.h"
#include "config_tell.h"
#include "sockets/hub.h"
#include "state.h"

enum { FRESH_MS = 1000, LINGER_MS = 60000 };

struct config_copy {
	struct config_copy *next; /* of its bucket */
	struct uuid tenant_id;
	char *bytes; /* JSON, and its entity tag behind it; NULL: none is kept */
	size_t json_size, etag_size;
	uint64_t read_ms;    /* when what is kept was asked for */
	uint64_t lasts_ms;   /* from then on */
	uint64_t changed_ms; /* what was asked for by then may be older than the change; 0: none */
	uint64_t asked_ms;   /* when a page asked last, whatever it was answered */
};

static struct config_copy *find(struct parts *parts, struct uuid tenant_id)
{
	struct config_copy *copy = parts->chat->configs.buckets[round_bucket(tenant_id)];
	while (copy && !uuid_equals(copy->tenant_id, tenant_id))
		copy = copy->next;
	return copy;
}

static struct config_copy *find_or_add(struct parts *parts, struct uuid tenant_id)
{
	struct config_copy *copy = find(parts, tenant_id);
	if (copy)
		return copy;
	struct config_copy **bucket = &parts->chat->configs.buckets[round_bucket(tenant_id)];
	copy = MEMORY_NEW(struct config_copy);
	copy->tenant_id = tenant_id;
	copy->next = *bucket;
	*bucket = copy;
	return copy;
}

static void drop(struct config_copy *copy)
{
	free(copy->bytes);
	copy->bytes = NULL;
}

static bool is_fresh(const struct config_copy *copy, uint64_t now)
{
	return copy->bytes && now - copy->read_ms < FRESH_MS &&
	       now - copy->read_ms < copy->lasts_ms;
}

bool config_memory_find(struct call *call, struct config_reading *ret_reading)
{
	const struct config_copy *copy = find(call->parts, call->tenant->id);
	uint64_t now = env_now_ms(&call->parts->env);
	if (!copy || !is_fresh(copy, now) ||
		!hub_hears_since(call->parts, widget_config_channel(call->tenant), copy->read_ms))
		return false;
	*ret_reading = (struct config_reading){
		.json = {copy->bytes, copy->json_size},
		.etag = {copy->bytes + copy->json_size, copy->etag_size},
		.asked_ms = now,
		.lasts_ms = copy->lasts_ms == UINT64_MAX ? UINT64_MAX
							 : copy->lasts_ms - (now - copy->read_ms),
	};
	return true;
}

struct next config_memory_expect(struct call *call, call_step then)
{
	struct config_copy *copy = find_or_add(call->parts, call->tenant->id);
	uint64_t now = env_now_ms(&call->parts->env);
	bool is_frequent = copy->asked_ms > 0 && now - copy->asked_ms < FRESH_MS;
	copy->asked_ms = now;
	return is_frequent ? hub_settle(call, widget_config_channel(call->tenant), then)
			   : then(call);
}

/* Two that were asked for at once may answer in either order. */
static bool may_be_old(const struct config_copy *copy, uint64_t asked_ms)
{
	return asked_ms < copy->read_ms || (copy->changed_ms > 0 && asked_ms <= copy->changed_ms);
}

void config_memory_keep(struct call *call, const struct config_reading *reading)
{
	struct config_copy *copy = find(call->parts, call->tenant->id);
	if (!copy || may_be_old(copy, reading->asked_ms) ||
		!hub_hears_since(
			call->parts, widget_config_channel(call->tenant), reading->asked_ms))
		return;
	drop(copy);
	copy->bytes = memory_new(reading->json.size + reading->etag.size);
	memcpy(copy->bytes, reading->json.data, reading->json.size);
	memcpy(copy->bytes + reading->json.size, reading->etag.data, reading->etag.size);
	copy->json_size = reading->json.size;
	copy->etag_size = reading->etag.size;
	copy->read_ms = reading->asked_ms;
	copy->lasts_ms = reading->lasts_ms;
}

void config_memory_forget(struct parts *parts, struct uuid tenant_id)
{
	struct config_copy *copy = find(parts, tenant_id);
	if (!copy)
		return;
	drop(copy);
	copy->changed_ms = env_now_ms(&parts->env);
}

/* --- letting go --------------------------------------------------------------------------- */
/* A tenant of whom nothing is asked any more goes; who was asked of it by then has their answer. */
static void sweep(struct config_copy **place, uint64_t now, uint64_t linger_ms)
{
	while (*place) {
		struct config_copy *copy = *place;
		if (now - copy->read_ms >= FRESH_MS)
			drop(copy);
		if (now - copy->asked_ms < linger_ms) {
			place = &copy->next;
			continue;
		}
		*place = copy->next;
		drop(copy);
		free(copy);
	}
}

void config_memory_sweep(struct parts *parts)
{
	for (size_t i = 0; i < ROUND_BUCKETS; i++)
		sweep(&parts->chat->configs.buckets[i], env_now_ms(&parts->env), LINGER_MS);
}

void config_memory_done(struct parts *parts)
{
	for (size_t i = 0; i < ROUND_BUCKETS; i++)
		sweep(&parts->chat->configs.buckets[i], env_now_ms(&parts->env), 0);
}
