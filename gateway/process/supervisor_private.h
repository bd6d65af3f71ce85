/* What supervisor…c share: the workers, their processes, and how far a rolling restart is. */
#ifndef FRONTDESK_SUPERVISOR_PRIVATE_H
#define FRONTDESK_SUPERVISOR_PRIVATE_H

#include <signal.h>
#include <sys/types.h>

#include "base/backoff.h"
#include "base/log.h"
#include "base/settings.h"
#include "net/listener.h"
#include "process/seat.h"
#include "process/supervisor.h"

enum {
	SUPERVISOR_LOOK_MS = 3000,
	SUPERVISOR_LOOKS_MAX = 5,   /* 15 s without a turn of its loop: a worker hangs */
	SUPERVISOR_STARTS_MAX = 10, /* the same for one that does not begin to listen */
};

/* No seat. */
#define SEAT_NONE SIZE_MAX

struct child {
	pid_t pid; /* 0: there is none */
	uint64_t started_ms;
	uint64_t kill_at_ms;   /* 0: it was not asked to end */
	enum seat_state state; /* seen at the last look */
	uint32_t beats;        /* the same */
	uint32_t still;        /* looks since one of them changed */
};

struct worker {
	int sockets[LISTENERS_MAX]; /* one for each address; -1 while it is closed */
	size_t current, fresh;      /* seats: who serves, and who is to replace it */
	struct child children[SEATS_PER_WORKER];
	struct backoff backoff;
	uint64_t start_at_ms; /* 0: none is due */
};

struct roll {
	enum { ROLL_IDLE, ROLL_BEGINNING, ROLL_STARTING, ROLL_DRAINING } step;
	bool is_wanted;
	size_t worker;
	pid_t leaving; /* who drains in ROLL_DRAINING */
	uint64_t give_up_ms;
};

struct supervisor {
	struct arena *arena;
	const struct settings *settings;
	struct log *log;
	struct listeners listeners;
	struct seats *seats;
	struct limits *limits;
	struct census *census;
	struct seat_memory memory;
	const char *binary;
	char **environment; /* the children's: its own, and the post of the next */
	char post[SEAT_POST_SIZE];
	pid_t pid;
	sigset_t signals; /* what it waits for */
	sigset_t mask;    /* its children's: the one it was started with, but for these */
	size_t worker_count;
	struct worker *workers;
	struct roll roll;
	bool has_listened;   /* some worker has: the settings are sound */
	bool is_announced;   /* all have: the service manager knows */
	uint64_t look_at_ms; /* when the loops are looked at next */
	bool is_ending;
	int status;
};

uint64_t supervisor_now_ms(void);
/* Ends everything: no new connections, SIGTERM to all. */
void supervisor_end(struct supervisor *supervisor, int status);

/* --- supervisor_children.c: one process's life --------------------------------------------- */
/* Makes ready what children find in their environment. */
void supervisor_copy_environment(struct supervisor *supervisor);
/* Whether one more process can be started for a worker: not while too many drain. */
bool supervisor_has_seat(const struct supervisor *supervisor, size_t worker);
/* Starts a process for a worker; SEAT_NONE when it can't, which has been said. */
size_t supervisor_start(struct supervisor *supervisor, size_t worker);
/* When a worker that begins to drain now is killed: after a quarter more than it has for it. */
uint64_t supervisor_kill_at_ms(const struct supervisor *supervisor);
/* Asks a child to drain, and sees to it that it ends. */
void supervisor_ask(const struct supervisor *supervisor, struct child *child);
/* Buries the dead; `died` hears of each. */
typedef void (*supervisor_died_fn)(
	struct supervisor *supervisor, size_t worker, size_t seat, int status, uint64_t lived_ms);
void supervisor_reap(struct supervisor *supervisor, supervisor_died_fn died);
/* Has a worker started once a while, the longer the more often it has died. */
void supervisor_schedule(struct supervisor *supervisor, size_t worker, uint64_t lived_ms);

/* Kills a child that serves and whose loop does not turn, or that does not begin to serve; at every
 * SUPERVISOR_LOOK_MS. Looks are counted, not time: a machine that was suspended is no hung worker.
 */
void supervisor_look_at_loop(struct supervisor *supervisor, size_t worker, size_t seat);

/* --- supervisor_binary.c: what workers run ------------------------------------------------- */
/* Finds the binary, to run it again and again; false with a sentence. */
bool supervisor_find_binary(struct supervisor *supervisor, const char **ret_reason);

/* --- supervisor_sockets.c: where workers accept -------------------------------------------- */
/* Begins with none. */
void supervisor_forget_sockets(struct worker *worker);
/* Opens the sockets that a worker lacks; false with a sentence. */
bool supervisor_open_sockets(struct supervisor *supervisor, size_t worker, const char **ret_reason);
/* Closes those that are its own: new connections go to the others. */
void supervisor_close_sockets(struct supervisor *supervisor, size_t worker);
/* Closes everybody's, for good. */
void supervisor_close_all_sockets(struct supervisor *supervisor);

/* --- supervisor_roll.c: the rolling restart ------------------------------------------------ */
/* Goes as far as it can now. */
void supervisor_roll(struct supervisor *supervisor);
/* The newcomer of that worker has died. */
void supervisor_roll_failed(struct supervisor *supervisor, size_t worker);

#endif
