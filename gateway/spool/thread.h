/*
 * The spool's own thread: rows and tasks go in, answers come out, and the loop never waits for a
 * disk. Rows that wait are one group with one fdatasync. While the disk refuses, rows come back at
 * once, not kept, and the thread tries the disk again by itself (100 ms to 5 s apart). It looks for
 * what dead workers left at its start and every 10 s. All but the thread itself: loop thread only.
 */
#ifndef FRONTDESK_SPOOL_THREAD_H
#define FRONTDESK_SPOOL_THREAD_H

#include "spool/disk.h"

struct spool;
struct spool_thread;
struct uv_loop_s;

enum spool_task_kind { SPOOL_TASK_READ, SPOOL_TASK_DROP, SPOOL_TASK_ROLL };

/* Takes the disk. `answered` runs on the loop when there is something to take. NULL when no thread
 * can be made; the disk then stays the caller's. */
struct spool_thread *spool_thread_new(struct uv_loop_s *loop, struct spool_disk *disk,
	struct spool *spool, void (*answered)(struct spool *spool));
void spool_thread_keep(struct spool_thread *thread, struct spool_row *row);
void spool_thread_ask(struct spool_thread *thread, enum spool_task_kind kind, uint64_t segment);
/* Takes all answers: rows first, then what happened since. */
void spool_thread_take(struct spool_thread *thread, struct spool_rows *ret_rows,
	struct spool_reports *ret_reports);
/* Finishes what was asked, keeps what is on its way, and ends; waits for that. The loop must run
 * once more for its handle. */
void spool_thread_end(struct spool_thread **thread, bool is_active_needed);

#endif
