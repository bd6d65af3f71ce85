/*
 * A message is read by a thread of the pool, which touches the job's own memory and the message
 * alone. Few at once: the pool has others to serve.
 */
#include <stdlib.h>
#include <uv.h>

#include "base/memory.h"
#include "call/parts.h"
#include "crypto/signature.h"
#include "mail/private.h"

enum { READING_MOST = 2, WAITING_MOST = 64 };

struct mail_job {
	uv_work_t work;
	struct mail *mail;
	struct call *call;
	struct mail_job *next; /* that waits */
	struct text message;
	const struct mail_signature *signature; /* NULL: it needs none */
	mail_read_then then;
	struct arena arena;
	struct mail_reading reading;
	enum err err;
};

/* --- on the pool ------------------------------------------------------------------------------ */
static void work_off(uv_work_t *work)
{
	struct mail_job *job = CONTAINER_OF(work, struct mail_job, work);
	const struct mail_signature *by = job->signature;
	bool is_signed = !by || signature_matches(by->secret, by->time_s, job->message, by->digest);
	job->err = is_signed ? mime_read(&job->arena, job->message, &job->reading) : ERR_DENIED;
}

/* --- on the loop ------------------------------------------------------------------------------ */
static struct next deliver(struct call *call)
{
	struct mail_job *job = call->mail_job;
	return job->then(call, job->err, &job->reading);
}

static void copy(struct arena *arena, struct text *text)
{
	if (!text_is_absent(*text))
		*text = arena_copy(arena, *text);
}

/* Out of the job's memory, into the call's. */
static void take_reading(struct mail_job *job)
{
	struct arena *arena = &job->call->arena;
	struct mail_reading *reading = &job->reading;
	copy(arena, &reading->message_id);
	copy(arena, &reading->from_name);
	copy(arena, &reading->from_address);
	copy(arena, &reading->subject);
	copy(arena, &reading->text);
	copy(arena, &reading->auto_submitted);
	copy(arena, &reading->precedence);
	copy(arena, &reading->failed_address);
	copy(arena, &reading->failed_status);
	for (size_t i = 0; i < MIME_FILES_MOST; i++)
		copy(arena, &reading->files[i].name);
}

static void start_next(struct mail *mail);

static void worked_off(uv_work_t *work, int status)
{
	struct mail_job *job = CONTAINER_OF(work, struct mail_job, work);
	struct mail *mail = job->mail;
	(void)status; /* nobody cancels */
	mail->reading--;
	if (!mail->is_closing)
		take_reading(job);
	arena_done(&job->arena);
	if (mail->is_closing)
		return;
	call_resume(job->call, deliver);
	start_next(mail);
}

static void start_next(struct mail *mail)
{
	struct mail_job *job = mail->waiting;
	if (!job || mail->reading == READING_MOST)
		return;
	mail->waiting = job->next;
	mail->waiting_count--;
	mail->reading++;
	(void)uv_queue_work(mail->parts->env.loop, &job->work, work_off, worked_off);
}

struct next mail_read_signed(struct call *call, struct text message,
	const struct mail_signature *signature, mail_read_then then)
{
	struct mail *mail = call->parts->mail;
	struct mail_job **last = &mail->waiting;
	struct mail_job *job = ARENA_NEW(&call->arena, struct mail_job);
	if (mail->waiting_count == WAITING_MOST)
		return then(call, ERR_BUSY, NULL);
	job->mail = mail;
	job->call = call;
	job->message = message;
	job->signature = signature;
	job->then = then;
	arena_init(&job->arena);
	call->mail_job = job;
	while (*last)
		last = &(*last)->next;
	*last = job;
	mail->waiting_count++;
	start_next(mail);
	return call_wait(call);
}

struct next mail_read(struct call *call, struct text message, mail_read_then then)
{
	return mail_read_signed(call, message, NULL, then);
}
