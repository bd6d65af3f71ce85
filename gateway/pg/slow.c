/* One queue for all links; whose turn is next is looked up in it, as it is short. */
#include "pg/slow.h"

#include <assert.h>

#include "call/parts.h"
#include "call/tenant.h"
#include "pg/pipeline.h"

void db_slow_pump(struct db_slow *slow)
{
	for (size_t i = 0; i < slow->pipeline_count; i++)
		db_pipeline_pump(&slow->pipelines[i]);
}

static void count_refused(const struct db_unit *unit)
{
	metric_add(unit->call->parts->env.metrics, METRIC_DB_SLOW_REFUSED, 1);
}

static void take_out(struct db_slow *slow, struct db_unit *unit)
{
	db_units_remove(&slow->queue, unit);
	db_unit_tenant(unit)->slow_queued--;
}

static void refuse(struct db_slow *slow, struct db_unit *unit)
{
	take_out(slow, unit);
	count_refused(unit);
	db_unit_finish(unit, ERR_BUSY);
}

/* A change is made, whoever waits for it. */
static bool is_in_vain(const struct db_unit *unit)
{
	return !unit->statement->is_write && !call_is_awaited(unit->call);
}

static void drop(struct db_slow *slow, struct db_unit *unit)
{
	take_out(slow, unit);
	db_unit_finish(unit, ERR_BUSY);
}

static void drop_those_in_vain(struct db_slow *slow)
{
	for (struct db_unit *unit = slow->queue.first, *next; unit; unit = next) {
		next = unit->next;
		if (is_in_vain(unit))
			drop(slow, unit);
	}
}

/* The newest of the tenant that has most of the queue. */
static struct db_unit *find_newest_of_most(const struct db_slow *slow)
{
	struct db_unit *newest = NULL;
	for (struct db_unit *unit = slow->queue.first; unit; unit = unit->next)
		if (!newest ||
			db_unit_tenant(unit)->slow_queued >= db_unit_tenant(newest)->slow_queued)
			newest = unit;
	return newest;
}

/* In a full queue it is taken from whoever has more of it than the tenant would have then. */
static bool make_room(struct db_slow *slow, const struct tenant *tenant)
{
	if (slow->queue.count == DB_SLOW_QUEUE_MAX)
		drop_those_in_vain(slow);
	if (slow->queue.count < DB_SLOW_QUEUE_MAX)
		return true;
	struct db_unit *newest = find_newest_of_most(slow);
	if (db_unit_tenant(newest)->slow_queued <= tenant->slow_queued + 1)
		return false;
	refuse(slow, newest);
	return true;
}

bool db_slow_put(struct db_slow *slow, struct db_unit *unit)
{
	struct tenant *tenant = db_unit_tenant(unit);
	assert(tenant);
	if (tenant->slow_queued >= DB_SLOW_QUEUE_TENANT_MAX || !make_room(slow, tenant)) {
		count_refused(unit);
		return false;
	}
	tenant->slow_queued++;
	db_units_push(&slow->queue, unit);
	db_slow_pump(slow);
	return true;
}

static struct db_unit *find_next(const struct db_slow *slow)
{
	struct db_unit *next = NULL;
	for (struct db_unit *unit = slow->queue.first; unit; unit = unit->next) {
		const struct tenant *tenant = db_unit_tenant(unit);
		if (!tenant->has_slow &&
			(!next || tenant->slow_turn < db_unit_tenant(next)->slow_turn))
			next = unit;
	}
	return next;
}

struct db_unit *db_slow_take(struct db_slow *slow)
{
	struct db_unit *unit;
	while ((unit = find_next(slow)) && is_in_vain(unit))
		drop(slow, unit);
	if (!unit)
		return NULL;
	take_out(slow, unit);
	db_unit_tenant(unit)->has_slow = true;
	db_unit_tenant(unit)->slow_turn = ++slow->turns;
	return unit;
}

void db_slow_done(const struct db_unit *unit)
{
	db_unit_tenant(unit)->has_slow = false;
}

void db_slow_sweep(struct db_slow *slow, uint64_t now_ms)
{
	for (struct db_unit *unit = slow->queue.first, *next; unit; unit = next) {
		next = unit->next;
		if (unit->give_up_ms <= now_ms)
			refuse(slow, unit);
		else if (is_in_vain(unit))
			drop(slow, unit);
	}
}

/* --- life --------------------------------------------------------------------------------- */
void db_slow_init(struct db_slow *slow, struct arena *arena, const struct env *env, size_t links,
	struct db_renewals *renewals)
{
	slow->pipelines = arena_array(arena, links, sizeof(*slow->pipelines));
	slow->pipeline_count = links;
	for (size_t i = 0; i < links; i++)
		db_pipeline_init(&slow->pipelines[i], env, renewals, slow);
}

void db_slow_close(struct db_slow *slow)
{
	bool is_connected = false;
	for (size_t i = 0; i < slow->pipeline_count; i++)
		is_connected |= slow->pipelines[i].link.state == DB_LINK_READY;
	if (!is_connected)
		db_slow_sweep(slow, UINT64_MAX);
	for (size_t i = 0; i < slow->pipeline_count; i++)
		db_pipeline_close(&slow->pipelines[i]);
}

void db_slow_stop(struct db_slow *slow)
{
	for (size_t i = 0; i < slow->pipeline_count; i++)
		db_link_stop(&slow->pipelines[i].link);
}
