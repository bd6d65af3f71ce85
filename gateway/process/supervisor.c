/*
 * The supervisor's one loop: it waits for a signal or the next thing that is due, and then looks at
 * everything. Signals only wake it (SIGUSR1 is a worker that has got further); what is so is read
 * from waitpid and from the seats, so that none can be missed.
 */
#include "process/supervisor_private.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/last_words.h"
#include "call/limit.h"
#include "loop/census.h"
#include "process/service_manager.h"

enum { START_AGAIN_MS = 1000 };

uint64_t supervisor_now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

typedef void (*child_fn)(struct supervisor *supervisor, struct child *child);

static void for_each_child(struct supervisor *supervisor, child_fn run)
{
	for (size_t i = 0; i < supervisor->worker_count; i++)
		for (size_t k = 0; k < SEATS_PER_WORKER; k++)
			if (supervisor->workers[i].children[k].pid)
				run(supervisor, &supervisor->workers[i].children[k]);
}

/* --- the end ------------------------------------------------------------------------------- */
static void ask_child(struct supervisor *supervisor, struct child *child)
{
	supervisor_ask(supervisor, child);
}

static void kill_child(struct supervisor *supervisor, struct child *child)
{
	(void)kill(child->pid, SIGKILL);
}

static void kill_overdue(struct supervisor *supervisor, struct child *child)
{
	if (!child->kill_at_ms || child->kill_at_ms > supervisor_now_ms())
		return;
	kill_child(supervisor, child);
	child->kill_at_ms = supervisor_kill_at_ms(supervisor);
	log_say(supervisor->log, LOG_WARN, "worker is killed: it did not drain in time",
		LOG_F_NUMBER("pid", child->pid));
}

void supervisor_end(struct supervisor *supervisor, int status)
{
	supervisor->is_ending = true;
	supervisor->status = status;
	__atomic_store_n(&supervisor->seats->is_ending, 1, __ATOMIC_RELAXED);
	service_manager_say("STOPPING=1");
	for (size_t i = 0; i < supervisor->worker_count; i++)
		supervisor->workers[i].start_at_ms = 0;
	supervisor_close_all_sockets(supervisor);
	for_each_child(supervisor, ask_child);
}

static bool has_children(const struct supervisor *supervisor)
{
	for (size_t i = 0; i < supervisor->worker_count; i++)
		for (size_t k = 0; k < SEATS_PER_WORKER; k++)
			if (supervisor->workers[i].children[k].pid)
				return true;
	return false;
}

/* --- deaths -------------------------------------------------------------------------------- */
/* At the first start, what makes a worker refuse will not pass by itself: it has said the reason.
 */
static bool is_hopeless(const struct supervisor *supervisor, enum seat_state state, int status)
{
	return !supervisor->has_listened && state == SEAT_STARTING && WIFEXITED(status) &&
	       WEXITSTATUS(status) != 0;
}

static void child_died(
	struct supervisor *supervisor, size_t worker, size_t seat, int status, uint64_t lived_ms)
{
	struct worker *place = &supervisor->workers[worker];
	bool was_current = place->current == seat;
	if (supervisor->is_ending)
		return;
	if (place->fresh == seat)
		supervisor_roll_failed(supervisor, worker);
	if (!was_current)
		return;
	place->current = SEAT_NONE;
	if (is_hopeless(supervisor, seat_state(seat_at(supervisor->seats, worker, seat)), status)) {
		supervisor_end(supervisor, 1);
		return;
	}
	if (WIFSIGNALED(status) || WEXITSTATUS(status) != 0)
		__atomic_add_fetch(&supervisor->seats->restarts[worker], 1, __ATOMIC_RELAXED);
	if (place->fresh == SEAT_NONE)
		supervisor_schedule(supervisor, worker, lived_ms);
}

/* --- what the workers say ------------------------------------------------------------------ */
/* One that drains of itself (SIGTERM to it alone) is replaced while it does. */
static void note_state(struct supervisor *supervisor, size_t worker)
{
	struct worker *place = &supervisor->workers[worker];
	if (place->current == SEAT_NONE)
		return;
	enum seat_state state = seat_state(seat_at(supervisor->seats, worker, place->current));
	if (state >= SEAT_LISTENING)
		supervisor->has_listened = true;
	if (state != SEAT_DRAINING)
		return;
	struct child *child = &place->children[place->current];
	child->kill_at_ms = supervisor_kill_at_ms(supervisor);
	place->current = SEAT_NONE;
	if (place->fresh == SEAT_NONE)
		place->start_at_ms = supervisor_now_ms();
}

static bool all_listen(const struct supervisor *supervisor)
{
	for (size_t i = 0; i < supervisor->worker_count; i++) {
		size_t seat = supervisor->workers[i].current;
		if (seat == SEAT_NONE ||
			seat_state(seat_at(supervisor->seats, i, seat)) < SEAT_LISTENING)
			return false;
	}
	return true;
}

static void announce(struct supervisor *supervisor)
{
	if (supervisor->is_announced || !all_listen(supervisor))
		return;
	supervisor->is_announced = true;
	service_manager_say("READY=1");
	log_say(supervisor->log, LOG_INFO, "all workers serve",
		LOG_F_NUMBER("workers", supervisor->worker_count));
}

/* --- starting what is due ------------------------------------------------------------------ */
/* The first worker goes ahead: what is wrong with the settings is then said once, and a binary that
 * cannot be run ends the whole. */
static void start_due(struct supervisor *supervisor, size_t worker)
{
	struct worker *place = &supervisor->workers[worker];
	bool is_due = place->start_at_ms && place->start_at_ms <= supervisor_now_ms();
	if (!is_due || (worker > 0 && !supervisor->has_listened))
		return;
	place->start_at_ms = 0;
	place->current = supervisor_start(supervisor, worker);
	if (place->current == SEAT_NONE && !supervisor->has_listened)
		supervisor_end(supervisor, 1);
	else if (place->current == SEAT_NONE)
		supervisor_schedule(supervisor, worker, 0);
}

static void look_at_loops(struct supervisor *supervisor)
{
	if (supervisor_now_ms() < supervisor->look_at_ms)
		return;
	supervisor->look_at_ms = supervisor_now_ms() + SUPERVISOR_LOOK_MS;
	for (size_t i = 0; i < supervisor->worker_count; i++)
		for (size_t k = 0; k < SEATS_PER_WORKER; k++)
			if (supervisor->workers[i].children[k].pid)
				supervisor_look_at_loop(supervisor, i, k);
}

static void look_at_everything(struct supervisor *supervisor)
{
	if (!supervisor->is_ending)
		for (size_t i = 0; i < supervisor->worker_count; i++)
			note_state(supervisor, i);
	supervisor_reap(supervisor, child_died);
	if (!supervisor->is_ending) {
		announce(supervisor);
		supervisor_roll(supervisor);
		for (size_t i = 0; i < supervisor->worker_count; i++)
			start_due(supervisor, i);
	}
	for_each_child(supervisor, kill_overdue);
	look_at_loops(supervisor);
}

/* --- waiting ------------------------------------------------------------------------------- */
static void earlier(uint64_t *due_ms, uint64_t other_ms)
{
	if (other_ms && other_ms < *due_ms)
		*due_ms = other_ms;
}

static uint64_t next_due_ms(const struct supervisor *supervisor, uint64_t now_ms)
{
	uint64_t due_ms = supervisor->look_at_ms;
	uint64_t watchdog_ms = service_manager_watchdog_ms();
	earlier(&due_ms, watchdog_ms ? now_ms + watchdog_ms : 0);
	earlier(&due_ms, supervisor->roll.step == ROLL_STARTING ? supervisor->roll.give_up_ms : 0);
	earlier(&due_ms, supervisor->roll.step == ROLL_BEGINNING ? now_ms + START_AGAIN_MS : 0);
	for (size_t i = 0; i < supervisor->worker_count; i++) {
		const struct worker *place = &supervisor->workers[i];
		if (i == 0 || supervisor->has_listened)
			earlier(&due_ms, place->start_at_ms);
		for (size_t k = 0; k < SEATS_PER_WORKER; k++)
			if (place->children[k].pid)
				earlier(&due_ms, place->children[k].kill_at_ms);
	}
	return due_ms;
}

/* The next signal; below 0 when there is something else to do. */
static int await_signal(const struct supervisor *supervisor)
{
	uint64_t now_ms = supervisor_now_ms();
	uint64_t due_ms = next_due_ms(supervisor, now_ms);
	uint64_t wait_ms = due_ms > now_ms ? due_ms - now_ms : 0;
	struct timespec wait = {(time_t)(wait_ms / 1000), (long)(wait_ms % 1000) * 1000000};
	return sigtimedwait(&supervisor->signals, NULL, &wait);
}

static void take_signal(struct supervisor *supervisor, int number)
{
	bool is_end = number == SIGTERM || number == SIGINT;
	if (number == SIGHUP)
		supervisor->roll.is_wanted = true;
	if (is_end && supervisor->is_ending) {
		for_each_child(supervisor, kill_child);
	} else if (is_end) {
		supervisor_end(supervisor, 0);
		log_say(supervisor->log, LOG_INFO, "ending: all workers drain");
	}
}

/* All that have come: a service manager tells supervisor and workers at once to end, and none that
 * drains then may be replaced. */
static void take_signals(struct supervisor *supervisor)
{
	static const struct timespec at_once = {0, 0};
	int number = await_signal(supervisor);
	while (number > 0) {
		take_signal(supervisor, number);
		number = sigtimedwait(&supervisor->signals, NULL, &at_once);
	}
}

static void run(struct supervisor *supervisor)
{
	do {
		look_at_everything(supervisor);
		if (supervisor->is_ending && !has_children(supervisor))
			break;
		take_signals(supervisor);
		service_manager_say("WATCHDOG=1");
	} while (true);
}

/* --- the beginning ------------------------------------------------------------------------- */
static void block_signals(struct supervisor *supervisor)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1};
	(void)sigemptyset(&supervisor->signals);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		(void)signal(numbers[i], SIG_DFL); /* nohup, for one, ignores SIGHUP */
		(void)sigaddset(&supervisor->signals, numbers[i]);
	}
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a limit of file sizes is a full disk, and no end */
	(void)sigprocmask(SIG_BLOCK, &supervisor->signals, &supervisor->mask);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		(void)sigdelset(&supervisor->mask, numbers[i]);
}

/* Those for mail stand behind the others: a worker knows them by their address. */
static bool read_listeners(struct supervisor *supervisor, const char **ret_reason)
{
	const struct settings *settings = supervisor->settings;
	struct arena *arena = supervisor->arena;
	const char *both = settings->listen;
	if (*settings->lmtp_listen) {
		if (!listener_read(
			    arena, settings->lmtp_listen, &supervisor->listeners, ret_reason)) {
			*ret_reason = arena_string(arena, "lmtp_%s", *ret_reason);
			return false;
		}
		both = arena_string(arena, "%s, %s", settings->listen, settings->lmtp_listen);
	}
	return listener_read(arena, both, &supervisor->listeners, ret_reason);
}

static bool prepare(struct supervisor *supervisor, const char **ret_reason)
{
	if (!read_listeners(supervisor, ret_reason))
		return false;
	*ret_reason = "log_level must be debug, info, warn or error";
	supervisor->log = log_named(supervisor->settings->log_level);
	if (!supervisor->log || !supervisor_find_binary(supervisor, ret_reason))
		return false;
	*ret_reason = "the log's thread cannot start";
	if (!log_start_thread(supervisor->log))
		return false;
	*ret_reason = "the memory that the workers share cannot be had";
	supervisor->seats = seats_new(supervisor->worker_count, &supervisor->memory.seats);
	supervisor->limits = limits_share(&limit_rates, &supervisor->memory.limits);
	supervisor->census =
		census_new(supervisor->worker_count * SEATS_PER_WORKER, &supervisor->memory.census);
	if (!supervisor->seats || !supervisor->limits || !supervisor->census)
		return false;
	supervisor->seats->drain_seconds = (uint32_t)supervisor->settings->drain_seconds;
	for (size_t i = 0; i < supervisor->worker_count; i++) {
		struct worker *place = &supervisor->workers[i];
		*place = (struct worker){.current = SEAT_NONE,
			.fresh = SEAT_NONE,
			.start_at_ms = supervisor_now_ms()};
		supervisor_forget_sockets(place);
	}
	for (size_t i = 0; i < supervisor->worker_count; i++)
		if (!supervisor_open_sockets(supervisor, i, ret_reason))
			return false;
	return true;
}

int supervise(struct arena *arena, const struct settings *settings, size_t count)
{
	const char *reason = "";
	struct supervisor supervisor = {
		.arena = arena,
		.settings = settings,
		.pid = getpid(),
		.worker_count = count,
		.workers = arena_array(arena, count, sizeof(struct worker)),
	};
	block_signals(&supervisor);
	supervisor_copy_environment(&supervisor);
	if (prepare(&supervisor, &reason)) {
		log_say(supervisor.log, LOG_INFO, "supervising", LOG_F_NUMBER("workers", count));
		run(&supervisor);
	} else {
		last_words("frontdesk: %s", reason);
		supervisor_close_all_sockets(&supervisor);
		supervisor.status = 1;
	}
	log_free(&supervisor.log);
	return supervisor.status;
}
