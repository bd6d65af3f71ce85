/* Hours: one statement for each desk at the moment at which it says that they turn, and seldom in
 * between; thousands of desks that close at once have their turns as all rounds have. */
#include "hours.h"

#include "call/tenant.h"
#include "config_tell.h"
#include "live.h"
#include "sql_chat.h"

enum {
	ASK_MOST_MS = 300000, /* what is not heard of: another clock, a word that was lost */
	ASK_AGAIN_MS = 1000
};

/* --- asking ------------------------------------------------------------------------------- */
static struct next answered(struct call *call, const struct sql_answer *answer)
{
	hours_then then = call->chat->hours_then;
	if (answer->err != ERR_NONE)
		return then(call, answer->err, false, -1);
	struct sql_chat_business_hours_row row = sql_chat_business_hours_row(answer, 0);
	return then(call, ERR_NONE, row.is_open, row.has_turns_in_ms ? row.turns_in_ms : -1);
}

struct next hours_ask(struct call *call, hours_then then)
{
	chat_work(call)->hours_then = then;
	return sql_chat_business_hours(call, answered, call->tenant->time_zone);
}

/* --- a desk's turn ------------------------------------------------------------------------ */
static struct next told(struct call *call, enum err err, bool is_open, int64_t turns_in_ms)
{
	struct hours *hours = &desk_of(call->parts, call->tenant)->hours;
	uint64_t now = env_now_ms(&call->parts->env);
	bool is_old = hours->is_doubted; /* it may show them as they were before */
	hours->until_ms = 0;
	hours->due_ms = now + ASK_AGAIN_MS;
	if (err != ERR_NONE || is_old)
		return call_done(call);
	if (hours->is_known && hours->is_open != is_open)
		widget_config_tell_turned(call->parts, call->tenant);
	hours->is_known = true;
	hours->is_open = is_open;
	bool is_far = turns_in_ms < 0 || turns_in_ms > ASK_MOST_MS;
	hours->due_ms = now + (is_far ? ASK_MOST_MS : (uint64_t)turns_in_ms);
	return call_done(call);
}

static struct next ask(struct call *call)
{
	return hours_ask(call, told);
}

void hours_doubt(struct desk *desk)
{
	desk->hours.is_doubted = true;
	desk->hours.is_known = false;
	desk->hours.due_ms = 0;
}

void hours_turn(struct parts *parts, struct desk *desk)
{
	struct hours *hours = &desk->hours;
	uint64_t now = env_now_ms(&parts->env);
	bool is_due = now >= hours->due_ms || hours->tenant_version != desk->tenant->version;
	if (!is_due || now < hours->until_ms)
		return;
	hours->until_ms = now + TICK_LAPSE_MS;
	hours->is_doubted = false;
	hours->tenant_version = desk->tenant->version;
	call_start_turn(parts, desk->tenant, "chat.hours", ask);
}
