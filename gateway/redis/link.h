/*
 * One connection to a Redis server: it signs in, makes sure that the server answers, and is ready
 * until it is lost; then it reconnects with full jitter (50 ms to 2 s), for as long as it takes.
 * Commands are written into its buffer and go out together, one write a turn of the loop. Embed it
 * in its owner, reach the owner by CONTAINER_OF. Loop thread only.
 */
#ifndef FRONTDESK_REDIS_LINK_H
#define FRONTDESK_REDIS_LINK_H

#include "loop/wheel.h"
#include "redis/buffer.h"
#include "redis/reply.h"
#include "redis/url.h"

struct env;
struct redis_socket;

struct redis_link {
	/* The owner's, set after redis_link_init; called from the loop. */
	void (*ready)(struct redis_link *link);
	void (*lost)(struct redis_link *link); /* after it was ready */
	/* The nth reply since it became ready; borrowed. */
	void (*replied)(struct redis_link *link, const struct redis_reply *reply, uint64_t number);
	/* Of the commands asked since it became ready, how many there were. */
	uint64_t asked, answered;

	/* link.c's */
	const struct env *env;
	const struct redis_address *address;
	const char *name; /* in the log */
	enum { REDIS_LINK_IDLE, REDIS_LINK_OPENING, REDIS_LINK_GREETING, REDIS_LINK_READY } state;
	struct redis_socket *socket;
	struct redis_reader *reader;
	struct redis_buffer filling;
	struct timer timer; /* for opening, then for the next attempt */
	uint32_t attempts, greetings_due;
	uint64_t ready_ms;
	bool has_complained, has_told_refusal; /* since it was ready */
};

/* Address and name outlive the link. */
void redis_link_init(struct redis_link *link, const struct env *env,
	const struct redis_address *address, const char *name);
/* Begins to connect. */
void redis_link_start(struct redis_link *link);
/* Ends it, and says nothing. What is asked is written as far as the kernel takes it at once. */
void redis_link_stop(struct redis_link *link);
bool redis_link_is_ready(const struct redis_link *link);
/* The buffer to write the next command into; the link is ready. */
struct redis_buffer *redis_link_ask(struct redis_link *link);
/* How many bytes wait here or are under way. */
size_t redis_link_pending(const struct redis_link *link);
/* Writes what was asked, unless a write is under way: then it follows by itself. */
void redis_link_flush(struct redis_link *link);
/* A refusal in our words: what Redis says is not logged. */
const char *redis_link_refusal(const struct redis_reply *reply);
/* Gives the connection up, says that it is lost, and connects again. */
void redis_link_drop(struct redis_link *link);

#endif
