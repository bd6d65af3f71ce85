/* The successor is a link of its own, whose owner is this file; what takes its place is its
 * connection. */
#include "pg/renew.h"

#include <stdlib.h>

#include "base/memory.h"
#include "loop/env.h"
#include "pg/link.h"

enum { UNITS_MAX = 30000 }; /* whatever else a server process gathers */

struct successor {
	struct db_link link;
	struct db_link *of;
};

static void successor_ready(struct db_link *link)
{
	(void)db_renew_take(CONTAINER_OF(link, struct successor, link)->of);
}

/* It connects again by itself. */
static void successor_lost(struct db_link *link)
{
	(void)link;
}

static const struct db_link_owner owner = {.ready = successor_ready, .lost = successor_lost};

static bool is_due(const struct db_link *link)
{
	size_t most = (size_t)link->env->settings->db_tenants * link->owner->tenants_times;
	return link->entered.count >= most || link->units >= UNITS_MAX;
}

void db_renew_look(struct db_link *link)
{
	if (link->successor || link->renewals->turn || !is_due(link))
		return;
	struct successor *successor = MEMORY_NEW(struct successor);
	log_say(link->env->log, LOG_DEBUG, "database connection is to be renewed",
		LOG_F_WORD("link", link->name), LOG_F_NUMBER("tenants", link->entered.count),
		LOG_F_NUMBER("units", link->units));
	link->renewals->turn = link;
	link->successor = &successor->link;
	successor->of = link;
	db_link_init(&successor->link, link->env, link->name, &owner, link->renewals);
	successor->link.statement_ms = link->statement_ms;
	db_link_listen(&successor->link, link->listener);
	db_link_start(&successor->link);
}

bool db_renew_is_ready(const struct db_link *link)
{
	return link->successor && link->successor->state == DB_LINK_READY;
}

bool db_renew_take(struct db_link *link)
{
	if (!db_renew_is_ready(link) || link->syncs_pending > 0)
		return false;
	struct successor *successor = CONTAINER_OF(link->successor, struct successor, link);
	log_say(link->env->log, LOG_DEBUG, "database connection renewed",
		LOG_F_WORD("link", link->name));
	metric_add(link->env->metrics, METRIC_DB_RENEWED, 1);
	db_link_adopt(link, &successor->link);
	db_renew_stop(link);
	link->owner->renewed(link);
	return true;
}

void db_renew_stop(struct db_link *link)
{
	if (!link->successor)
		return;
	struct successor *successor = CONTAINER_OF(link->successor, struct successor, link);
	link->successor = NULL;
	link->renewals->turn = NULL;
	db_link_stop(&successor->link);
	free(successor);
}
