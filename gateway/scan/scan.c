/* The look that comes again, and files: each on a connection of its own, which its call has. */
#include "scan/scan.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "call/parts.h"

enum { LOOK_MS = 60000, SOON_MS = 5000, DAY_S = 86400 };

struct scan {
	const struct env *env;
	bool is_set;
	struct scan_address address;
	enum scan_state state;
	struct scan_version version;
	bool is_looking;
	struct scan_look look;
	struct timer again;
	struct scan_job *jobs; /* under way */
};

struct scan_job {
	struct scan_owner owner;
	struct scan_link *link;
	struct call *call;
	struct scan_job *next; /* of the scanner's */
	struct scan_reply reply;
	bool is_begun, is_asked, is_ended, is_awaited; /* asked: it has heard all */
	scan_step step;                                /* one of the two */
	scan_then then;
};

/* --- the scanner itself ----------------------------------------------------------------------- */
const char *scan_hindrance(enum scan_state state)
{
	static const char *const sentences[] = {
		[SCAN_UNSET] = "Files cannot be sent: there is no scanner for malware",
		[SCAN_AWAY] = "Files cannot be sent now: the scanner for malware does not answer",
		[SCAN_BLIND] = "Files cannot be sent now: the scanner for malware finds nothing",
		[SCAN_STALE] = "Files cannot be sent now: the scanner's signatures are too old",
		[SCAN_READY] = NULL,
	};
	return sentences[state];
}

enum scan_state scan_judge(const struct settings *settings, const struct scan_look *look)
{
	int64_t oldest_s = (int64_t)time(NULL) - settings->clamd_days * DAY_S;
	bool is_stale = settings->clamd_days > 0 && look->version.made_s < oldest_s;
	return look->state == SCAN_READY && is_stale ? SCAN_STALE : look->state;
}

enum scan_state scan_state(const struct scan *scan)
{
	return scan->state;
}

int64_t scan_signatures(const struct scan *scan)
{
	return scan->version.signatures;
}

int64_t scan_signatures_age_s(const struct scan *scan)
{
	int64_t age_s = (int64_t)time(NULL) - scan->version.made_s;
	return scan->version.made_s == 0 ? -1 : age_s > 0 ? age_s : 0;
}

static void say(struct scan *scan, enum scan_state state)
{
	if (state == scan->state || !scan->env->log)
		return;
	if (state == SCAN_READY)
		log_say(scan->env->log, LOG_INFO, "the scanner for malware is ready",
			LOG_F_NUMBER("signatures", scan->version.signatures));
	else
		log_say(scan->env->log, LOG_WARN, "no files are taken",
			LOG_F_WORD("reason", scan_hindrance(state)));
}

static void look_again(struct timer *timer);

static void looked(struct scan_look *look)
{
	struct scan *scan = CONTAINER_OF(look, struct scan, look);
	enum scan_state state = scan_judge(scan->env->settings, look);
	scan->is_looking = false;
	if (look->state != SCAN_AWAY)
		scan->version = look->version;
	say(scan, state);
	scan->state = state;
	metric_set(scan->env->metrics, METRIC_SCAN_READY, state == SCAN_READY);
	metric_set(scan->env->metrics, METRIC_SCAN_AGE, scan_signatures_age_s(scan));
	wheel_set(scan->env->wheel, &scan->again, state == SCAN_READY ? LOOK_MS : SOON_MS,
		look_again);
}

static void look_again(struct timer *timer)
{
	struct scan *scan = CONTAINER_OF(timer, struct scan, again);
	scan->is_looking = true;
	scan->look.looked = looked;
	scan_look_begin(scan->env, &scan->address, &scan->look);
}

struct scan *scan_new(const struct env *env, const char **ret_reason)
{
	struct scan *scan = MEMORY_NEW(struct scan);
	const char *setting = env->settings->clamd;
	scan->env = env;
	scan->is_set = *setting != '\0';
	scan->state = scan->is_set ? SCAN_AWAY : SCAN_UNSET;
	if (scan->is_set && !scan_address_read(setting, &scan->address)) {
		*ret_reason = "clamd must be unix:/path or host:port";
		free(scan);
		return NULL;
	}
	if (scan->is_set)
		wheel_set(env->wheel, &scan->again, 0, look_again);
	return scan;
}

void scan_free(struct scan **scan)
{
	struct scan *closing = *scan;
	*scan = NULL;
	if (!closing)
		return;
	wheel_cancel(closing->env->wheel, &closing->again);
	if (closing->is_looking)
		scan_look_stop(&closing->look);
	for (struct scan_job *job = closing->jobs; job; job = job->next)
		scan_link_close(&job->link);
	free(closing);
}

/* --- files ------------------------------------------------------------------------------------ */
static struct next deliver_step(struct call *call)
{
	struct scan_job *job = call->scan_job;
	return job->step(call, job->is_ended ? ERR_BUSY : ERR_NONE);
}

static struct next deliver_verdict(struct call *call)
{
	static const enum scan_verdict verdicts[] = {
		[SCAN_WORD_CLEAN] = SCAN_CLEAN,
		[SCAN_WORD_FOUND] = SCAN_INFECTED,
		[SCAN_WORD_TOO_LARGE] = SCAN_TOO_LARGE,
		[SCAN_WORD_FAULT] = SCAN_FAILED,
	};
	struct scan_job *job = call->scan_job;
	scan_then then = job->then;
	char name[SCAN_NAME_MOST + 1];
	enum scan_word word = scan_reply_word(&job->reply, name);
	/* A verdict on less than the whole is none. */
	if (word == SCAN_WORD_CLEAN && !job->is_asked)
		word = SCAN_WORD_FAULT;
	scan_break(call);
	return then(call, verdicts[word], arena_copy(&call->arena, text_from(name)));
}

static void wake(struct scan_job *job)
{
	if (!job->is_awaited)
		return;
	job->is_awaited = false;
	call_resume(job->call, job->then ? deliver_verdict : deliver_step);
}

static void ready(struct scan_owner *owner)
{
	static const struct text command = {"zINSTREAM", sizeof("zINSTREAM")};
	struct scan_job *job = CONTAINER_OF(owner, struct scan_job, owner);
	if (job->is_begun) {
		wake(job);
		return;
	}
	job->is_begun = true;
	scan_link_command(job->link, command);
}

static void ended(struct scan_owner *owner, const struct scan_reply *reply)
{
	struct scan_job *job = CONTAINER_OF(owner, struct scan_job, owner);
	job->reply = *reply;
	job->is_ended = true;
	scan_link_close(&job->link);
	wake(job);
}

static struct next await(struct scan_job *job)
{
	job->is_awaited = true;
	return call_wait(job->call);
}

struct next scan_begin(struct call *call, scan_step then)
{
	struct scan *scan = call->parts->scan;
	struct scan_job *job = ARENA_NEW(&call->arena, struct scan_job);
	if (!scan->is_set)
		return then(call, ERR_BUSY);
	job->owner = (struct scan_owner){ready, ended};
	job->call = call;
	job->step = then;
	call->scan_job = job;
	job->next = scan->jobs;
	scan->jobs = job;
	job->link = scan_link_open(scan->env, &scan->address, &job->owner);
	return await(job);
}

struct next scan_piece(struct call *call, struct text bytes, scan_step then)
{
	struct scan_job *job = call->scan_job;
	job->step = then;
	if (job->is_ended)
		return deliver_step(call);
	scan_link_chunk(job->link, bytes);
	return await(job);
}

struct next scan_end(struct call *call, scan_then then)
{
	struct scan_job *job = call->scan_job;
	if (!job)
		return then(call, SCAN_FAILED, TEXT_ABSENT);
	job->then = then;
	if (job->is_ended)
		return deliver_verdict(call);
	job->is_asked = true;
	scan_link_finish(job->link);
	return await(job);
}

void scan_break(struct call *call)
{
	struct scan_job *job = call->scan_job;
	if (!job)
		return;
	struct scan_job **at = &call->parts->scan->jobs;
	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	call->scan_job = NULL;
	scan_link_close(&job->link);
}
