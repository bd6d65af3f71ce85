/*
 * The mapping is a memfd: it outlives exec, so that a supervisor can start a newer binary than
 * itself. A child finds it, and its listening sockets, by descriptors whose numbers stand in one
 * environment variable.
 */
#include "process/seat.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/last_words.h"
#include "call/limit.h"
#include "loop/census.h"

#define POST_VARIABLE "FRONTDESK_POST"

/* What stands in the environment: "worker seat socket[,socket…] seats supervisor limits census". */
enum post_field {
	FIELD_WORKER,
	FIELD_SEAT,
	FIELD_SOCKETS,
	FIELD_SEATS,
	FIELD_SUPERVISOR,
	FIELD_LIMITS, /* not from a supervisor from before limits were shared */
	FIELD_CENSUS, /* the same */
	FIELD_COUNT
};
enum { NUMBER_SIZE = 21, FIELDS_SIZE = (FIELD_COUNT + LISTENERS_MAX) * NUMBER_SIZE };
_Static_assert(sizeof(POST_VARIABLE "=") + FIELDS_SIZE <= SEAT_POST_SIZE, "a post fits its text");

static struct seats *map(int memory, size_t size)
{
	void *seats = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	return seats == MAP_FAILED ? NULL : seats;
}

struct seats *seats_new(size_t worker_count, int *ret_memory)
{
	size_t size = sizeof(struct seats) + worker_count * SEATS_PER_WORKER * sizeof(struct seat);
	int memory = memfd_create("frontdesk-seats", MFD_CLOEXEC);
	if (memory < 0)
		return NULL;
	struct seats *seats = ftruncate(memory, (off_t)size) == 0 ? map(memory, size) : NULL;
	if (!seats) {
		(void)close(memory);
		return NULL;
	}
	seats->worker_count = worker_count;
	*ret_memory = memory;
	return seats;
}

void seat_write_post(
	const struct post *post, const struct seat_memory *memory, char ret_text[SEAT_POST_SIZE])
{
	char sockets[LISTENERS_MAX * NUMBER_SIZE] = "";
	size_t size = 0;
	for (size_t i = 0; i < post->socket_count; i++)
		size += (size_t)snprintf(sockets + size, sizeof(sockets) - size, "%s%d",
			i ? "," : "", post->sockets[i]);
	(void)snprintf(ret_text, SEAT_POST_SIZE, POST_VARIABLE "=%zu %zu %s %d %d %d %d",
		post->worker, post->seat, sockets, memory->seats, post->supervisor, memory->limits,
		memory->census);
}

/* A descriptor that is duplicated to itself stays open over the exec (POSIX.1-2024). */
int seat_hand_on(const struct post *post, const struct seat_memory *memory,
	posix_spawn_file_actions_t *actions)
{
	const int shared[] = {memory->seats, memory->limits, memory->census};
	int error = 0;
	for (size_t i = 0; !error && i < post->socket_count; i++)
		error = posix_spawn_file_actions_adddup2(
			actions, post->sockets[i], post->sockets[i]);
	for (size_t i = 0; !error && i < sizeof(shared) / sizeof(shared[0]); i++)
		error = posix_spawn_file_actions_adddup2(actions, shared[i], shared[i]);
	return error;
}

/* Cuts up to that mark or the end. */
static struct text cut(const char **text, const char *mark)
{
	struct text field = {*text, strcspn(*text, mark)};
	*text += field.size + ((*text)[field.size] == mark[0] ? 1 : 0);
	return field;
}

static bool read_number(struct text field, int *ret_number)
{
	uint64_t number;
	if (!text_to_uint64(field, &number) || number > INT32_MAX)
		return false;
	*ret_number = (int)number;
	return true;
}

static bool read_sockets(const char **text, struct post *post)
{
	do {
		if (post->socket_count == LISTENERS_MAX ||
			!read_number(cut(text, ", "), &post->sockets[post->socket_count++]))
			return false;
	} while ((*text)[-1] == ',');
	*text += **text == ' ' ? 1 : 0;
	return true;
}

static bool read_post(const char *text, struct post *ret_post, struct seat_memory *ret_memory)
{
	struct post post = {.socket_count = 0};
	int numbers[FIELD_COUNT] = {[FIELD_LIMITS] = -1, [FIELD_CENSUS] = -1};
	size_t count = 0;
	while (count < FIELD_COUNT && *text) {
		bool is_read = count == FIELD_SOCKETS
				       ? read_sockets(&text, &post)
				       : read_number(cut(&text, " "), &numbers[count]);
		if (!is_read)
			return false;
		count++;
	}
	if (count < FIELD_LIMITS)
		return false;
	post.worker = (size_t)numbers[FIELD_WORKER];
	post.seat = (size_t)numbers[FIELD_SEAT];
	post.supervisor = numbers[FIELD_SUPERVISOR];
	*ret_memory = (struct seat_memory){
		numbers[FIELD_SEATS], numbers[FIELD_LIMITS], numbers[FIELD_CENSUS]};
	*ret_post = post;
	return true;
}

/* Maps what the supervisor made, and checks that the post lies within it. */
static bool map_post(struct post *post, int memory)
{
	struct stat file;
	if (fstat(memory, &file) != 0 || (size_t)file.st_size < sizeof(struct seats))
		return false;
	post->seats = map(memory, (size_t)file.st_size);
	(void)close(memory);
	if (!post->seats)
		return false;
	size_t count = post->seats->worker_count;
	return count <= SEAT_WORKERS_MAX && post->worker < count && post->seat < SEATS_PER_WORKER &&
	       (size_t)file.st_size ==
		       sizeof(struct seats) + count * SEATS_PER_WORKER * sizeof(struct seat);
}

/* The signal is asked for first: a supervisor that dies in between is seen by the second look. */
static void follow(const struct post *post)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != post->supervisor)
		_exit(0);
}

bool seat_take(struct post *ret_post)
{
	struct post post;
	struct seat_memory memory;
	const char *text = getenv(POST_VARIABLE);
	if (!text)
		return false;
	bool is_whole = read_post(text, &post, &memory);
	(void)unsetenv(POST_VARIABLE);
	if (is_whole)
		follow(&post);
	if (!is_whole || !map_post(&post, memory.seats)) {
		last_words("frontdesk: this worker and its supervisor are of different versions; "
			   "restart frontdesk");
		exit(1);
	}
	post.limits = memory.limits < 0 ? NULL : limits_join(&limit_rates, memory.limits);
	if (memory.census >= 0)
		post.census =
			census_join(memory.census, post.seats->worker_count * SEATS_PER_WORKER);
	for (size_t i = 0; i < post.socket_count; i++)
		(void)fcntl(post.sockets[i], F_SETFD, FD_CLOEXEC);
	*ret_post = post;
	return true;
}

struct seat *seat_at(struct seats *seats, size_t worker, size_t seat)
{
	return &seats->seats[worker * SEATS_PER_WORKER + seat];
}

size_t seat_column(size_t worker, size_t seat)
{
	return worker * SEATS_PER_WORKER + seat;
}

enum seat_state seat_state(const struct seat *seat)
{
	return (enum seat_state)__atomic_load_n(&seat->state, __ATOMIC_ACQUIRE);
}

void seat_set_state(struct seat *seat, enum seat_state state)
{
	__atomic_store_n(&seat->state, (uint32_t)state, __ATOMIC_RELEASE);
}

bool seat_has_successor(const struct post *post)
{
	return getppid() == post->supervisor &&
	       !__atomic_load_n(&post->seats->is_ending, __ATOMIC_RELAXED);
}

void seat_beat(const struct post *post)
{
	struct seat *seat = seat_at(post->seats, post->worker, post->seat);
	__atomic_store_n(&seat->beats, seat->beats + 1, __ATOMIC_RELAXED);
}

void seat_say(const struct post *post, enum seat_state state)
{
	seat_set_state(seat_at(post->seats, post->worker, post->seat), state);
	if (getppid() == post->supervisor)
		(void)kill(post->supervisor, SIGUSR1);
}
