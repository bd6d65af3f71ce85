/* The loop's side of the spool: the ledger, the thread, and what to say of what happened. */
#include "spool/spool.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "crypto/vault.h"
#include "loop/env.h"
#include "spool/format.h"
#include "spool/ledger.h"
#include "spool/thread.h"

enum { TEND_MS = 10000 };

struct spool {
	const struct env *env;
	struct writer *writer;
	const struct spool_owner *owner;
	struct spool_thread *thread;
	struct spool_ledger ledger;
	struct spool_toll toll;
	struct timer tend;
	size_t given; /* rows on their way to the disk */
	bool is_healthy, is_reading, has_looked;
};

/* --- upkeep ---------------------------------------------------------------------------------- */

static void measure(struct spool *spool)
{
	struct metrics *metrics = spool->env->metrics;
	metric_set(metrics, METRIC_SPOOL_ROWS, (int64_t)spool->ledger.rows);
	metric_set(metrics, METRIC_SPOOL_SEGMENTS, (int64_t)spool->ledger.segments);
	metric_set(metrics, METRIC_SPOOL_HEALTHY, spool->is_healthy);
}

static void drop_done(struct spool *spool)
{
	for (uint64_t segment; (segment = spool_ledger_take(&spool->ledger)) != 0;)
		spool_thread_ask(spool->thread, SPOOL_TASK_DROP, segment);
}

/* A segment that nobody needs does not wait until it is full. */
static void tend(struct timer *timer)
{
	struct spool *spool = CONTAINER_OF(timer, struct spool, tend);
	if (spool->given == 0 && spool_ledger_is_idle(&spool->ledger))
		spool_thread_ask(spool->thread, SPOOL_TASK_ROLL, 0);
	wheel_set(spool->env->wheel, timer, TEND_MS, tend);
	spool->owner->changed(spool->writer); /* what was put off may be due */
}

/* --- what the thread says -------------------------------------------------------------------- */

static void say(struct spool *spool, enum log_level level, const char *event, int64_t number)
{
	log_say(spool->env->log, level, event, LOG_F_NUMBER("number", number));
}

static void on_closed(struct spool *spool, struct spool_report *report)
{
	spool_ledger_closed(&spool->ledger, report->segment);
}

static void on_found(struct spool *spool, struct spool_report *report)
{
	spool_ledger_found(&spool->ledger, report->segment);
}

static void on_adopted(struct spool *spool, struct spool_report *report)
{
	(void)report;
	metric_add(spool->env->metrics, METRIC_SPOOL_ADOPTED, 1);
	log_say(spool->env->log, LOG_INFO, "a dead worker's spool is taken over");
}

/* Missing records whose rows are stored, or still in memory, are not lost. */
static void say_missing(struct spool *spool, size_t missing, size_t lost)
{
	if (missing + lost == 0)
		return;
	spool->toll.lost += lost;
	metric_add(spool->env->metrics, METRIC_SPOOL_LOST, (int64_t)lost);
	log_say(spool->env->log, LOG_ERROR, "the spool is damaged: records are missing",
		LOG_F_NUMBER("missing", (int64_t)missing), LOG_F_NUMBER("lost", (int64_t)lost));
}

static void on_read(struct spool *spool, struct spool_report *report)
{
	spool->is_reading = false;
	if (report->error) {
		metric_add(spool->env->metrics, METRIC_SPOOL_FAILURES, 1);
		if (spool_ledger_unread(&spool->ledger, report->segment, env_now_ms(spool->env)))
			say(spool, LOG_ERROR, "a segment of the spool cannot be read",
				report->error);
		return;
	}
	struct spool_rows rows = report->rows;
	report->rows = (struct spool_rows){NULL};
	size_t lost = spool_ledger_returned(
		&spool->ledger, report->segment, (size_t)report->number, &rows);
	say_missing(spool, (size_t)report->number, lost);
	metric_add(spool->env->metrics, METRIC_SPOOL_RETURNED, (int64_t)rows.count);
	spool->owner->returned(spool->writer, &rows);
}

static void say_damaged(struct spool *spool, const char *event, const struct spool_report *report)
{
	spool->toll.damaged++;
	metric_add(spool->env->metrics, METRIC_SPOOL_DAMAGED, 1);
	say(spool, LOG_ERROR, event, (int64_t)report->number);
}

static void on_quarantined(struct spool *spool, struct spool_report *report)
{
	say_damaged(spool, "the spool is damaged: bytes put into its quarantine", report);
}

static void on_cut(struct spool *spool, struct spool_report *report)
{
	say_damaged(spool, "the spool is damaged: a segment is shorter than it was made", report);
}

static void on_torn(struct spool *spool, struct spool_report *report)
{
	spool->toll.torn++;
	log_say(spool->env->log, LOG_WARN,
		"the end of a dead worker's spool is torn, as when a disk loses power",
		LOG_F_NUMBER("number", (int64_t)report->number),
		LOG_F_NUMBER("may_be_lost", (int64_t)report->records));
}

static void on_unreadable(struct spool *spool, struct spool_report *report)
{
	(void)report;
	log_say(spool->env->log, LOG_ERROR,
		"a segment of the spool is under a master key that is not here: left as it is");
}

static void on_failed(struct spool *spool, struct spool_report *report)
{
	metric_add(spool->env->metrics, METRIC_SPOOL_FAILURES, 1);
	say(spool, LOG_ERROR, "the spool's disk fails", report->error);
}

static void on_state(struct spool *spool, struct spool_report *report)
{
	bool was_healthy = spool->is_healthy;
	spool->is_healthy = report->error == 0;
	if (report->error)
		metric_add(spool->env->metrics, METRIC_SPOOL_FAILURES, 1);
	if (spool->is_healthy)
		log_say(spool->env->log, LOG_INFO, "the spool takes messages");
	else if (was_healthy || !spool->has_looked)
		say(spool, LOG_ERROR, "the spool takes no messages: none is promised to be kept",
			report->error);
}

static void on_synced(struct spool *spool, struct spool_report *report)
{
	metric_observe(spool->env->metrics, METRIC_SPOOL_SYNC_TIME, report->number);
}

static void (*const hear[])(struct spool *spool, struct spool_report *report) = {
	[SPOOL_CLOSED] = on_closed,
	[SPOOL_FOUND] = on_found,
	[SPOOL_ADOPTED] = on_adopted,
	[SPOOL_READ] = on_read,
	[SPOOL_QUARANTINED] = on_quarantined,
	[SPOOL_CUT] = on_cut,
	[SPOOL_TORN] = on_torn,
	[SPOOL_UNREADABLE] = on_unreadable,
	[SPOOL_FAILED] = on_failed,
	[SPOOL_STATE] = on_state,
	[SPOOL_SYNCED] = on_synced,
};

static void take_row(struct spool *spool, struct spool_row *row)
{
	spool->given--;
	if (row->is_kept) {
		spool_ledger_kept(&spool->ledger, row->place);
		metric_add(spool->env->metrics, METRIC_SPOOL_KEPT, 1);
	}
	spool->owner->kept(spool->writer, row);
}

static void answered(struct spool *spool)
{
	struct spool_rows rows;
	struct spool_reports reports;
	struct spool_row *row;
	struct spool_report *report;
	spool_thread_take(spool->thread, &rows, &reports);
	while ((row = spool_rows_take(&rows)) != NULL)
		take_row(spool, row);
	while ((report = spool_reports_take(&reports)) != NULL) {
		hear[report->kind](spool, report);
		spool_report_free(&report);
	}
	spool->has_looked = true;
	drop_done(spool);
	measure(spool);
	spool->owner->changed(spool->writer);
}

/* --- what others call ------------------------------------------------------------------------ */

struct spool *spool_new(const struct env *env, const struct keyring *keyring, const char *folder)
{
	struct vault keys;
	if (!spool_keys_make(keyring, &keys))
		return NULL;
	vault_rest(); /* the keys are the thread's from now on */
	struct spool *spool = MEMORY_NEW(struct spool);
	struct spool_disk *disk = spool_disk_new(folder, &keys);
	spool->env = env;
	spool->thread = spool_thread_new(env->loop, disk, spool, answered);
	if (spool->thread)
		return spool;
	spool_disk_free(&disk, false);
	free(spool);
	return NULL;
}

void spool_own(struct spool *spool, struct writer *writer, const struct spool_owner *owner)
{
	spool->writer = writer;
	spool->owner = owner;
	wheel_set(spool->env->wheel, &spool->tend, TEND_MS, tend);
}

void spool_free(struct spool **spool)
{
	if (!*spool)
		return;
	wheel_cancel((*spool)->env->wheel, &(*spool)->tend);
	drop_done(*spool);
	spool_thread_end(&(*spool)->thread,
		(*spool)->given > 0 || spool_ledger_needs_open(&(*spool)->ledger));
	spool_ledger_done(&(*spool)->ledger);
	free(*spool);
	*spool = NULL;
}

bool spool_is_healthy(const struct spool *spool)
{
	return spool->is_healthy;
}

void spool_keep(struct spool *spool, struct spool_row *row)
{
	spool->given++;
	spool_thread_keep(spool->thread, row);
}

void spool_stored(struct spool *spool, struct spool_place place)
{
	if (spool_ledger_stored(&spool->ledger, place))
		drop_done(spool);
	metric_set(spool->env->metrics, METRIC_SPOOL_ROWS, (int64_t)spool->ledger.rows);
}

void spool_forget(struct spool *spool, struct spool_place place, uint64_t delay_ms)
{
	uint64_t not_before_ms = delay_ms > 0 ? env_now_ms(spool->env) + delay_ms : 0;
	spool_ledger_forget(&spool->ledger, place, not_before_ms);
}

void spool_read_back(struct spool *spool)
{
	if (spool->is_reading)
		return;
	uint64_t segment = spool_ledger_next(&spool->ledger, env_now_ms(spool->env));
	if (segment == 0)
		return;
	spool->is_reading = true;
	spool_thread_ask(spool->thread, SPOOL_TASK_READ, segment);
}

size_t spool_rows(const struct spool *spool)
{
	return spool->ledger.rows;
}

size_t spool_unread(const struct spool *spool)
{
	return spool->ledger.unread;
}

const struct spool_toll *spool_toll(const struct spool *spool)
{
	return &spool->toll;
}

bool spool_has_looked(const struct spool *spool)
{
	return spool->has_looked;
}
