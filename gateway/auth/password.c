/*
 * A job belongs to its call's arena, which stays until the job has been resumed, even where the
 * client or the deadline has gone. The pool's thread touches the job's own bytes only; everything
 * else is the loop's.
 */
#include "auth/password.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#include "call/parts.h"
#include "loop/turns.h"

enum { RUNNING_MAX = 2, WAITING_MAX = 32, RETRY_MS = 3000 };

/* RFC 9106 would have more memory; two of these at once is what a small machine can give. */
enum {
	PASSES = crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE,
	MEMORY = crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE
};

/* The hash of 32 random bytes that nobody kept, of the same cost as real ones: what the password of
 * somebody unknown is compared with. */
static const char decoy[] = "$argon2id$v=19$m=65536,t=2,p=1$vL/0Lm3tV2KUhSFsSmX2GQ$"
			    "rrgSyASEbU0RpTKm/gULyjh4r3KomtwfejM/kIUPqVI";

struct password_job {
	uv_work_t work;
	struct passwords *passwords;
	struct call *call;
	enum password_asker asker;
	size_t network; /* its place among the turns */
	char password[PASSWORD_SIZE_MAX];
	size_t size;
	char hash[crypto_pwhash_argon2id_STRBYTES];
	bool is_known;            /* not the decoy */
	bool is_done;             /* it matches, or it was hashed */
	password_then check_then; /* one of the two */
	password_hash_then hash_then;
};

struct queue {
	struct password_job *jobs[WAITING_MAX + 1]; /* oldest first; one may be too many */
	size_t count;
	bool is_by_turns; /* else the oldest is next */
};

struct passwords {
	uv_loop_t *loop;
	struct queue queues[PASSWORD_ASKERS];
	struct turns *turns; /* that strangers' networks have had */
	size_t running;
	bool is_closing; /* calls are not resumed: what they would go on with has gone */
};

struct passwords *passwords_new(struct parts *parts)
{
	struct passwords *passwords = calloc(1, sizeof *passwords);

	assert(passwords);
	passwords->loop = parts->env.loop;
	passwords->turns = turns_new();
	passwords->queues[PASSWORD_STRANGER].is_by_turns = true;
	return passwords;
}

static void wipe(struct password_job *job)
{
	sodium_memzero(job->password, sizeof job->password);
}

static void forget_waiting(struct queue *queue)
{
	while (queue->count > 0)
		wipe(queue->jobs[--queue->count]);
}

/* Those that wait are forgotten; the pool's threads write into the memory of those that run. */
void passwords_free(struct passwords **passwords)
{
	struct passwords *closing = *passwords;

	*passwords = NULL;
	if (!closing)
		return;
	closing->is_closing = true;
	for (size_t i = 0; i < PASSWORD_ASKERS; i++)
		forget_waiting(&closing->queues[i]);
	while (closing->running > 0)
		(void)uv_run(closing->loop, UV_RUN_ONCE);
	turns_free(&closing->turns);
	free(closing);
}

/* --- on the pool ------------------------------------------------------------------------------ */
/* libsodium maps its 64 MiB with every page filled at once (MAP_POPULATE), and meanwhile the kernel
 * lets nobody change this process's map. The loop does, for each key that it takes out of guarded
 * memory (mprotect): under a flood of sign-ins it waited for two fifths of its time, 0.1 s at once.
 * So mmap(2), as libraries call it, is ours: each page comes when it is touched. The name in C is
 * another, since <sys/mman.h> may make mmap64 of that one. */
void *map_by_and_by(void *address, size_t size, int protection, int flags, int descriptor,
	off_t offset) __asm__("mmap");

/* NOLINTNEXTLINE(readability-function-size): the system's own six parameters */
void *map_by_and_by(
	void *address, size_t size, int protection, int flags, int descriptor, off_t offset)
{
	long mapped = syscall(
		SYS_mmap, address, size, protection, flags & ~MAP_POPULATE, descriptor, offset);

	return (void *)mapped; /* NOLINT(performance-no-int-to-ptr) */
}

static bool hash_into(char ret_hash[crypto_pwhash_argon2id_STRBYTES], struct text password)
{
	return crypto_pwhash_argon2id_str(ret_hash, password.data, password.size, PASSES, MEMORY) ==
	       0;
}

static void work_off(uv_work_t *work)
{
	struct password_job *job = CONTAINER_OF(work, struct password_job, work);

	if (job->hash_then)
		job->is_done = hash_into(job->hash, (struct text){job->password, job->size});
	else
		job->is_done =
			crypto_pwhash_argon2id_str_verify(job->hash, job->password, job->size) == 0;
}

/* --- on the loop ------------------------------------------------------------------------------ */
static struct next refuse(struct call *call)
{
	return call_fail_later(call, ERR_TOO_MANY, "Too many sign in at once", RETRY_MS);
}

static struct next deliver(struct call *call)
{
	struct password_job *job = call->password;

	if (job->check_then)
		return job->check_then(call, job->is_done && job->is_known);
	return job->hash_then(call, job->is_done ? ERR_NONE : ERR_BUSY,
		text_from(job->is_done ? job->hash : NULL));
}

static void start_next(struct passwords *passwords);

static void worked_off(uv_work_t *work, int status)
{
	struct password_job *job = CONTAINER_OF(work, struct password_job, work);
	struct passwords *passwords = job->passwords;

	(void)status; /* nobody cancels */
	wipe(job);
	passwords->running--;
	if (passwords->is_closing)
		return;
	call_resume(job->call, deliver);
	start_next(passwords);
}

/* --- whose turn it is ------------------------------------------------------------------------- */
static uint64_t now_us(void)
{
	return uv_hrtime() / 1000;
}

/* Of one network's jobs each waits for the turns of those before it as well. */
static uint64_t turns_before(
	const struct passwords *passwords, const struct queue *queue, size_t at)
{
	const size_t network = queue->jobs[at]->network;
	uint64_t owed_us;

	if (!queue->is_by_turns)
		return 0;
	owed_us = turns_owed_us(passwords->turns, network, now_us());
	for (size_t i = 0; i < at; i++)
		if (queue->jobs[i]->network == network)
			owed_us += TURN_US;
	return owed_us;
}

/* Who had fewest turns, of equals the oldest; nobody waits in an empty queue. */
static size_t find_next(const struct passwords *passwords, const struct queue *queue)
{
	uint64_t least = UINT64_MAX;
	size_t found = 0;

	for (size_t i = 0; i < queue->count; i++) {
		const uint64_t turns = turns_before(passwords, queue, i);
		if (turns < least)
			least = turns, found = i;
	}
	return found;
}

/* Who had most, of equals the youngest. */
static size_t find_last(const struct passwords *passwords, const struct queue *queue)
{
	uint64_t most = 0;
	size_t found = 0;

	for (size_t i = 0; i < queue->count; i++) {
		const uint64_t turns = turns_before(passwords, queue, i);
		if (turns >= most)
			most = turns, found = i;
	}
	return found;
}

static struct password_job *take_at(struct queue *queue, size_t at)
{
	struct password_job *job = queue->jobs[at];

	queue->count--;
	memmove(&queue->jobs[at], &queue->jobs[at + 1],
		(queue->count - at) * sizeof(struct password_job *));
	return job;
}

/* Who asks and leaves would have the others wait for work that is nobody's. */
static void let_go(struct password_job *job)
{
	wipe(job);
	call_resume(job->call, refuse);
}

static struct password_job *take_next_awaited(struct passwords *passwords, struct queue *queue)
{
	while (queue->count > 0) {
		struct password_job *job = take_at(queue, find_next(passwords, queue));
		if (call_is_awaited(job->call))
			return job;
		let_go(job);
	}
	return NULL;
}

/* Of strangers, who can be as many as have addresses, nobody goes before somebody known. */
static void start_next(struct passwords *passwords)
{
	struct password_job *job = NULL;
	int failed;

	if (passwords->running == RUNNING_MAX)
		return;
	for (size_t i = 0; i < PASSWORD_ASKERS && !job; i++)
		job = take_next_awaited(passwords, &passwords->queues[i]);
	if (!job)
		return;
	if (job->asker == PASSWORD_STRANGER)
		turns_take(passwords->turns, job->network, now_us());
	passwords->running++;
	failed = uv_queue_work(passwords->loop, &job->work, work_off, worked_off);
	assert(failed == 0);
}

/* Where there is no place for all, who is to be served last is sent away. */
static struct next enqueue(struct call *call, enum password_asker asker, struct password_job *job)
{
	struct passwords *passwords = call->parts->passwords;
	struct queue *queue = &passwords->queues[asker];
	struct password_job *last = NULL;

	call->password = job;
	job->call = call;
	job->passwords = passwords;
	job->asker = asker;
	job->network = turns_place(passwords->turns, call_peer(call));
	queue->jobs[queue->count++] = job;
	start_next(passwords);
	if (queue->count > WAITING_MAX)
		last = take_at(queue, find_last(passwords, queue));
	if (last == job) {
		wipe(job);
		return refuse(call);
	}
	if (last)
		let_go(last);
	return call_wait(call);
}

static struct password_job *job_new(struct call *call, struct text password)
{
	struct password_job *job = ARENA_NEW(&call->arena, struct password_job);

	assert(password.size <= sizeof job->password);
	if (password.size > 0)
		memcpy(job->password, password.data, password.size);
	job->size = password.size;
	return job;
}

struct next password_check(struct call *call, enum password_asker asker, struct text password,
	struct text hash, password_then then)
{
	struct password_job *job;

	if (password.size > PASSWORD_SIZE_MAX) /* nobody's, but it takes its time all the same */
		password.size = PASSWORD_SIZE_MAX, hash = TEXT_ABSENT;
	job = job_new(call, password);
	job->check_then = then;
	job->is_known = hash.data && hash.size < sizeof job->hash;
	if (job->is_known)
		memcpy(job->hash, hash.data, hash.size);
	else
		memcpy(job->hash, decoy, sizeof decoy);
	return enqueue(call, asker, job);
}

struct next password_hash(struct call *call, struct text password, password_hash_then then)
{
	struct password_job *job = job_new(call, password);

	job->hash_then = then;
	return enqueue(call, PASSWORD_KNOWN, job);
}

enum err password_hash_now(struct arena *arena, struct text password, struct text *ret_hash)
{
	char hash[crypto_pwhash_argon2id_STRBYTES];

	if (!hash_into(hash, password))
		return ERR_BUSY; /* 64 MiB were not to be had */
	*ret_hash = arena_copy(arena, text_from(hash));
	return ERR_NONE;
}

/* --- what makes a password -------------------------------------------------------------------- */
/* The commonest of those that are long enough. */
static const char *const common[] = {"1234567890", "0123456789", "12345678910", "123456789a",
	"qwertyuiop", "qwerty12345", "1q2w3e4r5t", "password12", "password123", "password1234",
	"passw0rd123", "iloveyou123", "administrator", "changeme123", "letmein123", "welcome123",
	"frontdesk123"};

static bool is_one_character(struct text password)
{
	for (size_t i = 1; i < password.size; i++)
		if (password.data[i] != password.data[0])
			return false;
	return true;
}

const char *password_fault(struct text password)
{
	if (password.size < PASSWORD_SIZE_MIN)
		return "A password needs at least 10 characters.";
	if (password.size > PASSWORD_SIZE_MAX)
		return "A password may have at most 200 bytes.";
	if (!text_is_utf8(password))
		return "A password must be UTF-8 text.";
	if (text_has_control(password))
		return "A password must have no control characters.";
	if (is_one_character(password))
		return "A password needs more than one character, repeated.";
	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
		if (text_equals_folded(password, text_from(common[i])))
			return "This password is one of those that are tried first.";
	return NULL;
}
