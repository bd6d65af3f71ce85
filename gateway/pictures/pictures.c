/*
 * A queue with one helper. What can be told of a picture without decoding it is told at once, by
 * its head: most of what is no picture starts no process. Answers are given from the wheel, or from
 * a helper's burial, never from inside a question.
 */
#include "pictures/pictures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "call/parts.h"
#include "pictures/helper.h"

#define PROGRAM "frontdesk-pictures"

enum { PATH_MOST = 4096 };

struct pictures {
	const struct env *env;
	struct arena memory; /* the path's */
	const char *program; /* NULL: it cannot be found */
	uint32_t limit_ms;
	struct helper helper;
	struct picture_asking *running; /* the helper's; NULL: it has none */
	struct picture_asking *waiting; /* oldest first */
	size_t waiting_count;
	struct picture_asking *refused, *put_off; /* to be told so in the loop's next turn */
	struct timer go_on;
};

/* --- where the program is --------------------------------------------------------------------- */
/* The name of a file that has been replaced meanwhile ends in a remark of the kernel's; its folder
 * is the same. */
const char *pictures_program(struct arena *arena)
{
	char own[PATH_MOST];
	ssize_t size = readlink("/proc/self/exe", own, sizeof own - 1);
	own[size > 0 ? size : 0] = 0;
	char *slash = strrchr(own, '/');
	if (!slash)
		return NULL;
	return arena_string(arena, "%.*s/" PROGRAM, (int)(slash - own), own);
}

/* --- answers ---------------------------------------------------------------------------------- */
static void answer(struct pictures *pictures, struct picture_asking *asking,
	enum picture_outcome outcome, const struct picture *picture)
{
	static const enum metric counted[] = {
		[PICTURE_MADE] = METRIC_PICTURES_MADE,
		[PICTURE_REFUSED] = METRIC_PICTURES_REFUSED,
		[PICTURE_PUT_OFF] = METRIC_PICTURES_PUT_OFF,
	};
	metric_add(pictures->env->metrics, counted[outcome], 1);
	asking->asked(asking, outcome, picture);
}

static void answer_all(
	struct pictures *pictures, struct picture_asking **list, enum picture_outcome outcome)
{
	while (*list) {
		struct picture_asking *asking = *list;
		*list = asking->next;
		answer(pictures, asking, outcome, NULL);
	}
}

static void say_death(const struct pictures *pictures, int status)
{
	if (WIFSIGNALED(status))
		log_say(pictures->env->log, LOG_WARN,
			"a picture was refused: its program was killed",
			LOG_F_WORD("signal", sigabbrev_np(WTERMSIG(status))));
	else
		log_say(pictures->env->log, LOG_WARN,
			"a picture was refused: its program gave no answer",
			LOG_F_NUMBER("status", WEXITSTATUS(status)));
}

static void start_next(struct timer *timer);

static void schedule(struct pictures *pictures)
{
	wheel_set(pictures->env->wheel, &pictures->go_on, 0, start_next);
}

static void ended(struct helper *helper, struct text said, int status)
{
	struct pictures *pictures = CONTAINER_OF(helper, struct pictures, helper);
	struct picture_asking *asking = pictures->running;
	enum picture_verdict verdict = PICTURE_BROKEN;
	struct picture picture;
	pictures->running = NULL;
	schedule(pictures);
	bool is_heard = WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
			picture_answer_read(said, &verdict, &picture);
	if (!is_heard)
		say_death(pictures, status);
	bool is_made = is_heard && verdict == PICTURE_CLEAN;
	answer(pictures, asking, is_made ? PICTURE_MADE : PICTURE_REFUSED,
		is_made ? &picture : NULL);
}

/* --- the queue -------------------------------------------------------------------------------- */
static void start(struct pictures *pictures, struct picture_asking *asking)
{
	pictures->helper.ended = ended;
	int error = pictures->program
			    ? helper_start(&pictures->helper, pictures->env, pictures->program,
				      asking->bytes, pictures->limit_ms)
			    : ENOENT;
	if (!error) {
		pictures->running = asking;
		return;
	}
	log_say(pictures->env->log, LOG_ERROR,
		"pictures cannot be shown: frontdesk-pictures, beside this program, cannot be "
		"started",
		LOG_F_WORD("cause", strerrorname_np(error)));
	answer(pictures, asking, PICTURE_PUT_OFF, NULL);
	schedule(pictures);
}

static void start_next(struct timer *timer)
{
	struct pictures *pictures = CONTAINER_OF(timer, struct pictures, go_on);
	answer_all(pictures, &pictures->refused, PICTURE_REFUSED);
	answer_all(pictures, &pictures->put_off, PICTURE_PUT_OFF);
	struct picture_asking *asking = pictures->waiting;
	if (!asking || pictures->running)
		return;
	pictures->waiting = asking->next;
	pictures->waiting_count--;
	start(pictures, asking);
}

static bool can_be_shown(struct text bytes)
{
	struct picture_head head;
	return bytes.size <= PICTURE_SIZE_MOST && picture_head_read(bytes, &head) &&
	       (uint64_t)head.width * head.height <= PICTURE_PIXELS_MOST;
}

void pictures_begin(struct pictures *pictures, struct picture_asking *asking)
{
	struct picture_asking **list = &pictures->waiting;
	if (!can_be_shown(asking->bytes))
		list = &pictures->refused;
	else if (pictures->waiting_count == PICTURES_WAITING_MOST)
		list = &pictures->put_off;
	else
		pictures->waiting_count++;
	while (*list)
		list = &(*list)->next;
	asking->next = NULL;
	*list = asking;
	if (!pictures->running)
		schedule(pictures);
}

/* --- its life --------------------------------------------------------------------------------- */
struct pictures *pictures_new(const struct env *env)
{
	struct pictures *pictures = pictures_new_at(env, NULL, PICTURES_LIMIT_MS);
	pictures->program = pictures_program(&pictures->memory);
	return pictures;
}

struct pictures *pictures_new_at(const struct env *env, const char *program, uint32_t limit_ms)
{
	struct pictures *pictures = MEMORY_NEW(struct pictures);
	pictures->env = env;
	pictures->program = program;
	pictures->limit_ms = limit_ms;
	arena_init(&pictures->memory);
	return pictures;
}

void pictures_free(struct pictures **pictures)
{
	struct pictures *closing = *pictures;
	*pictures = NULL;
	if (!closing)
		return;
	wheel_cancel(closing->env->wheel, &closing->go_on);
	if (closing->running)
		helper_break_off(&closing->helper);
	while (!helper_is_idle(&closing->helper))
		(void)uv_run(closing->env->loop, UV_RUN_NOWAIT);
	arena_done(&closing->memory);
	free(closing);
}

/* --- for calls -------------------------------------------------------------------------------- */
struct picture_waiting {
	struct call *call;
	struct picture_asking asking;
	picture_then then;
	enum picture_outcome outcome;
	struct picture picture;
};

static struct next deliver(struct call *call)
{
	struct picture_waiting *waiting = call->picture;
	bool is_made = waiting->outcome == PICTURE_MADE;
	return waiting->then(call, waiting->outcome, is_made ? &waiting->picture : NULL);
}

static void answered(
	struct picture_asking *asking, enum picture_outcome outcome, const struct picture *picture)
{
	struct picture_waiting *waiting = CONTAINER_OF(asking, struct picture_waiting, asking);
	waiting->outcome = outcome;
	if (picture) {
		waiting->picture = *picture;
		waiting->picture.bytes = arena_copy(&waiting->call->arena, picture->bytes);
	}
	call_resume(waiting->call, deliver);
}

struct next pictures_clean(struct call *call, struct text bytes, picture_then then)
{
	struct picture_waiting *waiting = ARENA_NEW(&call->arena, struct picture_waiting);
	waiting->call = call;
	waiting->then = then;
	waiting->asking = (struct picture_asking){.bytes = bytes, .asked = answered};
	call->picture = waiting;
	pictures_begin(call->parts->pictures, &waiting->asking);
	return call_wait(call);
}
