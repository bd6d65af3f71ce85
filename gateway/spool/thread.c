/* One mutex around four lists; the thread holds it only to move them. */
#include "spool/thread.h"

#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"
#include "crypto/vault.h"

enum { ADOPT_MS = 10000, PROBE_FIRST_MS = 100, PROBE_MOST_MS = 5000, STACK_SIZE = 256 * 1024 };

struct spool_task {
	struct spool_task *next;
	enum spool_task_kind kind;
	uint64_t segment;
};

/* Outlives the thread until the loop has closed it. */
struct spool_bell {
	uv_async_t async;
	struct spool *spool; /* NULL: nobody listens any more */
	void (*answered)(struct spool *spool);
};

struct spool_thread {
	uv_thread_t thread;
	uv_mutex_t mutex;
	uv_cond_t wake;
	struct spool_bell *bell;
	/* Under the mutex. */
	struct spool_rows asked, answered;
	struct spool_task *first, *last;
	struct spool_reports reports;
	bool is_ending, is_active_needed;
	/* The thread's own. */
	struct spool_disk *disk;
	bool is_healthy;
	unsigned probes;
	uint64_t adopt_ms, probe_ms; /* when next */
};

static uint64_t now_ms(void)
{
	return uv_hrtime() / 1000000;
}

/* --- the thread ------------------------------------------------------------------------------ */

static void report_state(struct spool_thread *thread, int error)
{
	spool_reports_add(spool_disk_reports(thread->disk),
		&(struct spool_report){.kind = SPOOL_STATE, .error = error});
}

static void fall_ill(struct spool_thread *thread, int error)
{
	uint64_t delay_ms = (uint64_t)PROBE_FIRST_MS << (thread->probes < 6 ? thread->probes : 6);
	if (delay_ms > PROBE_MOST_MS)
		delay_ms = PROBE_MOST_MS;
	thread->probes++;
	thread->probe_ms = now_ms() + delay_ms;
	thread->is_healthy = false;
	report_state(thread, error);
}

static void probe(struct spool_thread *thread)
{
	int error = spool_disk_prepare(thread->disk);
	if (error) {
		fall_ill(thread, error);
		return;
	}
	thread->is_healthy = true;
	report_state(thread, 0);
}

static void keep(struct spool_thread *thread, struct spool_rows *rows)
{
	uint64_t begin_us = uv_hrtime() / 1000;
	if (!rows->first || !thread->is_healthy)
		return;
	int error = spool_disk_keep(thread->disk, rows);
	spool_reports_add(
		spool_disk_reports(thread->disk), &(struct spool_report){.kind = SPOOL_SYNCED,
							  .number = uv_hrtime() / 1000 - begin_us});
	if (error)
		fall_ill(thread, error);
	else
		thread->probes = 0;
}

static void run_task(struct spool_thread *thread, const struct spool_task *task)
{
	switch (task->kind) {
	case SPOOL_TASK_READ:
		spool_disk_read(thread->disk, task->segment);
		break;
	case SPOOL_TASK_DROP:
		spool_disk_drop(thread->disk, task->segment);
		break;
	case SPOOL_TASK_ROLL:
		spool_disk_roll(thread->disk);
		break;
	}
}

static void do_what_is_due(struct spool_thread *thread)
{
	if (!thread->is_healthy && now_ms() >= thread->probe_ms)
		probe(thread);
	if (now_ms() >= thread->adopt_ms) {
		spool_disk_adopt(thread->disk);
		thread->adopt_ms = now_ms() + ADOPT_MS;
	}
}

static void publish(struct spool_thread *thread, struct spool_rows *rows)
{
	struct spool_reports *own = spool_disk_reports(thread->disk);
	if (!rows->first && !own->first)
		return;
	uv_mutex_lock(&thread->mutex);
	spool_rows_join(&thread->answered, rows);
	if (own->first) {
		*(thread->reports.last ? &thread->reports.last->next : &thread->reports.first) =
			own->first;
		thread->reports.last = own->last;
		*own = (struct spool_reports){NULL};
	}
	uv_mutex_unlock(&thread->mutex);
	(void)uv_async_send(&thread->bell->async);
}

/* Waits until there is something to do, or something due. Takes all rows, and one task, so that
 * rows never wait for more than one. False: it is over. */
static bool wait_for_work(
	struct spool_thread *thread, struct spool_rows *ret_rows, struct spool_task **ret_task)
{
	bool is_over;
	uv_mutex_lock(&thread->mutex);
	uint64_t due_ms = thread->adopt_ms, now = now_ms();
	if (!thread->is_healthy && thread->probe_ms < due_ms)
		due_ms = thread->probe_ms;
	if (!thread->asked.first && !thread->first && !thread->is_ending && now < due_ms)
		(void)uv_cond_timedwait(&thread->wake, &thread->mutex, (due_ms - now) * 1000000);
	*ret_rows = thread->asked;
	thread->asked = (struct spool_rows){NULL};
	*ret_task = thread->first;
	if (thread->first)
		thread->first = thread->first->next;
	if (!thread->first)
		thread->last = NULL;
	is_over = thread->is_ending && !ret_rows->first && !*ret_task;
	uv_mutex_unlock(&thread->mutex);
	return !is_over;
}

static void work(void *argument)
{
	struct spool_thread *thread = argument;
	struct spool_rows rows;
	struct spool_task *task;
	vault_linger();
	do_what_is_due(thread);
	publish(thread, &(struct spool_rows){NULL});
	vault_rest();
	while (wait_for_work(thread, &rows, &task)) {
		keep(thread, &rows);
		publish(thread, &rows);
		if (task)
			run_task(thread, task);
		free(task);
		do_what_is_due(thread);
		publish(thread, &rows);
		vault_rest();
	}
	spool_disk_free(&thread->disk, thread->is_active_needed);
}

/* --- the loop's side ------------------------------------------------------------------------- */

static void ring(uv_async_t *async)
{
	struct spool_bell *bell = async->data;
	if (bell->spool)
		bell->answered(bell->spool);
}

static void free_bell(uv_handle_t *handle)
{
	free(handle->data);
}

static bool start(struct spool_thread *thread)
{
	const uv_thread_options_t options = {
		.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = STACK_SIZE};
	return uv_thread_create_ex(&thread->thread, &options, work, thread) == 0;
}

struct spool_thread *spool_thread_new(struct uv_loop_s *loop, struct spool_disk *disk,
	struct spool *spool, void (*answered)(struct spool *spool))
{
	struct spool_thread *thread = MEMORY_NEW(struct spool_thread);
	struct spool_bell *bell = MEMORY_NEW(struct spool_bell);
	*bell = (struct spool_bell){.spool = spool, .answered = answered};
	thread->bell = bell;
	thread->disk = disk;
	if (uv_async_init(loop, &bell->async, ring) != 0) {
		free(bell);
		free(thread);
		return NULL;
	}
	bell->async.data = bell;
	(void)uv_mutex_init(&thread->mutex);
	(void)uv_cond_init(&thread->wake);
	if (start(thread))
		return thread;
	uv_close((uv_handle_t *)&bell->async, free_bell);
	uv_cond_destroy(&thread->wake);
	uv_mutex_destroy(&thread->mutex);
	free(thread);
	return NULL;
}

void spool_thread_keep(struct spool_thread *thread, struct spool_row *row)
{
	uv_mutex_lock(&thread->mutex);
	spool_rows_add(&thread->asked, row);
	uv_cond_signal(&thread->wake);
	uv_mutex_unlock(&thread->mutex);
}

void spool_thread_ask(struct spool_thread *thread, enum spool_task_kind kind, uint64_t segment)
{
	struct spool_task *task = MEMORY_NEW(struct spool_task);
	*task = (struct spool_task){.kind = kind, .segment = segment};
	uv_mutex_lock(&thread->mutex);
	*(thread->last ? &thread->last->next : &thread->first) = task;
	thread->last = task;
	uv_cond_signal(&thread->wake);
	uv_mutex_unlock(&thread->mutex);
}

void spool_thread_take(
	struct spool_thread *thread, struct spool_rows *ret_rows, struct spool_reports *ret_reports)
{
	uv_mutex_lock(&thread->mutex);
	*ret_rows = thread->answered;
	*ret_reports = thread->reports;
	thread->answered = (struct spool_rows){NULL};
	thread->reports = (struct spool_reports){NULL};
	uv_mutex_unlock(&thread->mutex);
}

void spool_thread_end(struct spool_thread **thread, bool is_active_needed)
{
	struct spool_thread *ending = *thread;
	struct spool_report *report;
	*thread = NULL;
	uv_mutex_lock(&ending->mutex);
	ending->is_ending = true;
	ending->is_active_needed = is_active_needed;
	uv_cond_signal(&ending->wake);
	uv_mutex_unlock(&ending->mutex);
	(void)uv_thread_join(&ending->thread);
	spool_rows_free(&ending->answered);
	while ((report = spool_reports_take(&ending->reports)) != NULL)
		spool_report_free(&report);
	ending->bell->spool = NULL;
	uv_close((uv_handle_t *)&ending->bell->async, free_bell);
	uv_cond_destroy(&ending->wake);
	uv_mutex_destroy(&ending->mutex);
	free(ending);
}
