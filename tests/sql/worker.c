/*
 * A worker of durable jobs without a server around it (worker CONNECTION CONNECTIONS KEYS TENANTS
 * FOLDER), with kinds of its own, whose effects are rows of each tenant's table `effects`. It says
 * on standard output what it begins: `KIND JOB STEP ATTEMPT`. SIGTERM drains it.
 *
 *     probe.effect   has its effect
 *     probe.steps    three steps with an effect each; before the second is done, the file `go` must
 * be in the folder: this is where others would wait for the network probe.fails    fails, three
 * times at most probe.silent   ends without a word
 */
#include "call/job.h"
#include "call/parts.h"
#include "call/service.h"
#include "call/start.h"
#include "crypto/keyring.h"
#include "jobs/jobs.h"
#include "pg/db.h"
#include "pg/params.h"
#include "pg/tenants.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

enum { LOOK_MS = 20, STEPS = 3 };

/* What a job waits for the file with. */
struct probe {
	struct timer timer;
	struct call *call;
};

static struct parts parts;
static struct settings settings;
static char go[4096];
static uv_signal_t terminate;
static uv_timer_t ending;

static const struct sql_statement finish = {.name = "probe_finish",
	.text = "WITH done AS (INSERT INTO effects (job_id, step, subject_id) VALUES ($1, $3, "
		"$4))\n"
		"SELECT control.job_finish($1, $2)",
	.scope = SQL_TENANT,
	.returns = SQL_NOTHING,
	.is_write = true,
	.oids = {OID_UUID, OID_INT8, OID_INT8, OID_UUID},
	.param_count = 4};
static const struct sql_statement advance = {.name = "probe_advance",
	.text = "WITH done AS (INSERT INTO effects (job_id, step, subject_id) VALUES ($1, $3, "
		"$4))\n"
		"SELECT control.job_advance($1, $2, $5::integer)",
	.scope = SQL_TENANT,
	.returns = SQL_NOTHING,
	.is_write = true,
	.oids = {OID_UUID, OID_INT8, OID_INT8, OID_UUID, OID_INT8},
	.param_count = 5};
static const struct sql_statement divide = {.name = "probe_fail",
	.text = "SELECT 1 / ($1::bigint - $1::bigint)",
	.scope = SQL_TENANT,
	.returns = SQL_NOTHING,
	.oids = {OID_INT8},
	.param_count = 1};

static void say(const struct job *job)
{
	char id[UUID_TEXT_SIZE + 1];
	uuid_format(job->id, id);
	printf("%s %s %lld %lld\n", job->kind->name, id, (long long)job->step,
		(long long)job->attempt);
	(void)fflush(stdout);
}

/* The last step, or the one before another. */
static struct next have_effect(struct call *call)
{
	const struct job *job = call->job;
	bool is_last = strcmp(job->kind->name, "probe.effect") == 0 || job->step + 1 == STEPS;
	const struct sql_value values[] = {{.type = SQL_UUID, .uuid = job->id},
		{.type = SQL_INT, .integer = job->fence}, {.type = SQL_INT, .integer = job->step},
		{.type = SQL_UUID, .uuid = job->subject_id},
		{.type = SQL_INT, .integer = job->lease_s}};
	return is_last ? db_run(call, &finish, values, job_finished)
		       : db_run(call, &advance, values, job_advanced);
}

static void look(struct timer *timer)
{
	struct probe *probe = CONTAINER_OF(timer, struct probe, timer);
	if (access(go, F_OK) == 0)
		call_resume(probe->call, have_effect);
	else
		wheel_set(parts.env.wheel, timer, LOOK_MS, look);
}

static struct next run_effect(struct call *call)
{
	say(call->job);
	return have_effect(call);
}

static struct next run_steps(struct call *call)
{
	say(call->job);
	if (call->job->step != 1)
		return have_effect(call);
	struct probe *probe = ARENA_NEW(&call->arena, struct probe);
	struct next next = call_wait(call);
	probe->call = call;
	wheel_set(parts.env.wheel, &probe->timer, 0, look);
	return next;
}

static struct next run_failing(struct call *call)
{
	const struct sql_value value = {.type = SQL_INT, .integer = 1};
	say(call->job);
	return db_run(call, &divide, &value, job_finished);
}

static struct next run_silent(struct call *call)
{
	say(call->job);
	return call_done(call);
}

static const struct job_kind kinds[] = {
	{"probe.effect", run_effect, 4, 5, 10, 0, false},
	{"probe.steps", run_steps, 2, 5, 60, 0, false},
	{"probe.fails", run_failing, 1, 3, 10, 0, false},
	{"probe.silent", run_silent, 1, 2, 10, 0, false},
};
static const struct service probe_service = {
	.name = "probe", .jobs = kinds, .job_count = sizeof(kinds) / sizeof(*kinds)};
const struct service *const services[] = {&probe_service, NULL};

static void try_to_end(uv_timer_t *timer)
{
	if (calls_running(parts.calls) > 0)
		return;
	uv_close((uv_handle_t *)timer, NULL);
	uv_close((uv_handle_t *)&terminate, NULL);
	jobs_free(&parts.jobs);
	tenants_free(&parts.tenants);
	db_close(parts.db);
	db_free(&parts.db);
	calls_free(&parts.calls);
	wheel_free(&parts.env.wheel);
}

static void drain(uv_signal_t *signal, int number)
{
	(void)signal;
	(void)number;
	parts.env.is_draining = true;
	(void)uv_timer_start(&ending, try_to_end, 0, 10);
}

static void start(uv_loop_t *loop)
{
	parts.env.loop = loop;
	parts.env.settings = &settings;
	parts.env.log = log_new(LOG_INFO);
	parts.env.metrics = metrics_new();
	parts.env.wheel = wheel_new(loop);
	parts.calls = calls_new(&parts);
	parts.db = db_new(&parts);
	parts.tenants = tenants_new(&parts);
	parts.jobs = jobs_new(&parts);
	(void)uv_timer_init(loop, &ending);
	(void)uv_signal_init(loop, &terminate);
	(void)uv_signal_start(&terminate, drain, SIGTERM);
}

int main(int argc, char **argv)
{
	const char *reason;
	struct arena arena;
	if (argc != 6 || sodium_init() < 0)
		return 2;
	settings = (struct settings){.database = argv[1],
		.db_connections = strtoll(argv[2], NULL, 10),
		.db_slow_connections = 2,
		.db_tenants = strtoll(argv[4], NULL, 10)};
	(void)snprintf(go, sizeof(go), "%s/go", argv[5]);
	arena_init(&arena);
	if (keyring_load(argv[3], &arena, &parts.keyring, &reason) != ERR_NONE)
		return 2;
	arena_done(&arena);
	start(uv_default_loop());
	(void)uv_run(uv_default_loop(), UV_RUN_DEFAULT);
	metrics_free(&parts.env.metrics);
	keyring_free(&parts.keyring);
	log_free(&parts.env.log);
	return uv_loop_close(uv_default_loop()) == 0 ? 0 : 1;
}
