/*
 * Each job is a thread with a connection: it takes the next tenant until none is left, or until it
 * cannot connect any more. A tenant that fails is as its last step left it, and the next run goes
 * on from there. Nothing is shared but the list, of which each row is one job's.
 */
#include "commands/migrate_tenants.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

struct list {
	const struct settings *settings;
	struct owner_rows rows; /* an id each */
	const char **reasons;   /* of each that failed, in its job's arena; NULL: it is done */
	atomic_size_t next;     /* that no job has taken */
};

struct job {
	pthread_t thread;
	struct list *list;
	struct arena arena;
	struct migrate_run run;
	bool has_thread;
};

/* --- one tenant ------------------------------------------------------------------------------- */
static bool make_schema(struct migrate_run *run, const struct migrate_target *target)
{
	if (!migrate_failed(run, owner_db_script(run->db, "BEGIN")) &&
		!migrate_failed(run, migrate_tenant_schema(run->db, run->arena, target)) &&
		!migrate_failed(run, owner_db_script(run->db, "COMMIT")))
		return true;
	if (owner_db_is_connected(run->db))
		(void)owner_db_script(run->db, "ROLLBACK");
	return false;
}

static bool bring_up(struct migrate_run *run, const char *id, const char *where)
{
	struct uuid tenant_id;
	struct migrate_target target;
	const bool is_uuid = uuid_parse(text_from(id), &tenant_id);

	assert(is_uuid);
	target = migrate_target_tenant(tenant_id, id);
	return make_schema(run, &target) && migrate_bring_up(run, &target, where);
}

/* --- a job ------------------------------------------------------------------------------------ */
static bool connect(struct job *job)
{
	struct migrate_run *run = &job->run;

	if (run->db && owner_db_is_connected(run->db))
		return true;
	owner_db_close(&run->db);
	if (owner_db_open(run->arena, "owner_database", job->list->settings->owner_database,
		    &run->db, &run->reason))
		return false;
	owner_db_set_patience(run->db, &run->patience);
	return true;
}

static void *work(void *context)
{
	struct job *job = context;
	struct list *list = job->list;
	bool is_connected = true;

	while (is_connected && !owner_patience_is_over(&job->run.patience)) {
		const size_t i = atomic_fetch_add(&list->next, 1);
		const char *id, *where;

		if (i >= list->rows.count)
			break;
		id = owner_cell(&list->rows, i, 0);
		where = arena_string(
			job->run.arena, "tenant %s (%zu of %zu)", id, i + 1, list->rows.count);
		job->run.reason = NULL;
		job->run.patience.title = where;
		is_connected = connect(job);
		if (is_connected && bring_up(&job->run, id, where))
			continue;
		list->reasons[i] = job->run.reason;
		printf("%s: failed\n", where);
		(void)fflush(stdout);
	}
	owner_db_close(&job->run.db);
	return NULL;
}

/* Where no thread is to be had, the caller's does that job's work. */
static void start(struct job *job, struct list *list, int stop)
{
	job->list = list;
	job->run.patience.stop = stop;
	arena_init(&job->arena);
	job->run.arena = &job->arena;
	job->has_thread = pthread_create(&job->thread, NULL, work, job) == 0;
	if (!job->has_thread)
		(void)work(job);
}

static void await(struct job *job)
{
	if (job->has_thread)
		(void)pthread_join(job->thread, NULL);
}

/* --- all -------------------------------------------------------------------------------------- */
/* What is to be said of those that failed, or were not tried; NULL: all are done. */
static const char *sum_up(struct arena *arena, const struct list *list)
{
	const size_t taken = list->next < list->rows.count ? list->next : list->rows.count;
	struct text lines = TEXT("");
	size_t failed = 0;

	for (size_t i = 0; i < taken; i++)
		if (list->reasons[i]) {
			failed++;
			lines = arena_printf(arena, "%.*s\n  tenant %s: %s", TEXT_ARG(lines),
				owner_cell(&list->rows, i, 0), list->reasons[i]);
		}
	if (failed == 0 && taken == list->rows.count)
		return NULL;
	if (taken < list->rows.count)
		lines = arena_printf(arena, "%.*s\n  and %zu were not tried.", TEXT_ARG(lines),
			list->rows.count - taken);
	return arena_string(arena,
		"%zu of %zu tenants failed: mend the cause and run migrate again, it goes on from "
		"where each stands.%.*s",
		failed, list->rows.count, TEXT_ARG(lines));
}

bool migrate_tenants(struct migrate_run *run, const struct settings *settings, size_t jobs)
{
	struct list list = {.settings = settings};
	struct job *all;

	if (migrate_failed(run, migrate_list_behind(run->db, run->arena, &list.rows)))
		return false;
	if (jobs > list.rows.count)
		jobs = list.rows.count;
	list.reasons = arena_array(run->arena, list.rows.count, sizeof *list.reasons);
	all = arena_array(run->arena, jobs, sizeof *all);
	for (size_t i = 0; i < jobs; i++)
		start(&all[i], &list, run->patience.stop);
	for (size_t i = 0; i < jobs; i++)
		await(&all[i]);
	run->reason = sum_up(run->arena, &list);
	for (size_t i = 0; i < jobs; i++) {
		run->applied += all[i].run.applied;
		run->renewed += all[i].run.renewed;
		arena_done(&all[i].arena);
	}
	return !run->reason;
}
