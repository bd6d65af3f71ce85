/*
 * The certificate's files, looked at again and again by a thread of libuv's pool, since that blocks
 * on the disk. A change is taken at the look after the one that saw it, so that a pair of which
 * only one file has been replaced yet is not judged. A bad pair is refused, said once, and looked
 * at again, while the one before goes on serving.
 */
#include "net/tls_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "net/certificate.h"

enum { LOOK_MS = 2000 };

/* The thread's until it is done; the settings' texts outlive it. */
struct tls_look {
	uv_work_t work;
	struct tls *tls; /* NULL: has ended meanwhile */
	const char *certificate_path, *key_path;
	struct pair_stamp served, seen; /* before this look */
	struct pair_stamp stamp;
	SSL_CTX *context;   /* of a changed pair that is good */
	const char *reason; /* of one that is not */
};

static void look_later(struct tls *tls);

/* --- stamps ------------------------------------------------------------------------------ */
static struct file_stamp stamp_of(const char *path)
{
	struct file_stamp stamp = {0};
	struct stat file;
	if (stat(path, &file) == 0) {
		stamp.device = file.st_dev;
		stamp.inode = file.st_ino;
		stamp.size = file.st_size;
		stamp.changed = file.st_mtim;
	}
	return stamp;
}

struct pair_stamp pair_stamp_read(const char *certificate_path, const char *key_path)
{
	return (struct pair_stamp){{stamp_of(certificate_path), stamp_of(key_path)}};
}

static bool is_same_file(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static bool is_same(const struct pair_stamp *a, const struct pair_stamp *b)
{
	return is_same_file(&a->files[0], &b->files[0]) && is_same_file(&a->files[1], &b->files[1]);
}

/* --- a look ------------------------------------------------------------------------------ */
/* On the thread. */
static void look(uv_work_t *work)
{
	struct tls_look *look = CONTAINER_OF(work, struct tls_look, work);
	look->stamp = pair_stamp_read(look->certificate_path, look->key_path);
	if (!is_same(&look->stamp, &look->served) && is_same(&look->stamp, &look->seen))
		look->context =
			certificate_load(look->certificate_path, look->key_path, &look->reason);
}

static void note_refusal(struct tls *tls, const struct tls_look *look)
{
	if (is_same(&look->stamp, &tls->refused))
		return;
	tls->refused = look->stamp;
	log_say(tls->env->log, LOG_ERROR,
		"a changed certificate is refused, the one before serves on",
		LOG_F_WORD("reason", look->reason));
}

static void conclude(struct tls *tls, const struct tls_look *look)
{
	tls->seen = look->stamp;
	if (look->reason)
		note_refusal(tls, look);
	if (!look->context)
		return;
	tls->served = tls->refused = look->stamp;
	tls_serve(tls, look->context);
	log_say(tls->env->log, LOG_INFO, "a changed certificate is served",
		LOG_F_NUMBER("expires_at", certificate_expires_at(look->context)));
}

static void looked(uv_work_t *work, int status)
{
	struct tls_look *look = CONTAINER_OF(work, struct tls_look, work);
	struct tls *tls = look->tls;
	(void)status;
	if (tls) {
		tls->look = NULL;
		conclude(tls, look);
		look_later(tls);
	} else {
		certificate_free(&look->context);
	}
	free(look);
}

static void begin_look(struct timer *timer)
{
	struct tls *tls = CONTAINER_OF(timer, struct tls, next_look);
	const struct settings *settings = tls->env->settings;
	struct tls_look *started = MEMORY_NEW(struct tls_look);
	started->tls = tls;
	started->certificate_path = settings->tls_certificate;
	started->key_path = settings->tls_key;
	started->served = tls->served;
	started->seen = tls->seen;
	tls->look = started;
	if (uv_queue_work(tls->env->loop, &started->work, look, looked)) {
		tls->look = NULL;
		free(started);
		look_later(tls);
	}
}

static void look_later(struct tls *tls)
{
	wheel_set(tls->env->wheel, &tls->next_look, LOOK_MS, begin_look);
}

void tls_watch(struct tls *tls)
{
	look_later(tls);
}

void tls_unwatch(struct tls *tls)
{
	wheel_cancel(tls->env->wheel, &tls->next_look);
	if (tls->look)
		tls->look->tls = NULL;
}
