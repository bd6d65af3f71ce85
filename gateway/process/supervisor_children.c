/* A worker's processes: started, asked to end, buried. */
#include "process/supervisor_private.h"

#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/last_words.h"
#include "loop/census.h"

/* --- starting ------------------------------------------------------------------------------ */
void supervisor_copy_environment(struct supervisor *supervisor)
{
	size_t count = 0;
	while (environ[count])
		count++;
	supervisor->environment = arena_array(supervisor->arena, count + 2, sizeof(char *));
	memcpy(supervisor->environment, environ, count * sizeof(char *));
	supervisor->environment[count] = supervisor->post;
}

/* Not by fork: that copies locks which other threads hold, the log's among them, and nobody in the
 * child ever gives them back. 0 or the number of an error, also of the exec. */
static int spawn(struct supervisor *supervisor, const struct post *post, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	seat_write_post(post, &supervisor->memory, supervisor->post);
	int error = posix_spawn_file_actions_init(&actions);
	if (error)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (!error) {
		(void)posix_spawnattr_setsigmask(&attributes, &supervisor->mask);
		(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
		error = seat_hand_on(post, &supervisor->memory, &actions);
		if (!error)
			error = posix_spawn(ret_pid, supervisor->binary, &actions, &attributes,
				supervisor->settings->command_line, supervisor->environment);
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return error;
}

static size_t find_free_seat(const struct worker *worker)
{
	size_t seat = 0;
	while (seat < SEATS_PER_WORKER && worker->children[seat].pid)
		seat++;
	return seat < SEATS_PER_WORKER ? seat : SEAT_NONE;
}

bool supervisor_has_seat(const struct supervisor *supervisor, size_t worker)
{
	return find_free_seat(&supervisor->workers[worker]) != SEAT_NONE;
}

/* At the first start it is the end, and whoever started this reads it beside the other reasons. */
static void say_cannot_start(const struct supervisor *supervisor, size_t worker, int error)
{
	log_say(supervisor->log, LOG_ERROR, "a worker cannot be started",
		LOG_F_NUMBER("worker", worker), LOG_F_WORD("cause", strerrorname_np(error)));
	if (!supervisor->has_listened)
		last_words("frontdesk: a worker cannot be started: %s: %s", supervisor->binary,
			strerror(error));
}

size_t supervisor_start(struct supervisor *supervisor, size_t worker)
{
	struct worker *place = &supervisor->workers[worker];
	size_t seat = find_free_seat(place);
	const char *reason = "";
	if (seat == SEAT_NONE)
		return SEAT_NONE;
	if (!supervisor_open_sockets(supervisor, worker, &reason)) {
		log_say(supervisor->log, LOG_ERROR, "the port cannot be opened again",
			LOG_F_NUMBER("worker", worker));
		return SEAT_NONE;
	}
	struct post post = {
		.seats = supervisor->seats,
		.worker = worker,
		.seat = seat,
		.socket_count = supervisor->listeners.count,
		.supervisor = supervisor->pid,
	};
	memcpy(post.sockets, place->sockets, sizeof(post.sockets));
	seat_set_state(seat_at(supervisor->seats, worker, seat), SEAT_STARTING);
	pid_t pid;
	int error = spawn(supervisor, &post, &pid);
	if (error) {
		seat_set_state(seat_at(supervisor->seats, worker, seat), SEAT_FREE);
		say_cannot_start(supervisor, worker, error);
		return SEAT_NONE;
	}
	place->children[seat] = (struct child){.pid = pid, .started_ms = supervisor_now_ms()};
	log_say(supervisor->log, LOG_INFO, "worker started", LOG_F_NUMBER("worker", worker),
		LOG_F_NUMBER("pid", pid));
	return seat;
}

static uint32_t random_number(void)
{
	uint32_t number = 0;
	return getrandom(&number, sizeof(number), 0) == sizeof(number) ? number : UINT32_MAX;
}

/* While nobody is about to accept, its sockets are closed: new connections go to the others. */
void supervisor_schedule(struct supervisor *supervisor, size_t worker, uint64_t lived_ms)
{
	struct worker *place = &supervisor->workers[worker];
	uint64_t wait_ms = backoff_next_ms(&place->backoff, lived_ms, random_number());
	place->start_at_ms = supervisor_now_ms() + wait_ms;
	if (wait_ms == 0)
		return;
	supervisor_close_sockets(supervisor, worker);
	log_say(supervisor->log, LOG_WARN, "worker waits before it is started again",
		LOG_F_NUMBER("worker", worker), LOG_F_NUMBER("deaths", place->backoff.deaths),
		LOG_F_NUMBER("wait_ms", wait_ms));
}

/* --- ending -------------------------------------------------------------------------------- */
uint64_t supervisor_kill_at_ms(const struct supervisor *supervisor)
{
	uint64_t drain_ms = (uint64_t)supervisor->settings->drain_seconds * 1000;
	return supervisor_now_ms() + drain_ms + drain_ms / 4;
}

void supervisor_ask(const struct supervisor *supervisor, struct child *child)
{
	if (!child->pid || child->kill_at_ms)
		return;
	child->kill_at_ms = supervisor_kill_at_ms(supervisor);
	(void)kill(child->pid, SIGTERM);
}

void supervisor_look_at_loop(struct supervisor *supervisor, size_t worker, size_t seat)
{
	struct child *child = &supervisor->workers[worker].children[seat];
	const struct seat *place = seat_at(supervisor->seats, worker, seat);
	enum seat_state state = seat_state(place);
	uint32_t beats = __atomic_load_n(&place->beats, __ATOMIC_RELAXED);
	bool is_same = state == child->state && beats == child->beats && state != SEAT_DRAINING;
	bool is_starting = state == SEAT_STARTING;
	child->still = is_same ? child->still + 1 : 0;
	child->state = state;
	child->beats = beats;
	if (child->still < (is_starting ? SUPERVISOR_STARTS_MAX : SUPERVISOR_LOOKS_MAX))
		return;
	child->still = 0;
	(void)kill(child->pid, SIGKILL);
	log_say(supervisor->log, LOG_ERROR,
		is_starting ? "worker is killed: it does not begin to listen"
			    : "worker is killed: its loop does not turn",
		LOG_F_NUMBER("worker", worker), LOG_F_NUMBER("pid", child->pid));
}

/* One that was asked to end before it took signals dies of the request. */
static bool is_usual_end(const struct child *child, int status)
{
	if (WIFSIGNALED(status))
		return child->kill_at_ms && WTERMSIG(status) == SIGTERM;
	return WEXITSTATUS(status) == 0;
}

static void say_death(const struct supervisor *supervisor, size_t worker, const struct child *child,
	int status, uint64_t lived_ms)
{
	struct log_field how = WIFSIGNALED(status)
				       ? LOG_F_WORD("signal", sigabbrev_np(WTERMSIG(status)))
				       : LOG_F_NUMBER("status", WEXITSTATUS(status));
	enum log_level level = is_usual_end(child, status) ? LOG_INFO : LOG_WARN;
	log_say(supervisor->log, level, "worker ended", LOG_F_NUMBER("worker", worker),
		LOG_F_NUMBER("pid", child->pid), how, LOG_F_NUMBER("lived_ms", lived_ms));
}

static void bury(struct supervisor *supervisor, pid_t pid, int status, supervisor_died_fn died)
{
	for (size_t worker = 0; worker < supervisor->worker_count; worker++)
		for (size_t seat = 0; seat < SEATS_PER_WORKER; seat++) {
			struct child *child = &supervisor->workers[worker].children[seat];
			if (child->pid != pid)
				continue;
			uint64_t lived_ms = supervisor_now_ms() - child->started_ms;
			say_death(supervisor, worker, child, status, lived_ms);
			child->pid = 0;
			census_clear(supervisor->census, seat_column(worker, seat));
			died(supervisor, worker, seat, status, lived_ms);
			seat_set_state(seat_at(supervisor->seats, worker, seat), SEAT_FREE);
			return;
		}
}

void supervisor_reap(struct supervisor *supervisor, supervisor_died_fn died)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		bury(supervisor, pid, status, died);
}
