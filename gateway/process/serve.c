/*
 * A worker: the process from its start to its end. The parts are started in the order of a
 * table, each with what makes it fail, and stopped in reverse. SIGTERM and SIGINT drain: nothing
 * new is accepted, sockets are told to go elsewhere, running calls and unstored messages are
 * finished, at most drain_seconds long. Each worker is such a process, under supervisor.c.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <uv.h>

#include "auth/password.h"
#include "auth/proofs.h"
#include "base/last_words.h"
#include "bus/bus.h"
#include "call/call_start.h"
#include "call/service.h"
#include "crypto/vault.h"
#include "process/gateway.h"
#include "process/seat_metrics.h"
#include "process/serve.h"
#include "sockets/server.h"
#include "spool/spool.h"

enum { DRAIN_LOOK_MS = 50, READY_LOOK_MS = 50, CLOSE_TURNS_MAX = 1000 };

struct process {
	struct gateway gateway;
	uv_loop_t loop;
	uv_signal_t terminate, interrupt;
	uv_prepare_t resting;
	struct timer drain_look, ready_look, watchdog;
	uint64_t drain_end_ms;
	size_t services_started;
	struct arena *arena;
	const char *reason; /* why a part did not start */
};

/* --- the process itself ------------------------------------------------------------------ */
/* No core holds plaintext or keys; a reader that leaves is an error, not a signal. */
static void harden(void)
{
	const struct rlimit no_core = {0, 0};
	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a limit of file sizes is a full disk, and no end */
	(void)signal(SIGHUP, SIG_IGN);  /* a terminal's; the supervisor acts on it */
}

/* --- parts, in order --------------------------------------------------------------------- */
static bool start_log(struct process *process)
{
	struct gateway *gateway = &process->gateway;
	gateway->env.log = log_named(gateway->env.settings->log_level);
	if (gateway->env.log)
		log_set_worker(gateway->env.log, gateway->worker);
	process->reason = gateway->env.log ? "the log's thread cannot start"
					   : "log_level must be debug, info, warn or error";
	return gateway->env.log && log_start_thread(gateway->env.log);
}

static void stop_log(struct process *process)
{
	log_free(&process->gateway.env.log);
}

static bool start_keys(struct process *process)
{
	return keyring_load(process->gateway.env.settings->keys, process->arena,
		       &process->gateway.keyring, &process->reason) == ERR_NONE;
}

static void stop_keys(struct process *process)
{
	keyring_free(&process->gateway.keyring);
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
	process->gateway.env.loop = &process->loop;
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
static struct limits *find_limits(const struct gateway *gateway)
{
	if (gateway->post && gateway->post->limits)
		return gateway->post->limits;
	if (gateway->post)
		log_say(gateway->env.log, LOG_WARN,
			"rate limits are this worker's own: its supervisor is of another version");
	return limits_new();
}

static bool start_tables(struct process *process)
{
	struct gateway *gateway = &process->gateway;
	gateway->env.metrics = seat_metrics(gateway->post);
	log_set_metrics(gateway->env.log, gateway->env.metrics);
	gateway->env.wheel = wheel_new(gateway->env.loop);
	gateway->calls = calls_new(gateway);
	gateway->limits = gateway->env.settings->rate_limits ? find_limits(gateway) : NULL;
	gateway->hub = hub_new();
	gateway->passwords = passwords_new(gateway);
	gateway->proofs = proofs_new();
	process->reason = "out of memory";
	return gateway->env.metrics && gateway->env.wheel &&
	       (gateway->limits || !gateway->env.settings->rate_limits);
}

static void stop_tables(struct process *process)
{
	struct gateway *gateway = &process->gateway;
	proofs_free(&gateway->proofs);
	hub_free(&gateway->hub);
	limits_free(&gateway->limits);
	calls_free(&gateway->calls);
	wheel_free(&gateway->env.wheel);
	log_set_metrics(gateway->env.log, NULL);
	metrics_free(&gateway->env.metrics);
	passwords_free(&gateway->passwords); /* with no call and no timer left to run meanwhile */
}

static bool start_db(struct process *process)
{
	process->reason = "database must be a PostgreSQL connection string; set --database";
	if (!*process->gateway.env.settings->database)
		return false;
	process->gateway.db = db_new(&process->gateway);
	return process->gateway.db != NULL;
}

static void stop_db(struct process *process)
{
	db_close(process->gateway.db);
	db_free(&process->gateway.db);
}

static bool start_tenants(struct process *process)
{
	process->gateway.tenants = tenants_new(&process->gateway);
	process->reason = "out of memory";
	return process->gateway.tenants != NULL;
}

static void stop_tenants(struct process *process)
{
	tenants_free(&process->gateway.tenants);
}

static bool start_bus(struct process *process)
{
	return bus_start(&process->gateway, process->arena, &process->reason) == ERR_NONE;
}

static void stop_bus(struct process *process)
{
	bus_stop(&process->gateway);
}

static bool start_sockets(struct process *process)
{
	process->gateway.sockets = sockets_new(&process->gateway);
	process->reason = "out of memory";
	return process->gateway.sockets != NULL;
}

static void stop_sockets(struct process *process)
{
	sockets_free(&process->gateway.sockets);
}

static bool start_spool(struct process *process)
{
	const char *folder = process->gateway.env.settings->spool;
	if (*folder)
		process->gateway.spool = spool_new(&process->gateway, folder);
	process->reason = "the spool's thread cannot start";
	return !*folder || process->gateway.spool;
}

static void stop_spool(struct process *process)
{
	spool_free(&process->gateway.spool);
}

static bool start_writer(struct process *process)
{
	for (size_t i = 0; services[i]; i++)
		if (services[i]->stored)
			process->gateway.writer = writer_new(
				&process->gateway, services[i]->stored, services[i]->kept);
	process->reason = "the writer cannot start: no service takes what it stores";
	return process->gateway.writer != NULL;
}

static void stop_writer(struct process *process)
{
	writer_close(process->gateway.writer);
	writer_free(&process->gateway.writer);
}

static bool start_services(struct process *process)
{
	process->reason = "a service cannot start";
	for (size_t i = 0; services[i]; i++) {
		if (services[i]->start && services[i]->start(&process->gateway) != ERR_NONE)
			return false;
		process->services_started++;
	}
	return true;
}

static void stop_services(struct process *process)
{
	while (process->services_started--)
		if (services[process->services_started]->stop)
			services[process->services_started]->stop(&process->gateway);
}

static bool start_server(struct process *process)
{
	process->gateway.server = server_new(&process->gateway, process->arena, &process->reason);
	return process->gateway.server != NULL;
}

static void stop_server(struct process *process)
{
	server_free(&process->gateway.server);
}

static const struct {
	bool (*start)(struct process *process);
	void (*stop)(struct process *process);
} parts[] = {
	{start_log, stop_log},
	{start_keys, stop_keys},
	{start_loop, stop_loop},
	{start_tables, stop_tables},
	{start_db, stop_db},
	{start_tenants, stop_tenants},
	{start_bus, stop_bus},
	{start_sockets, stop_sockets},
	{start_spool, stop_spool},
	{start_writer, stop_writer},
	{start_services, stop_services},
	{start_server, stop_server},
};

enum { PART_COUNT = sizeof(parts) / sizeof(parts[0]) };

/* --- what the supervisor is told -------------------------------------------------------- */
static void look_whether_ready(struct timer *timer)
{
	struct process *process = CONTAINER_OF(timer, struct process, ready_look);
	if (process->gateway.env.is_draining)
		return;
	const struct db *db = process->gateway.db;
	if (db_is_connected(db) && db_knows_time(db))
		seat_say(process->gateway.post, SEAT_READY);
	else
		wheel_set(process->gateway.env.wheel, timer, READY_LOOK_MS, look_whether_ready);
}

/* The loop turns: the supervisor starts the process anew when this stops. */
static void feed_watchdog(struct timer *timer)
{
	struct process *process = CONTAINER_OF(timer, struct process, watchdog);
	seat_beat(process->gateway.post);
	wheel_set(process->gateway.env.wheel, timer, SEAT_BEAT_MS, feed_watchdog);
}

static void begin_to_say(struct process *process)
{
	struct wheel *wheel = process->gateway.env.wheel;
	seat_say(process->gateway.post, SEAT_LISTENING);
	wheel_set(wheel, &process->ready_look, 0, look_whether_ready);
	wheel_set(wheel, &process->watchdog, 0, feed_watchdog);
}

/* --- draining ---------------------------------------------------------------------------- */
static bool is_drained(const struct process *process)
{
	const struct gateway *gateway = &process->gateway;
	bool is_stored = writer_is_drained(gateway->writer); /* it hurries, whatever else runs */
	return is_stored && server_is_idle(gateway->server) && calls_running(gateway->calls) == 0;
}

static void look_whether_drained(struct timer *timer)
{
	struct process *process = CONTAINER_OF(timer, struct process, drain_look);
	server_close_idle(process->gateway.server);
	if (is_drained(process) || env_now_ms(&process->gateway.env) >= process->drain_end_ms)
		uv_stop(&process->loop);
	else
		wheel_set(process->gateway.env.wheel, timer, DRAIN_LOOK_MS, look_whether_drained);
}

static void drain(uv_signal_t *signal, int number)
{
	struct process *process = signal->data;
	struct gateway *gateway = &process->gateway;
	if (gateway->env.is_draining)
		return;
	gateway->env.is_draining = true;
	seat_say(gateway->post, SEAT_DRAINING);
	process->drain_end_ms = env_now_ms(&gateway->env) + gateway->drain_ms;
	log_say(gateway->env.log, LOG_INFO, "draining",
		LOG_F_NUMBER("calls", calls_running(gateway->calls)),
		LOG_F_NUMBER("unstored", writer_pending(gateway->writer)));
	server_stop_accepting(gateway->server);
	ws_send_all_away(gateway);
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
	struct gateway *gateway = &process->gateway;
	watch_signals(process);
	begin_to_say(process);
	log_say(gateway->env.log, LOG_INFO, "serving");
	(void)uv_run(&process->loop, UV_RUN_DEFAULT);
	log_say(gateway->env.log, LOG_INFO, "ending",
		LOG_F_NUMBER("unstored", writer_pending(gateway->writer)));
	forget_signals(process);
}

static int serve(struct process *process)
{
	size_t started = 0;
	while (started < PART_COUNT && parts[started].start(process))
		started++;
	if (started == PART_COUNT)
		work(process);
	else
		last_words("frontdesk: %s", process->reason);
	for (size_t i = started; i > 0; i--)
		parts[i - 1].stop(process);
	return started == PART_COUNT ? 0 : 1;
}

/* The supervisor's limit, since it kills by it; one of a version before this has none. */
static uint64_t drain_ms(const struct settings *settings, const struct post *post)
{
	uint64_t seconds = post->seats->drain_seconds;
	return (seconds ? seconds : (uint64_t)settings->drain_seconds) * 1000;
}

int serve_as_worker(struct arena *arena, const struct settings *settings, const struct post *post)
{
	struct process process = {
		.gateway = {.env.settings = settings,
			.post = post,
			.worker = post->worker,
			.drain_ms = drain_ms(settings, post)},
		.arena = arena,
	};
	harden();
	return serve(&process);
}
