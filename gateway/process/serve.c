/*
 * A worker: the process from its start to its end. The parts are started in the order of a
 * table, each with what makes it fail, and stopped in reverse. SIGTERM and SIGINT drain: nothing
 * new is accepted, sockets are told to go elsewhere, running calls and unstored messages are
 * finished, at most drain_seconds long. Each worker is such a process, under supervisor.c.
 */
#include "process/serve.h"

#include <signal.h>
#include <string.h>
#include <uv.h>

#include "auth/password.h"
#include "auth/proofs.h"
#include "base/core_dumps.h"
#include "base/last_words.h"
#include "base/memory.h"
#include "bus/bus.h"
#include "call/service.h"
#include "call/start.h"
#include "crypto/keyring.h"
#include "crypto/vault.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "outside/outside.h"
#include "pg/db.h"
#include "pg/refused.h"
#include "pg/tenants.h"
#include "pictures/pictures.h"
#include "process/front.h"
#include "process/health.h"
#include "process/seat_metrics.h"
#include "scan/scan.h"
#include "sockets/events.h"
#include "sockets/hub.h"
#include "sockets/ws.h"
#include "spool/spool.h"
#include "store/store.h"
#include "writer/writer.h"

enum { DRAIN_LOOK_MS = 50, READY_LOOK_MS = 50, TIDY_MS = 20000, CLOSE_TURNS_MAX = 1000 };

struct process {
	struct parts parts;
	struct front *front;
	struct spool *spool; /* NULL when there is none */
	uv_loop_t loop;
	uv_signal_t terminate, interrupt;
	uv_prepare_t resting;
	struct timer drain_look, ready_look, watchdog, tidying;
	size_t idle_size; /* bytes of memory that nothing used, when it was tidied last */
	uint64_t drain_end_ms;
	size_t services_started;
	struct arena *arena;
	const char *reason; /* why a part did not start */
};

/* --- the process itself ------------------------------------------------------------------ */
/* No core holds plaintext or keys; a reader that leaves is an error, not a signal. */
static void harden(void)
{
	core_dumps_forbid();
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a limit of file sizes is a full disk, and no end */
	(void)signal(SIGHUP, SIG_IGN);  /* a terminal's; the supervisor acts on it */
	outside_prepare();
}

/* --- parts, in order --------------------------------------------------------------------- */
static bool start_log(struct process *process)
{
	struct parts *parts = &process->parts;
	parts->env.log = log_named(parts->env.settings->log_level);
	if (parts->env.log)
		log_set_worker(parts->env.log, process->parts.post->worker);
	process->reason = parts->env.log ? "the log's thread cannot start"
					 : "log_level must be debug, info, warn or error";
	return parts->env.log && log_start_thread(parts->env.log);
}

static void stop_log(struct process *process)
{
	log_free(&process->parts.env.log);
}

static bool start_keys(struct process *process)
{
	return keyring_load(process->parts.env.settings->keys, process->arena,
		       &process->parts.keyring, &process->reason) == ERR_NONE;
}

static void stop_keys(struct process *process)
{
	keyring_free(&process->parts.keyring);
}

/* Before the loop waits, no key stays readable. */
static void rest(uv_prepare_t *resting)
{
	(void)resting;
	vault_rest();
}

static bool start_loop(struct process *process)
{
	process->reason = "the event loop cannot start; is the descriptor limit too low?";
	if (uv_loop_init(&process->loop))
		return false;
	process->parts.env.loop = &process->loop;
	(void)uv_prepare_init(&process->loop, &process->resting);
	(void)uv_prepare_start(&process->resting, rest);
	uv_unref((uv_handle_t *)&process->resting);
	vault_linger();
	return true;
}

/* Handles close as the loop turns; what does not close within these turns is a defect. */
static void stop_loop(struct process *process)
{
	uv_close((uv_handle_t *)&process->resting, NULL);
	for (int i = 0; i < CLOSE_TURNS_MAX && uv_loop_close(&process->loop) == UV_EBUSY; i++)
		(void)uv_run(&process->loop, UV_RUN_NOWAIT);
}

/* Those of the host; a process without a supervisor, or with one that counts otherwise, has its
 * own. */
static struct limits *find_limits(const struct process *process)
{
	if (process->parts.post->limits)
		return process->parts.post->limits;
	log_say(process->parts.env.log, LOG_WARN,
		"rate limits are this worker's own: its supervisor is of another version");
	return limits_new(&limit_rates);
}

static bool start_tables(struct process *process)
{
	struct parts *parts = &process->parts;
	parts->env.metrics = seat_metrics(process->parts.post);
	log_set_metrics(parts->env.log, parts->env.metrics);
	parts->env.wheel = wheel_new(parts->env.loop);
	parts->calls = calls_new(parts);
	parts->limits = parts->env.settings->rate_limits ? find_limits(process) : NULL;
	parts->hub = hub_new();
	parts->passwords = passwords_new(parts);
	parts->proofs = proofs_new();
	process->reason = "out of memory";
	return parts->env.metrics && parts->env.wheel &&
	       (parts->limits || !parts->env.settings->rate_limits);
}

static void stop_tables(struct process *process)
{
	struct parts *parts = &process->parts;
	proofs_free(&parts->proofs);
	hub_free(&parts->hub);
	limits_free(&parts->limits);
	calls_free(&parts->calls);
	wheel_free(&parts->env.wheel);
	log_set_metrics(parts->env.log, NULL);
	metrics_free(&parts->env.metrics);
	passwords_free(&parts->passwords); /* with no call and no timer left to run meanwhile */
}

static bool start_outside(struct process *process)
{
	struct parts *parts = &process->parts;
	parts->outside = outside_new(&parts->env, process->arena, &process->reason);
	return parts->outside != NULL;
}

static void stop_outside(struct process *process)
{
	outside_free(&process->parts.outside);
}

static bool start_pictures(struct process *process)
{
	process->parts.pictures = pictures_new(&process->parts.env);
	process->reason = "out of memory";
	return process->parts.pictures != NULL;
}

static void stop_pictures(struct process *process)
{
	pictures_free(&process->parts.pictures);
}

static bool start_db(struct process *process)
{
	process->reason = "database must be a PostgreSQL connection string; set --database";
	if (!*process->parts.env.settings->database)
		return false;
	process->parts.db = db_new(&process->parts);
	return process->parts.db != NULL;
}

static void stop_db(struct process *process)
{
	db_close(process->parts.db);
	db_free(&process->parts.db);
}

static bool start_tenants(struct process *process)
{
	process->parts.tenants = tenants_new(&process->parts);
	process->reason = "out of memory";
	return process->parts.tenants != NULL;
}

static void stop_tenants(struct process *process)
{
	tenants_free(&process->parts.tenants);
}

static bool start_refused(struct process *process)
{
	process->parts.refused = refused_new(&process->parts);
	process->reason = "out of memory";
	return process->parts.refused != NULL;
}

static void stop_refused(struct process *process)
{
	refused_free(&process->parts.refused);
}

static bool start_mail(struct process *process)
{
	process->parts.mail = mail_new(&process->parts, &process->reason);
	return process->parts.mail != NULL;
}

static void stop_mail(struct process *process)
{
	mail_free(&process->parts.mail);
}

static bool start_store(struct process *process)
{
	process->parts.store = store_new(&process->parts, process->arena, &process->reason);
	return process->parts.store != NULL;
}

static void stop_store(struct process *process)
{
	store_free(&process->parts.store);
}

static bool start_scan(struct process *process)
{
	process->parts.scan = scan_new(&process->parts.env, &process->reason);
	return process->parts.scan != NULL;
}

static void stop_scan(struct process *process)
{
	scan_free(&process->parts.scan);
}

static bool start_bus(struct process *process)
{
	return bus_start(&process->parts, process->arena, &process->reason) == ERR_NONE;
}

static void stop_bus(struct process *process)
{
	bus_stop(&process->parts);
}

static bool start_sockets(struct process *process)
{
	process->parts.sockets = sockets_new(&process->parts);
	process->reason = "out of memory";
	return process->parts.sockets != NULL;
}

static void stop_sockets(struct process *process)
{
	sockets_free(&process->parts.sockets);
}

static bool start_spool(struct process *process)
{
	const char *folder = process->parts.env.settings->spool;
	if (*folder)
		process->spool = spool_new(&process->parts.env, process->parts.keyring, folder);
	process->reason = "the spool's thread cannot start";
	return !*folder || process->spool;
}

static void stop_spool(struct process *process)
{
	spool_free(&process->spool);
}

static bool start_writer(struct process *process)
{
	for (size_t i = 0; services[i]; i++)
		if (services[i]->stored)
			process->parts.writer = writer_new(&process->parts, process->spool,
				services[i]->stored, services[i]->kept);
	process->reason = "the writer cannot start: no service takes what it stores";
	return process->parts.writer != NULL;
}

static void stop_writer(struct process *process)
{
	writer_close(process->parts.writer);
	writer_free(&process->parts.writer);
}

static bool start_services(struct process *process)
{
	process->reason = "a service cannot start";
	for (size_t i = 0; services[i]; i++) {
		if (services[i]->start && services[i]->start(&process->parts) != ERR_NONE)
			return false;
		process->services_started++;
	}
	return true;
}

static void stop_services(struct process *process)
{
	while (process->services_started--)
		if (services[process->services_started]->stop)
			services[process->services_started]->stop(&process->parts);
}

static bool start_jobs(struct process *process)
{
	process->parts.jobs = jobs_new(&process->parts);
	process->reason = "out of memory";
	return process->parts.jobs != NULL;
}

static void stop_jobs(struct process *process)
{
	jobs_free(&process->parts.jobs);
}

static bool start_front(struct process *process)
{
	process->front = front_new(&process->parts, process->arena, &process->reason);
	return process->front != NULL;
}

static void stop_front(struct process *process)
{
	front_free(&process->front);
}

static const struct {
	bool (*start)(struct process *process);
	void (*stop)(struct process *process);
} stages[] = {
	{start_log, stop_log},
	{start_keys, stop_keys},
	{start_loop, stop_loop},
	{start_tables, stop_tables},
	{start_outside, stop_outside},
	{start_pictures, stop_pictures},
	{start_db, stop_db},
	{start_tenants, stop_tenants},
	{start_refused, stop_refused},
	{start_mail, stop_mail},
	{start_store, stop_store},
	{start_scan, stop_scan},
	{start_bus, stop_bus},
	{start_sockets, stop_sockets},
	{start_spool, stop_spool},
	{start_writer, stop_writer},
	{start_services, stop_services},
	{start_jobs, stop_jobs},
	{start_front, stop_front},
};

enum { STAGE_COUNT = sizeof(stages) / sizeof(stages[0]) };

/* --- what the supervisor is told -------------------------------------------------------- */
static void look_whether_ready(struct timer *timer)
{
	struct process *process = CONTAINER_OF(timer, struct process, ready_look);
	if (process->parts.env.is_draining)
		return;
	const struct db *db = process->parts.db;
	if (db_is_connected(db) && db_knows_time(db) && refused_are_counted(process->parts.refused))
		seat_say(process->parts.post, SEAT_READY);
	else
		wheel_set(process->parts.env.wheel, timer, READY_LOOK_MS, look_whether_ready);
}

/* The loop turns: the supervisor starts the process anew when this stops. */
static void feed_watchdog(struct timer *timer)
{
	struct process *process = CONTAINER_OF(timer, struct process, watchdog);
	seat_beat(process->parts.post);
	wheel_set(process->parts.env.wheel, timer, SEAT_BEAT_MS, feed_watchdog);
}

/* What a burst took, or a time without PostgreSQL. */
static void tidy(struct timer *timer)
{
	struct process *process = CONTAINER_OF(timer, struct process, tidying);
	process->idle_size = memory_tidy(process->idle_size);
	wheel_set(process->parts.env.wheel, timer, TIDY_MS, tidy);
}

static void begin_to_say(struct process *process)
{
	struct wheel *wheel = process->parts.env.wheel;
	seat_say(process->parts.post, SEAT_LISTENING);
	wheel_set(wheel, &process->ready_look, 0, look_whether_ready);
	wheel_set(wheel, &process->watchdog, 0, feed_watchdog);
	wheel_set(wheel, &process->tidying, TIDY_MS, tidy);
}

/* --- draining ---------------------------------------------------------------------------- */
static bool is_drained(const struct process *process)
{
	const struct parts *parts = &process->parts;
	bool is_stored = writer_is_drained(parts->writer); /* it hurries, whatever else runs */
	return is_stored && front_is_idle(process->front) && calls_running(parts->calls) == 0;
}

static void look_whether_drained(struct timer *timer)
{
	struct process *process = CONTAINER_OF(timer, struct process, drain_look);
	front_close_idle(process->front);
	if (is_drained(process) || env_now_ms(&process->parts.env) >= process->drain_end_ms)
		uv_stop(&process->loop);
	else
		wheel_set(process->parts.env.wheel, timer, DRAIN_LOOK_MS, look_whether_drained);
}

static void drain(uv_signal_t *signal, int number)
{
	struct process *process = signal->data;
	struct parts *parts = &process->parts;
	if (parts->env.is_draining)
		return;
	parts->env.is_draining = true;
	seat_say(process->parts.post, SEAT_DRAINING);
	process->drain_end_ms = env_now_ms(&parts->env) + parts->env.drain_ms;
	log_say(parts->env.log, LOG_INFO, "draining",
		LOG_F_NUMBER("calls", calls_running(parts->calls)),
		LOG_F_NUMBER("unstored", writer_pending(parts->writer)));
	front_stop_accepting(process->front);
	ws_send_all_away(parts->sockets);
	outside_drain(parts->outside);
	look_whether_drained(&process->drain_look);
}

static void watch_signals(struct process *process)
{
	(void)uv_signal_init(&process->loop, &process->terminate);
	(void)uv_signal_init(&process->loop, &process->interrupt);
	process->terminate.data = process->interrupt.data = process;
	(void)uv_signal_start(&process->terminate, drain, SIGTERM);
	(void)uv_signal_start(&process->interrupt, drain, SIGINT);
}

static void forget_signals(struct process *process)
{
	uv_close((uv_handle_t *)&process->terminate, NULL);
	uv_close((uv_handle_t *)&process->interrupt, NULL);
}

static void work(struct process *process)
{
	struct parts *parts = &process->parts;
	watch_signals(process);
	begin_to_say(process);
	log_say(parts->env.log, LOG_INFO, "serving");
	(void)uv_run(&process->loop, UV_RUN_DEFAULT);
	log_say(parts->env.log, LOG_INFO, "ending",
		LOG_F_NUMBER("unstored", writer_pending(parts->writer)));
	forget_signals(process);
}

static int serve(struct process *process)
{
	size_t started = 0;
	while (started < STAGE_COUNT && stages[started].start(process))
		started++;
	if (started == STAGE_COUNT)
		work(process);
	else
		last_words("frontdesk: %s", process->reason);
	for (size_t i = started; i > 0; i--)
		stages[i - 1].stop(process);
	return started == STAGE_COUNT ? 0 : 1;
}

/* The supervisor's limit, since it kills by it; one of a version before this has none. */
static uint64_t drain_ms(const struct settings *settings, const struct post *post)
{
	uint64_t seconds = post->seats->drain_seconds;
	return (seconds ? seconds : (uint64_t)settings->drain_seconds) * 1000;
}

/* What rooms answer themselves, beside the services. */
static const struct route_table *const room_routes[] = {&health_routes, &event_routes, NULL};

int serve_as_worker(struct arena *arena, const struct settings *settings, const struct post *post)
{
	struct process process = {
		.parts.env = {.settings = settings, .drain_ms = drain_ms(settings, post)},
		.parts.post = post,
		.parts.routes = room_routes,
		.arena = arena,
	};
	harden();
	return serve(&process);
}
