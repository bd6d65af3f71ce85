/*
 * Started by posix_spawn(3): fork would copy the tables of all the worker's memory. It is over when
 * it has closed its end of the pipe; its burial waits for it, by turns of the wheel, so that no
 * handler of SIGCHLD is needed. Whatever else happens, its limit kills it.
 */
#include "pictures/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

enum { BURIAL_MS = 10, SAID_FIRST = 64 * 1024 };
enum { SAID_MOST = PICTURE_ANSWER_HEAD + PICTURE_SIZE_MOST };

/* --- its end ---------------------------------------------------------------------------------- */
static void pipe_closed(uv_handle_t *handle)
{
	struct helper *helper = handle->data;
	helper->open_pipes--;
}

static void close_pipes(struct helper *helper)
{
	if (helper->is_closing)
		return;
	helper->is_closing = true;
	uv_close((uv_handle_t *)&helper->to, pipe_closed);
	uv_close((uv_handle_t *)&helper->from, pipe_closed);
}

static bool is_dead(struct helper *helper)
{
	if (helper->pid && waitpid(helper->pid, &helper->status, WNOHANG) == helper->pid)
		helper->pid = 0;
	return helper->pid == 0;
}

/* Whoever is told may start another in the same memory. */
static void tell(struct helper *helper)
{
	char *said = helper->said;
	size_t size = helper->said_size;
	helper->said = NULL;
	wheel_cancel(helper->env->wheel, &helper->limit);
	helper->ended(helper, (struct text){said, size}, helper->status);
	free(said);
}

static void bury(struct timer *timer)
{
	struct helper *helper = CONTAINER_OF(timer, struct helper, burial);
	if (is_dead(helper) && helper->open_pipes == 0)
		tell(helper);
	else
		wheel_set(helper->env->wheel, &helper->burial, BURIAL_MS, bury);
}

static void fall_silent(struct helper *helper)
{
	if (helper->is_closing)
		return;
	close_pipes(helper);
	wheel_set(helper->env->wheel, &helper->burial, 0, bury);
}

static void kill_at_limit(struct timer *timer)
{
	struct helper *helper = CONTAINER_OF(timer, struct helper, limit);
	if (helper->pid) /* not buried yet: 0 would be this process's whole group */
		(void)kill(helper->pid, SIGKILL);
	fall_silent(helper);
}

void helper_break_off(struct helper *helper)
{
	if (helper->pid) {
		(void)kill(helper->pid, SIGKILL);
		(void)waitpid(helper->pid, &helper->status, 0);
		helper->pid = 0;
	}
	wheel_cancel(helper->env->wheel, &helper->limit);
	wheel_cancel(helper->env->wheel, &helper->burial);
	close_pipes(helper);
	free(helper->said);
	helper->said = NULL;
}

bool helper_is_idle(const struct helper *helper)
{
	return helper->pid == 0 && helper->open_pipes == 0;
}

/* --- what is said ----------------------------------------------------------------------------- */
/* Into what is left of the room for it; one that says more than an answer can have is not heard on.
 */
static void make_room(uv_handle_t *handle, size_t wanted, uv_buf_t *ret_room)
{
	struct helper *helper = handle->data;
	(void)wanted;
	if (helper->said_size == helper->said_room && helper->said_room < SAID_MOST) {
		size_t doubled = helper->said_room ? 2 * helper->said_room : SAID_FIRST;
		helper->said_room = doubled < SAID_MOST ? doubled : SAID_MOST;
		helper->said = memory_resize(helper->said, helper->said_room, 1);
	}
	*ret_room = uv_buf_init(helper->said + helper->said_size,
		(unsigned)(helper->said_room - helper->said_size));
}

/* Where there was no room left it is an error, too (UV_ENOBUFS). */
static void hear(uv_stream_t *stream, ssize_t size, const uv_buf_t *room)
{
	struct helper *helper = stream->data;
	(void)room;
	if (size > 0)
		helper->said_size += (size_t)size;
	else if (size < 0)
		fall_silent(helper);
}

/* It may have ended without having read all: its end says so. */
static void written(uv_write_t *write, int status)
{
	(void)write;
	(void)status;
}

static void talk(struct helper *helper, struct text picture)
{
	uv_buf_t parts[] = {
		uv_buf_init((char *)helper->head, PICTURE_REQUEST_HEAD),
		uv_buf_init((char *)picture.data, (unsigned)picture.size),
	};
	picture_request_write((uint32_t)picture.size, helper->head);
	if (uv_read_start((uv_stream_t *)&helper->from, make_room, hear) != 0 ||
		uv_write(&helper->write, (uv_stream_t *)&helper->to, parts, 2, written) != 0)
		kill_at_limit(&helper->limit);
}

/* --- its start -------------------------------------------------------------------------------- */
struct ends {
	int ours, its;
};

/* Ours closes as anything of ours is run. */
static int open_pipe(struct ends *ends, bool is_ours_to_write)
{
	int both[2];
	if (pipe2(both, O_CLOEXEC) != 0)
		return errno;
	*ends = is_ours_to_write ? (struct ends){both[1], both[0]}
				 : (struct ends){both[0], both[1]};
	return 0;
}

/* What libraries complain of is not for the log: it may repeat what the picture says. */
static int hand_on(posix_spawn_file_actions_t *actions, int input, int output)
{
	int error = posix_spawn_file_actions_adddup2(actions, input, STDIN_FILENO);
	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO);
	if (!error)
		error = posix_spawn_file_actions_addopen(
			actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (!error)
		error = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
	return error;
}

static int spawn(struct helper *helper, const char *program, int input, int output)
{
	char *words[] = {(char *)program, NULL};
	char *environment[] = {NULL};
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);
	if (error)
		return error;
	error = hand_on(&actions, input, output);
	if (!error)
		error = posix_spawn(&helper->pid, program, &actions, NULL, words, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	return error;
}

static void open_handle(struct helper *helper, uv_pipe_t *pipe, int descriptor)
{
	(void)uv_pipe_init(helper->env->loop, pipe, 0);
	pipe->data = helper;
	helper->open_pipes++;
	(void)uv_pipe_open(pipe, descriptor);
}

static int start_between(
	struct helper *helper, const char *program, struct ends to, struct ends from)
{
	int error = spawn(helper, program, to.its, from.its);
	(void)close(to.its);
	(void)close(from.its);
	if (error) {
		(void)close(to.ours);
		(void)close(from.ours);
		return error;
	}
	open_handle(helper, &helper->to, to.ours);
	open_handle(helper, &helper->from, from.ours);
	return 0;
}

int helper_start(struct helper *helper, const struct env *env, const char *program,
	struct text picture, uint32_t limit_ms)
{
	struct ends to = {-1, -1};
	struct ends from = {-1, -1};
	helper_ended ended = helper->ended;
	*helper = (struct helper){.env = env, .ended = ended};
	int error = open_pipe(&to, true);
	if (error)
		return error;
	error = open_pipe(&from, false);
	if (error) {
		(void)close(to.ours);
		(void)close(to.its);
		return error;
	}
	error = start_between(helper, program, to, from);
	if (error) {
		helper->pid = 0;
		return error;
	}
	wheel_set(env->wheel, &helper->limit, limit_ms, kill_at_limit);
	talk(helper, picture);
	return 0;
}
