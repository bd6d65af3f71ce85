/*
 * What a supervisor and its workers share: a mapping of seats, one for each process that may run at
 * once. A worker has several seats, so that its replacement can begin while it still drains. Each
 * word has one writer: `state` from SEAT_LISTENING on and the figures are the process's that sits
 * there, everything else is the supervisor's. Figures stay when a process goes: its successor
 * counts on from them.
 */
#ifndef FRONTDESK_SEAT_H
#define FRONTDESK_SEAT_H

#include <spawn.h>

#include "base/metrics.h"
#include "net/listener.h"

struct census;
struct limits;

enum {
	SEAT_WORKERS_MAX = 256,
	SEATS_PER_WORKER = 4,
	SEAT_BEAT_MS = 1000,
	SEAT_POST_SIZE = 512 /* of a post as a child's environment has it */
};

enum seat_state {
	SEAT_FREE,
	SEAT_STARTING,
	SEAT_LISTENING, /* takes connections */
	SEAT_READY,     /* has been ready to serve, as /readyz says it */
	SEAT_DRAINING
};

struct seat {
	uint32_t state; /* enum seat_state; by seat_state and seat_say */
	uint32_t beats; /* grows as the process's loop turns, every SEAT_BEAT_MS */
	struct metrics_place metrics;
};

struct seats {
	uint64_t worker_count;
	uint32_t is_ending;                  /* nobody is started any more */
	uint32_t drain_seconds;              /* as the supervisor has it, who kills by it */
	uint64_t restarts[SEAT_WORKERS_MAX]; /* of each worker, after it had died */
	struct seat seats[];                 /* SEATS_PER_WORKER for each worker */
};

/* A process's place under a supervisor. */
struct post {
	struct seats *seats;
	size_t worker, seat; /* seat: among its worker's */
	size_t socket_count;
	int sockets[LISTENERS_MAX]; /* to accept from */
	int supervisor;             /* its process id */
	struct limits *limits; /* shared with the other workers; NULL: cannot be, see seat_take */
	struct census *census; /* the same */
};

/* The memories that a supervisor shares, by their descriptors. */
struct seat_memory {
	int seats, limits, census;
};

/* --- the supervisor's side --------------------------------------------------------------- */
/* Makes the mapping; NULL when the memory cannot be had. */
struct seats *seats_new(size_t worker_count, int *ret_memory);
/* Writes a post as the environment variable by which the child finds it: "NAME=value". */
void seat_write_post(
	const struct post *post, const struct seat_memory *memory, char ret_text[SEAT_POST_SIZE]);
/* Has the child inherit what its post names; 0 or the number of an error. */
int seat_hand_on(const struct post *post, const struct seat_memory *memory,
	posix_spawn_file_actions_t *actions);

/* --- the worker's side ------------------------------------------------------------------- */
/* Whether a supervisor started this process; then its post, and SIGTERM when the supervisor dies.
 * A supervisor that is gone already ends the process here. Versions may differ in a rolling
 * restart: without seats that fit nothing can go on, without limits or a census that do this
 * worker has its own. */
bool seat_take(struct post *ret_post);
/* Whether another process will accept from this one's socket. */
bool seat_has_successor(const struct post *post);
/* Says that this process's loop turns. */
void seat_beat(const struct post *post);
/* Says how far this process is, and wakes the supervisor. */
void seat_say(const struct post *post, enum seat_state state);

/* --- both -------------------------------------------------------------------------------- */
struct seat *seat_at(struct seats *seats, size_t worker, size_t seat);
/* Its column of the census, which has as many as there are seats. */
size_t seat_column(size_t worker, size_t seat);
enum seat_state seat_state(const struct seat *seat);
void seat_set_state(struct seat *seat, enum seat_state state);

#endif
