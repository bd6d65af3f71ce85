/*
 * What is to be done with an object belongs to its call's arena, which stays until the call has
 * been resumed. The pool's thread touches that, and the bytes which it is about.
 */
#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "store/folder.h"
#include "store/s3.h"
#include "store/type.h"

enum { WORKING_MOST = 2, WAITING_MOST = 256 };

struct store_job {
	uv_work_t work;
	struct store *store;
	struct call *call;
	struct store_job *next; /* that waits */
	enum err (*run)(struct store_job *job);
	struct object_place place;
	struct seal_key key;
	struct text plain; /* to be sealed */
	char *room;        /* for what is opened */
	size_t size;
	char media_type[MEDIA_TYPE_MOST + 1];
	store_then then; /* one of the two */
	store_look_then look_then;
	enum err err;
	struct s3_fault fault;
};

struct store {
	struct parts *parts;
	const char *folder;        /* NULL: there is none */
	struct s3 *s3;             /* in its place; NULL: there is none */
	struct store_job *waiting; /* oldest first */
	size_t waiting_count, working;
	bool is_closing; /* calls are not resumed: what they would go on with has gone */
	bool is_full;    /* as was said last */
};

static bool find_place(struct store *store, struct arena *arena, const char **ret_reason)
{
	const struct settings *settings = store->parts->env.settings;
	if (s3_is_named(settings)) {
		store->s3 = s3_new(settings, arena, ret_reason);
		return store->s3 != NULL;
	}
	store->folder = *settings->files ? settings->files : NULL;
	return !store->folder || folder_check(store->folder, ret_reason) == ERR_NONE;
}

struct store *store_new(struct parts *parts, struct arena *arena, const char **ret_reason)
{
	struct store *store = MEMORY_NEW(struct store);
	store->parts = parts;
	if (find_place(store, arena, ret_reason))
		return store;
	free(store);
	return NULL;
}

void store_free(struct store **store)
{
	struct store *closing = *store;
	*store = NULL;
	if (!closing)
		return;
	closing->is_closing = true;
	if (closing->s3)
		s3_stop(closing->s3);
	while (closing->working > 0)
		(void)uv_run(closing->parts->env.loop, UV_RUN_ONCE);
	s3_free(&closing->s3);
	free(closing);
}

bool store_is_set(const struct store *store)
{
	return store->folder || store->s3;
}

/* --- on the pool ------------------------------------------------------------------------------ */
static enum err put(struct store_job *job)
{
	size_t size = object_sealed_size(job->plain.size);
	char *sealed = memory_new(size);
	object_seal(&job->key, &job->place, job->plain, sealed);
	struct text object = {sealed, size};
	const struct store *store = job->store;
	enum err err = store->s3 ? s3_put(store->s3, &job->place, object, &job->fault)
				 : folder_put(store->folder, &job->place, object);
	free(sealed);
	return err;
}

static enum err read_back(struct store_job *job)
{
	size_t size = object_sealed_size(job->size);
	char *sealed = memory_new(size);
	const struct store *store = job->store;
	enum err err = store->s3 ? s3_read(store->s3, &job->place, sealed, size, &job->fault)
				 : folder_read(store->folder, &job->place, sealed, size);
	if (err == ERR_NONE)
		err = object_open(
			&job->key, &job->place, (struct text){sealed, size}, job->room, job->size);
	free(sealed);
	return err;
}

static enum err drop(struct store_job *job)
{
	const struct store *store = job->store;
	const struct object_place *place = &job->place;
	return store->s3 ? s3_drop(store->s3, place->tenant_id, place->file_id, &job->fault)
			 : folder_drop(store->folder, place->tenant_id, place->file_id);
}

static enum err look(struct store_job *job)
{
	type_of(job->plain, job->media_type);
	return ERR_NONE;
}

static void work_off(uv_work_t *work)
{
	struct store_job *job = CONTAINER_OF(work, struct store_job, work);
	job->err = job->run(job);
	seal_key_wipe(&job->key);
}

/* --- on the loop ------------------------------------------------------------------------------ */
static struct next tell(struct call *call, const struct store_job *job, enum err err)
{
	if (job->look_then)
		return job->look_then(call, err, text_from(job->media_type));
	assert(job->then);
	return job->then(call, err);
}

static struct next deliver(struct call *call)
{
	return tell(call, call->store_job, call->store_job->err);
}

/* Once when it becomes so, and once when it is over. */
static void note_room(struct store *store, const struct store_job *job)
{
	bool is_full = job->err == ERR_QUEUE_FULL;
	if (job->run != put || is_full == store->is_full)
		return;
	store->is_full = is_full;
	metric_set(store->parts->env.metrics, METRIC_FILES_FULL, is_full);
	log_say(store->parts->env.log, is_full ? LOG_ERROR : LOG_INFO,
		is_full ? "no room for files: they are refused until there is"
			: "there is room for files again");
}

/* What the service said is the operator's to know; a call is told that it may try again. */
static void note_fault(struct store *store, const struct store_job *job)
{
	if (*job->fault.words)
		log_say(store->parts->env.log, LOG_WARN, "the service for files refuses",
			LOG_F_WORD("reason", job->fault.words));
}

static void start_next(struct store *store);

static void worked_off(uv_work_t *work, int status)
{
	struct store_job *job = CONTAINER_OF(work, struct store_job, work);
	struct store *store = job->store;
	(void)status; /* nobody cancels */
	store->working--;
	if (store->is_closing)
		return;
	note_room(store, job);
	note_fault(store, job);
	call_resume(job->call, deliver);
	start_next(store);
}

static void start_next(struct store *store)
{
	struct store_job *job = store->waiting;
	if (!job || store->working == WORKING_MOST)
		return;
	store->waiting = job->next;
	store->waiting_count--;
	store->working++;
	(void)uv_queue_work(store->parts->env.loop, &job->work, work_off, worked_off);
}

static struct next begin(struct call *call, const struct store_job *wanted)
{
	struct store *store = call->parts->store;
	struct store_job **last = &store->waiting;
	if (!store_is_set(store))
		return tell(call, wanted, ERR_STATE);
	if (store->waiting_count == WAITING_MOST)
		return tell(call, wanted, ERR_BUSY);
	struct store_job *job = ARENA_NEW(&call->arena, struct store_job);
	*job = *wanted;
	job->store = store;
	job->call = call;
	call->store_job = job;
	while (*last)
		last = &(*last)->next;
	*last = job;
	store->waiting_count++;
	start_next(store);
	return call_wait(call);
}

/* NOLINTNEXTLINE(readability-function-size): what, where, by which key, and what then */
struct next store_put(struct call *call, const struct object_place *place,
	const struct seal_key *key, struct text plain, store_then then)
{
	const struct store_job job = {
		.run = put, .place = *place, .key = *key, .plain = plain, .then = then};
	assert(plain.size > 0 && plain.size <= OBJECT_PLAIN_MOST);
	return begin(call, &job);
}

/* NOLINTNEXTLINE(readability-function-size): what, where, by which key, and what then */
struct next store_read(struct call *call, const struct object_place *place,
	const struct seal_key *key, char *ret_plain, size_t size, store_then then)
{
	const struct store_job job = {.run = read_back,
		.place = *place,
		.key = *key,
		.room = ret_plain,
		.size = size,
		.then = then};
	assert(size > 0 && size <= OBJECT_PLAIN_MOST);
	return begin(call, &job);
}

struct next store_drop(struct call *call, struct uuid file_id, store_then then)
{
	const struct store_job job = {.run = drop,
		.place = {.tenant_id = call->tenant->id, .file_id = file_id},
		.then = then};
	return begin(call, &job);
}

struct next store_look(struct call *call, struct text begin_of_it, store_look_then then)
{
	const struct store_job job = {.run = look, .plain = begin_of_it, .look_then = then};
	return begin(call, &job);
}
