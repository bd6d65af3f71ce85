/*
 * The registry. A slot stands for an id: with its tenant, or known to be unknown. All who ask for a
 * slot that is too old wait for one load; loads are ticks of their own, so that no caller's leaving
 * or deadline touches them. Slots are bounded: the one renewed longest ago makes room, unknown ones
 * first, so that guessed ids push nobody out.
 */
#include "pg/tenants.h"

#include "call/parts.h"
#include "pg/migrations.h"
#include "pg/tenant_load.h"
#include "sql_gateway.h"

enum {
	BUCKETS = 4096,
	KNOWN_MAX = 16384,
	UNKNOWN_MAX = 1024,
	KNOWN_FRESH_MS = 5000,
	UNKNOWN_FRESH_MS = 1000,
	ANEW_EVERY_MS = 1000
};

struct slot_list {
	struct slot *oldest, *newest;
	size_t count, most;
};

struct slot {
	struct uuid id;
	struct tenant *tenant; /* NULL: unknown */
	enum err err;          /* of the last load */
	uint64_t loaded_ms;
	uint64_t anew_from_ms; /* from then on whoever is to be refused has it read anew */
	bool is_loading, is_doubted;
	struct tenant_entry *waiters;
	struct slot *next_in_bucket, *next_to_load;
	struct slot_list *list; /* by age; NULL while it was never loaded */
	struct slot *older, *newer;
};

/* One call that enters, or the tick that loads; in the call's arena. */
struct tenant_entry {
	struct call *call;
	struct slot *slot;
	struct next (*then)(struct call *call, enum err err);
	enum err err;
	bool is_any; /* suspended ones too */
	struct tenant_entry *next;
};

struct tenants {
	struct parts *parts;
	struct arena memory; /* holds this struct and every slot */
	struct slot *buckets[BUCKETS];
	struct slot *spare, *to_load;
	struct slot_list known, unknown;
};

/* --- slots ----------------------------------------------------------------------------------- */

static size_t bucket_number(struct uuid id)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < sizeof(id.bytes); i++)
		hash = (hash ^ id.bytes[i]) * 16777619u;
	return hash % BUCKETS;
}

static struct slot **bucket_of(struct tenants *tenants, struct uuid id)
{
	return &tenants->buckets[bucket_number(id)];
}

static struct slot *look_up(const struct tenants *tenants, struct uuid id)
{
	struct slot *slot = tenants->buckets[bucket_number(id)];
	while (slot && !uuid_equals(slot->id, id))
		slot = slot->next_in_bucket;
	return slot;
}

struct tenant *tenant_known(const struct parts *parts, struct uuid tenant_id)
{
	const struct slot *slot = look_up(parts->tenants, tenant_id);
	return slot ? slot->tenant : NULL;
}

void tenant_doubt(const struct parts *parts, struct uuid tenant_id)
{
	struct slot *slot = look_up(parts->tenants, tenant_id);
	if (slot)
		slot->is_doubted = true;
}

bool tenant_lost(const struct parts *parts, struct tenant *tenant)
{
	tenant_doubt(parts, tenant->id);
	if (tenant->lost_ms == 0)
		tenant->lost_ms = env_now_ms(&parts->env);
	return tenant->loaded_ms > tenant->lost_ms;
}

static void unlist(struct slot *slot)
{
	struct slot_list *list = slot->list;
	if (!list)
		return;
	*(slot->older ? &slot->older->newer : &list->oldest) = slot->newer;
	*(slot->newer ? &slot->newer->older : &list->newest) = slot->older;
	slot->list = NULL;
	list->count--;
}

static void enlist(struct slot *slot, struct slot_list *list)
{
	unlist(slot);
	slot->list = list;
	slot->newer = NULL;
	slot->older = list->newest;
	*(list->newest ? &list->newest->newer : &list->oldest) = slot;
	list->newest = slot;
	list->count++;
}

static void forget(struct tenants *tenants, struct slot *slot)
{
	struct slot **link = bucket_of(tenants, slot->id);
	while (*link != slot)
		link = &(*link)->next_in_bucket;
	*link = slot->next_in_bucket;
	unlist(slot);
	tenant_unref(&slot->tenant);
	*slot = (struct slot){.next_in_bucket = tenants->spare};
	tenants->spare = slot;
}

static void make_room(struct tenants *tenants, struct slot_list *list)
{
	while (list->count > list->most && !list->oldest->is_loading)
		forget(tenants, list->oldest);
}

static struct slot *find(struct tenants *tenants, struct uuid id)
{
	struct slot **bucket = bucket_of(tenants, id);
	struct slot *slot = look_up(tenants, id);
	if (slot)
		return slot;
	slot = tenants->spare;
	if (slot)
		tenants->spare = slot->next_in_bucket;
	else
		slot = ARENA_NEW(&tenants->memory, struct slot);
	*slot = (struct slot){.id = id, .next_in_bucket = *bucket};
	*bucket = slot;
	return slot;
}

static bool is_fresh(const struct tenants *tenants, const struct slot *slot)
{
	uint64_t age_ms = env_now_ms(&tenants->parts->env) - slot->loaded_ms;
	if (!slot->list)
		return false;
	if (slot->tenant && !db_is_connected(tenants->parts->db))
		return true;
	return !slot->is_doubted && !slot->is_loading &&
	       age_ms < (slot->tenant ? KNOWN_FRESH_MS : UNKNOWN_FRESH_MS);
}

/* --- entering
 * -------------------------------------------------------------------------------------- */

static struct next entered(struct call *call)
{
	struct tenant_entry *entry = call->entry;
	call->entry = NULL;
	return entry->then(call, entry->err);
}

/* Unknown, suspended and deleted are alike; who asks for one that moves is to come back. */
static enum err err_of_closed(const struct slot *slot)
{
	return slot->tenant && slot->tenant->is_moving ? ERR_BUSY : ERR_ABSENT;
}

static void let_in(struct tenant_entry *entry, const struct slot *slot)
{
	struct call *call = entry->call;
	bool is_known = slot->tenant && (slot->tenant->is_active || entry->is_any);
	entry->err = slot->err != ERR_NONE && !slot->tenant ? slot->err
		     : !is_known                            ? err_of_closed(slot)
		     : slot->tenant->is_refused             ? ERR_UPGRADING
							    : ERR_NONE;
	if (call->tenant)
		tenant_unref(&call->tenant);
	if (entry->err == ERR_NONE)
		call->tenant = tenant_ref(slot->tenant);
	call_resume(call, entered);
}

static struct next load(struct call *call);

static void start_load(struct tenants *tenants, struct slot *slot)
{
	slot->is_loading = true;
	slot->is_doubted = false;
	slot->next_to_load = tenants->to_load;
	tenants->to_load = slot;
	call_start_tick(tenants->parts, NULL, "tenant load", load);
}

static struct next enter(struct call *call, struct uuid tenant_id, bool is_any,
	struct next (*then)(struct call *call, enum err err))
{
	struct tenants *tenants = call->parts->tenants;
	struct tenant_entry *entry = ARENA_NEW(&call->arena, struct tenant_entry);
	struct next next = call_wait(call);
	struct slot *slot = find(tenants, tenant_id);
	entry->call = call;
	entry->then = then;
	entry->is_any = is_any;
	call->entry = entry;
	if (is_fresh(tenants, slot)) {
		let_in(entry, slot);
		return next;
	}
	entry->next = slot->waiters;
	slot->waiters = entry;
	if (!slot->is_loading)
		start_load(tenants, slot);
	return next;
}

struct next tenant_enter(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	return enter(call, tenant_id, false, then);
}

struct next tenant_enter_any(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	return enter(call, tenant_id, true, then);
}

struct next tenant_enter_anew(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	struct tenants *tenants = call->parts->tenants;
	struct slot *slot = find(tenants, tenant_id);
	uint64_t now_ms = env_now_ms(&tenants->parts->env);
	if (now_ms >= slot->anew_from_ms) {
		slot->anew_from_ms = now_ms + ANEW_EVERY_MS;
		slot->is_doubted = true;
	}
	return enter(call, tenant_id, false, then);
}

/* --- loading
 * --------------------------------------------------------------------------------------- */

static void note_unknown(struct slot *slot)
{
	if (slot->tenant)
		slot->tenant->is_active = false; /* for those who hold it still */
	tenant_unref(&slot->tenant);
	slot->err = ERR_NONE;
}

static void note_known(struct call *call, struct slot *slot, const struct sql_answer *answer)
{
	struct tenant *tenant = slot->tenant ? slot->tenant : tenant_new(slot->id);
	slot->err = tenant_take(call, tenant, answer);
	if (slot->err != ERR_NONE && !slot->tenant)
		tenant_unref(&tenant);
	slot->tenant = tenant;
}

static void wake(struct slot *slot)
{
	struct tenant_entry *entry = slot->waiters;
	slot->waiters = NULL;
	while (entry) {
		struct tenant_entry *next = entry->next;
		let_in(entry, slot);
		entry = next;
	}
}

static struct next loaded(struct call *call, const struct sql_answer *answer)
{
	struct tenants *tenants = call->parts->tenants;
	struct slot *slot = call->entry->slot;
	call->entry = NULL;
	if (slot->is_doubted && answer->err == ERR_NONE) { /* meanwhile: it may be of before */
		start_load(tenants, slot);
		return call_done(call);
	}
	slot->is_loading = slot->is_doubted = false;
	slot->loaded_ms = env_now_ms(&tenants->parts->env);
	if (answer->err != ERR_NONE)
		slot->err = answer->err;
	else if (answer->row_count == 0)
		note_unknown(slot);
	else
		note_known(call, slot, answer);
	wake(slot);
	enlist(slot, slot->tenant ? &tenants->known : &tenants->unknown);
	make_room(tenants, slot->list);
	return call_done(call);
}

static struct next load(struct call *call)
{
	struct tenants *tenants = call->parts->tenants;
	struct slot *slot = tenants->to_load;
	tenants->to_load = slot->next_to_load;
	call->entry = ARENA_NEW(&call->arena, struct tenant_entry);
	call->entry->slot = slot;
	return sql_tenant_load(call, loaded, slot->id, text_from(tenant_schema_version));
}

/* --- life
 * ------------------------------------------------------------------------------------------ */

struct tenants *tenants_new(struct parts *parts)
{
	struct arena memory;
	arena_init(&memory);
	struct tenants *tenants = ARENA_NEW(&memory, struct tenants);
	tenants->parts = parts;
	tenants->known.most = KNOWN_MAX;
	tenants->unknown.most = UNKNOWN_MAX;
	tenants->memory = memory;
	return tenants;
}

void tenants_free(struct tenants **tenants)
{
	if (!*tenants)
		return;
	while ((*tenants)->known.oldest)
		forget(*tenants, (*tenants)->known.oldest);
	struct arena memory = (*tenants)->memory;
	arena_done(&memory);
	*tenants = NULL;
}
