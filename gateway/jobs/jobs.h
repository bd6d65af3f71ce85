/*
 * Durable jobs (call/job.h). A handler does one step: it may wait for the network first, and its
 * last statement has the effect and, in the same transaction, `control.job_finish(id, fence)` or,
 * where another step follows, `control.job_advance(id, fence, lease_s)`. Both raise where the job
 * is another worker's by now, and the effect goes with them. What the statement answers goes to one
 * of the functions below; what does neither is tried again, as what fails is, after a while that
 * doubles.
 */
#ifndef FRONTDESK_JOBS_H
#define FRONTDESK_JOBS_H

#include "pg/statement.h"

struct jobs;

/* Begins to take jobs of the services' kinds; the database layer must be there, and the loop must
 * not have turned yet. While the process drains it takes none, and gives back what it has not
 * begun. */
struct jobs *jobs_new(struct parts *parts);
void jobs_free(struct jobs **jobs);

/* --- for handlers ----------------------------------------------------------------------------- */
/* The `then` of a statement that finished the job. */
struct next job_finished(struct call *call, const struct sql_answer *answer);
/* The `then` of a statement that noted a step as committed: runs the next. */
struct next job_advanced(struct call *call, const struct sql_answer *answer);
/* The step has failed, and nothing of it is committed. */
struct next job_failed(struct call *call, enum err err);
/* The step was not begun with, since what it needs is not there: the job waits so long, and no
 * attempt is counted. */
struct next job_wait(struct call *call, uint64_t delay_ms);

#endif
