/* A beat asks; the answer to a question that is still under way at the next does no harm. */
#include "pg/refused.h"

#include <stdlib.h>

#include "base/memory.h"
#include "call/parts.h"
#include "call/start.h"
#include "loop/wheel.h"
#include "pg/migrations.h"
#include "sql_gateway.h"

enum { CONNECTED_MS = 50, FIRST_MS = 1000, AGAIN_MS = 10000 };

struct refused {
	struct parts *parts;
	struct timer timer;
	bool are_counted, is_told;
	int64_t count;
};

static void note(struct refused *refused, int64_t count)
{
	const struct env *env = &refused->parts->env;
	if (count != refused->count)
		log_say(env->log, count > 0 ? LOG_WARN : LOG_INFO,
			count > 0 ? "tenants are refused: their schema is not this version's"
				  : "no tenant is refused any more",
			LOG_F_NUMBER("tenants", count));
	refused->count = count;
	refused->are_counted = true;
	metric_set(env->metrics, METRIC_TENANTS_REFUSED, count);
}

static void complain(struct refused *refused)
{
	if (!refused->are_counted && !refused->is_told)
		log_say(refused->parts->env.log, LOG_ERROR,
			"the database is not this version's: frontdesk migrate comes first");
	refused->is_told = true;
}

static struct next counted(struct call *call, const struct sql_answer *answer)
{
	struct refused *refused = call->parts->refused;
	if (refused && answer->err == ERR_NONE)
		note(refused, sql_tenants_unknown_row(answer, 0).tenants);
	else if (refused && answer->err != ERR_BUSY)
		complain(refused);
	return call_done(call);
}

static struct next ask(struct call *call)
{
	return sql_tenants_unknown(call, counted, text_from(tenant_schema_version));
}

static void beat(struct timer *timer)
{
	struct refused *refused = CONTAINER_OF(timer, struct refused, timer);
	struct parts *parts = refused->parts;
	bool is_connected = db_is_connected(parts->db);
	if (is_connected)
		call_start_tick(parts, NULL, "tenants refused", ask);
	wheel_set(parts->env.wheel, timer,
		refused->are_counted ? AGAIN_MS
		: is_connected       ? FIRST_MS
				     : CONNECTED_MS,
		beat);
}

struct refused *refused_new(struct parts *parts)
{
	struct refused *refused = MEMORY_NEW(struct refused);
	refused->parts = parts;
	wheel_set(parts->env.wheel, &refused->timer, 0, beat);
	return refused;
}

void refused_free(struct refused **refused)
{
	if (!*refused)
		return;
	wheel_cancel((*refused)->parts->env.wheel, &(*refused)->timer);
	free(*refused);
	*refused = NULL;
}

bool refused_are_counted(const struct refused *refused)
{
	return refused->are_counted;
}

int64_t refused_count(const struct refused *refused)
{
	return refused->count;
}
