/*
 * What has ended is deleted: sign-ins, visitors' tokens, first answers kept for repeats. Every few
 * seconds the sign-ins and one tenant have their turn; each worker goes its own round.
 */
#include "accounts/accounts.h"

#include "pg/tenants.h"
#include "sql_accounts.h"

enum { UPKEEP_SECONDS = 5 }; /* 17,000 tenants a day */

static struct next cleaned(struct call *call, const struct sql_answer *answer)
{
	(void)answer; /* logged; the next round tries again */
	return call_done(call);
}

static struct next entered(struct call *call, enum err err)
{
	if (err != ERR_NONE)
		return call_done(call);
	return sql_upkeep_tenant(call, cleaned);
}

static struct next turned(struct call *call, const struct sql_answer *answer)
{
	struct accounts *accounts = call->parts->accounts;
	struct sql_upkeep_control_row row;
	if (!accounts || answer->err != ERR_NONE)
		return call_done(call);
	row = sql_upkeep_control_row(answer, 0);
	if (!row.has_tenant_id)
		return call_done(call);
	accounts->upkeep_after = row.tenant_id;
	return tenant_enter(call, row.tenant_id, entered);
}

static struct next turn(struct call *call)
{
	const struct accounts *accounts = call->parts->accounts;
	if (!accounts)
		return call_done(call);
	return sql_upkeep_control(call, turned, accounts->upkeep_after);
}

void upkeep_beat(struct accounts *accounts)
{
	if (accounts->beats % UPKEEP_SECONDS == 0 && db_is_connected(accounts->parts->db))
		call_start_tick(accounts->parts, NULL, "accounts.upkeep", turn);
}
