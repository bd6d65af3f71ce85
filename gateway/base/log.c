/*
 * The log. In a process that serves, lines go into a ring and a thread of the log's own writes
 * them: a reader that is slow, or has stopped, holds up that thread alone. Standard error is not
 * made non-blocking instead, since that would reach everybody who shares it, a terminal's shell
 * too. One mutex; the thread does not hold it while it writes. A fork would not take the thread
 * along: nobody forks, the supervisor spawns.
 */
#include "base/log.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/log_line.h"
#include "base/log_output.h"
#include "base/log_repeats.h"
#include "base/log_ring.h"
#include "base/metrics.h"

enum {
	KEPT_FOR_WARNINGS = LOG_RING_SIZE / 4, /* other lines leave them that much */
	TRY_AGAIN_MS = 1000,
	LAST_LINES_MS = 1000,
	ABORT_LOOKS = 200, /* a millisecond each */
	MS_IN_NS = 1000000
};

struct log {
	enum log_level least;
	bool has_worker;
	size_t worker;
	uv_mutex_t mutex;
	/* Under the mutex. */
	struct log_repeats repeats;
	struct metrics *metrics;
	uint64_t dropped;   /* lines, not said yet */
	uint64_t uncounted; /* the same, not in the metrics yet */
	/* With a thread, under the mutex too; `output` is the thread's own then. */
	struct log_ring ring;
	uv_cond_t wake, ended;
	bool has_thread, is_ending, has_ended, is_left;
	struct log_output output;
	uint32_t is_at_rest; /* everything is written; atomic */
	pthread_t thread;
};

static uint64_t now_ms(void)
{
	return uv_hrtime() / MS_IN_NS;
}

/* --- putting lines ------------------------------------------------------------------------- */
static void write_directly(struct log *log, struct text line)
{
	memcpy(log->output.data, line.data, line.size);
	log->output.size = line.size;
	/* A full disk or a closed pipe does not stop a command: there is nowhere left to say it. */
	(void)log_output_flush(&log->output);
}

static void put(struct log *log, enum log_level level, struct text line)
{
	if (!log->has_thread) {
		write_directly(log, line);
	} else if (log_ring_put(&log->ring, line, level >= LOG_WARN ? 0 : KEPT_FOR_WARNINGS)) {
		__atomic_store_n(&log->is_at_rest, 0, __ATOMIC_RELAXED);
		uv_cond_signal(&log->wake);
	} else {
		log->dropped++;
		log->uncounted++;
	}
}

static void open_line(
	const struct log *log, struct log_line *line, enum log_level level, const char *event)
{
	log_line_open(line, level, event);
	if (log->has_worker)
		log_line_add(line, &LOG_F_NUMBER("worker", log->worker));
}

static void put_number(struct log *log, enum log_level level, const char *event, struct text words,
	const char *name, uint64_t number)
{
	struct log_line line;
	open_line(log, &line, level, event);
	log_line_add_text(&line, words);
	log_line_add(&line, &LOG_F_NUMBER(name, number));
	put(log, level, log_line_close(&line));
}

/* Half empty, so that a reader who is always too slow does not hear of it all the time. */
static void say_drops(struct log *log)
{
	uint64_t dropped = log->dropped;
	if (dropped == 0 || log->ring.used > LOG_RING_SIZE / 2)
		return;
	log->dropped = 0;
	put_number(log, LOG_WARN, "log lines were dropped", TEXT(""), "number", dropped);
}

static void end_window(struct log *log)
{
	const struct log_kind *kind;
	size_t place = 0;
	while (log->repeats.hidden && log_repeats_next(&log->repeats, &place, &kind))
		put_number(log, kind->level, kind->event, text_from(kind->words), "repeated",
			kind->lines - log_repeats_most(kind->level));
	log_repeats_begin(&log->repeats, now_ms());
}

void log_write(
	struct log *log, enum log_level level, const char *event, const struct log_field *fields)
{
	if (!log || level < log->least)
		return;
	uv_mutex_lock(&log->mutex);
	if (now_ms() >= log->repeats.end_ms)
		end_window(log);
	if (log_repeats_take(&log->repeats, level, event, fields)) {
		struct log_line line;
		open_line(log, &line, level, event);
		for (; fields->type != LOG_END; fields++)
			log_line_add(&line, fields);
		put(log, level, log_line_close(&line));
	} else if (log->repeats.hidden == 1) {
		uv_cond_signal(&log->wake); /* the thread is to see the window's end */
	}
	if (log->metrics && log->uncounted) {
		metric_add(log->metrics, METRIC_LOG_DROPPED, (int64_t)log->uncounted);
		log->uncounted = 0;
	}
	uv_mutex_unlock(&log->mutex);
}

/* --- the thread ---------------------------------------------------------------------------- */
static void wait_for_lines(struct log *log)
{
	uint64_t now = now_ms(), end_ms = log->repeats.end_ms;
	__atomic_store_n(&log->is_at_rest, 1, __ATOMIC_RELAXED);
	if (log->repeats.hidden && end_ms > now)
		(void)uv_cond_timedwait(&log->wake, &log->mutex, (end_ms - now) * MS_IN_NS);
	else if (!log->repeats.hidden)
		uv_cond_wait(&log->wake, &log->mutex);
	if (log->repeats.hidden && now_ms() >= log->repeats.end_ms)
		end_window(log);
}

/* False when the log ends and nothing is left. */
static bool take_lines(struct log *log)
{
	for (;;) {
		say_drops(log);
		log->output.size = log_ring_take(&log->ring, log->output.data, LOG_OUTPUT_SIZE);
		if (log->output.size > 0 || log->is_ending)
			return log->output.size > 0;
		wait_for_lines(log);
	}
}

/* Under the mutex, which it leaves while it writes. False when the lines cannot be written, and
 * the log ends. */
static bool write_lines(struct log *log)
{
	while (log->output.size > 0) {
		uv_mutex_unlock(&log->mutex);
		bool is_written = log_output_flush(&log->output);
		uv_mutex_lock(&log->mutex);
		if (is_written)
			return true;
		if (log->is_ending)
			return false;
		(void)uv_cond_timedwait(&log->wake, &log->mutex, (uint64_t)TRY_AGAIN_MS * MS_IN_NS);
	}
	return true;
}

static void free_log(struct log *log)
{
	uv_cond_destroy(&log->ended);
	uv_cond_destroy(&log->wake);
	uv_mutex_destroy(&log->mutex);
	free(log);
}

static void *work(void *argument)
{
	struct log *log = argument;
	uv_mutex_lock(&log->mutex);
	while (take_lines(log) && write_lines(log))
		;
	log->has_ended = true;
	__atomic_store_n(&log->is_at_rest, 1, __ATOMIC_RELAXED);
	uv_cond_signal(&log->ended);
	bool is_left = log->is_left;
	uv_mutex_unlock(&log->mutex);
	if (is_left)
		free_log(log);
	return NULL;
}

/* --- a process that aborts ----------------------------------------------------------------- */
static struct log *aborting;

/* The thread goes on while this one waits: the lines before an assertion that failed are those
 * that explain it. Then abort() does what it would have done. */
static void let_it_write(int number)
{
	(void)number;
	for (int i = 0; i < ABORT_LOOKS; i++) {
		if (__atomic_load_n(&aborting->is_at_rest, __ATOMIC_RELAXED))
			return;
		(void)poll(NULL, 0, 1);
	}
}

/* --- life ---------------------------------------------------------------------------------- */
struct log *log_new(enum log_level least)
{
	struct log *log = calloc(1, sizeof(*log));
	if (!log)
		return NULL;
	log->least = least;
	log->output.file = STDERR_FILENO;
	(void)uv_mutex_init(&log->mutex);
	(void)uv_cond_init(&log->wake);
	(void)uv_cond_init(&log->ended);
	return log;
}

struct log *log_named(const char *least)
{
	enum log_level level;
	return log_level_named(least, &level) ? log_new(level) : NULL;
}

/* No signal is the thread's. */
bool log_start_thread(struct log *log)
{
	sigset_t all, before;
	(void)sigfillset(&all);
	log_output_init(&log->output, STDERR_FILENO);
	log->has_thread = true;
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	bool has_failed = pthread_create(&log->thread, NULL, work, log) != 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (has_failed) {
		log->has_thread = false;
		return false;
	}
	aborting = log;
	(void)signal(SIGABRT, let_it_write);
	return true;
}

/* A thread that is stuck is left to the end of the process, and the log to it. */
static void end_thread(struct log *log)
{
	uint64_t now = now_ms(), end_ms = now + LAST_LINES_MS;
	(void)signal(SIGABRT, SIG_DFL);
	uv_mutex_lock(&log->mutex);
	log->is_ending = true;
	uv_cond_signal(&log->wake);
	for (; !log->has_ended && now < end_ms; now = now_ms())
		(void)uv_cond_timedwait(&log->ended, &log->mutex, (end_ms - now) * MS_IN_NS);
	log->is_left = !log->has_ended;
	pthread_t thread = log->thread;
	bool has_ended = log->has_ended;
	uv_mutex_unlock(&log->mutex);
	if (!has_ended) {
		(void)pthread_detach(thread);
		return;
	}
	(void)pthread_join(thread, NULL);
	free_log(log);
}

void log_free(struct log **log)
{
	struct log *ending = *log;
	*log = NULL;
	if (!ending)
		return;
	uv_mutex_lock(&ending->mutex);
	end_window(ending);
	uv_mutex_unlock(&ending->mutex);
	if (ending->has_thread)
		end_thread(ending);
	else
		free_log(ending);
}

void log_set_worker(struct log *log, size_t worker)
{
	log->has_worker = true;
	log->worker = worker;
}

void log_set_metrics(struct log *log, struct metrics *metrics)
{
	uv_mutex_lock(&log->mutex);
	log->metrics = metrics;
	uv_mutex_unlock(&log->mutex);
}
