/* Jobs of tickets: what was to sleep until now wakes, what was resolved long enough ago is closed,
 * and consoles are told of what a rule has made. */
#include "call/job.h"
#include "jobs/jobs.h"
#include "sql_tickets.h"
#include "tickets/tickets.h"
#include "told.h"

enum { CLOSED_AT_ONCE = 500, CLOSING_STEPS = 20 /* then it is the others' turn */ };

static struct next woken(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_NONE)
		ticket_tell_changed(call, sql_ticket_wake_row(answer, 0).digest);
	return job_finished(call, answer);
}

struct next ticket_wake(struct call *call)
{
	const struct job *job = call->job;
	return sql_ticket_wake(call, woken, job->subject_id, job->id, job->fence);
}

static struct next told(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_NONE)
		ticket_tell_changed(call, sql_ticket_told_row(answer, 0).digest);
	return job_finished(call, answer);
}

struct next ticket_tell_made(struct call *call)
{
	const struct job *job = call->job;
	return sql_ticket_told(call, told, job->subject_id, job->id, job->fence);
}

static struct next closed(struct call *call, const struct sql_answer *answer)
{
	bool is_more = false;
	for (size_t i = 0; answer->err == ERR_NONE && i < answer->row_count; i++) {
		struct sql_tickets_close_row row = sql_tickets_close_row(answer, i);
		ticket_tell_changed(call, row.digest);
		is_more = row.is_more;
	}
	return is_more ? job_advanced(call, answer) : job_finished(call, answer);
}

struct next tickets_close(struct call *call)
{
	const struct job *job = call->job;
	return sql_tickets_close(call, closed, CLOSED_AT_ONCE, job->step + 1 >= CLOSING_STEPS,
		job->id, job->fence, job->lease_s);
}
