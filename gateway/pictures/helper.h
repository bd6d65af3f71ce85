/*
 * One run of the program frontdesk-pictures: a process that is started for a picture, given it,
 * heard out, and buried. Nothing of the worker goes with it but two pipes: no other descriptor, no
 * variable of the environment, no privilege. Loop thread only.
 */
#ifndef FRONTDESK_PICTURES_HELPER_H
#define FRONTDESK_PICTURES_HELPER_H

#include <sys/types.h>
#include <uv.h>

#include "loop/env.h"
#include "pictures/protocol.h"

struct helper;
/* It is over and buried: what it said, all of it or as much as could be, is borrowed until this
 * returns; `status` is its end's (waitpid(2)). */
typedef void (*helper_ended)(struct helper *helper, struct text said, int status);

/* Embed it in its owner, reach the owner by CONTAINER_OF. Its memory may be used again once it has
 * ended and helper_is_idle. */
struct helper {
	const struct env *env;
	helper_ended ended;
	pid_t pid;
	int status;
	uv_pipe_t to, from;
	size_t open_pipes;
	uv_write_t write;
	uint8_t head[PICTURE_REQUEST_HEAD];
	char *said;
	size_t said_size, said_room;
	struct timer limit, burial;
	bool is_closing; /* it has closed its end, or is not listened to any more */
};

/* Starts the program and gives it a picture, which is borrowed until it has ended; `ended` is set.
 * It is killed after `limit_ms`. 0, or the number of an error; then nothing was started. */
int helper_start(struct helper *helper, const struct env *env, const char *program,
	struct text picture, uint32_t limit_ms);
/* Kills and buries it at once, and tells nobody; the loop must turn until it is idle. */
void helper_break_off(struct helper *helper);
/* Whether it holds nothing of the loop's. */
bool helper_is_idle(const struct helper *helper);

#endif
