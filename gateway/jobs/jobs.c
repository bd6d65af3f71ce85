/* The room's life. */
#include "jobs/private.h"
#include "pg/db.h"

/* Also once a connection is made: what was said before it was heard by nobody. */
static void heard(struct parts *parts)
{
	if (parts->jobs)
		claims_wake(parts->jobs);
}

struct jobs *jobs_new(struct parts *parts)
{
	struct arena memory;
	arena_init(&memory);
	struct jobs *jobs = ARENA_NEW(&memory, struct jobs);
	jobs->parts = parts;
	kinds_gather(&jobs->kinds, &memory);
	jobs->memory = memory;
	jobs->listener = (struct db_listener){
		.statement = "LISTEN frontdesk_jobs", .parts = parts, .heard = heard};
	db_listen(parts->db, &jobs->listener);
	claims_begin(jobs);
	watch_begin(jobs);
	return jobs;
}

void jobs_free(struct jobs **jobs)
{
	if (!*jobs)
		return;
	struct wheel *wheel = (*jobs)->parts->env.wheel;
	struct arena memory = (*jobs)->memory;
	db_listen((*jobs)->parts->db, NULL);
	wheel_cancel(wheel, &(*jobs)->look);
	wheel_cancel(wheel, &(*jobs)->watch);
	arena_done(&memory);
	*jobs = NULL;
}
