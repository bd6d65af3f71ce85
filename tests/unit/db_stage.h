/*
 * A worker's database layer on a loop of its own, before the scripted PostgreSQL of db_fakes.h:
 * what is begun, run and ended alike wherever the real db.c is tested. Include it once in a
 * program.
 */
#ifndef FRONTDESK_DB_STAGE_H
#define FRONTDESK_DB_STAGE_H

#include <uv.h>

#include "call/parts.h"
#include "call/start.h"
#include "call/tenant.h"
#include "db_fakes.h"
#include "pg/db.h"
#include "pg/tenants.h"

static struct parts parts;
static struct settings settings;

/* Every tenant can be entered. */
bool tenant_lost(const struct parts *of, struct tenant *tenant)
{
	return false;
}

static inline void run_due(void)
{
	while (uv_loop_alive(parts.env.loop))
		(void)uv_run(parts.env.loop, UV_RUN_NOWAIT);
}

static inline void answer_all(void)
{
	do
		run_due();
	while (server_answer_some(SIZE_MAX) > 0);
}

static inline void stage_begin(struct settings with)
{
	server_begin();
	settings = with;
	parts = (struct parts){.env.loop = uv_loop_new(), .env.settings = &settings};
	parts.env.metrics = metrics_new();
	parts.calls = calls_new(&parts);
	parts.db = db_new(&parts);
}

/* Nothing is under way then, and every link is let go of. */
static inline void stage_end(void)
{
	db_close(parts.db);
	answer_all();
	assert_int_equal(calls_running(parts.calls), 0);
	for (size_t i = 0; i < server.link_count; i++)
		assert_int_equal(server.links[i]->state, DB_LINK_IDLE);
	db_free(&parts.db);
	calls_free(&parts.calls);
	metrics_free(&parts.env.metrics);
	(void)uv_run(parts.env.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(parts.env.loop), 0);
	free(parts.env.loop);
	server_end();
}

#endif
