/*
 * Commands to one Redis server, over a link of their own: those that may be lost, and questions
 * that a call waits for. A question is one command, whose answer is the reply of its number; nobody
 * waits longer than a second, nor for a server that is away.
 */
#ifndef FRONTDESK_BUS_COMMANDS_H
#define FRONTDESK_BUS_COMMANDS_H

#include "call/call.h"
#include "loop/wheel.h"
#include "redis/buffer.h"
#include "redis/reply.h"

struct bus;
struct bus_commands;
struct bus_server;
struct redis_address;

/* Bytes towards a server; what would make more of them is dropped. */
enum { BUS_PENDING_MAX = 8 * 1024 * 1024 };

struct bus_commands_owner {
	/* The link has come, or has gone. */
	void (*ready)(struct bus_server *server);
	void (*lost)(struct bus_server *server);
	/* Redis has refused the command of this number. */
	void (*refused)(
		struct bus_server *server, const struct redis_reply *reply, uint64_t number);
};

/* A question under way; in its call's arena, in a struct of who asks. */
struct bus_asking {
	struct call *call;
	struct bus_commands *commands; /* NULL: nobody was asked */
	void (*take)(struct bus_asking *asking, const struct redis_reply *reply);
	call_step go_on; /* has the asking as call->asking; with or without an answer */

	/* commands.c's */
	uint64_t number; /* of the command's reply */
	struct timer limit;
	struct bus_asking *next;
};

/* Begins to connect. The address outlives it. */
struct bus_commands *bus_commands_new(const struct bus *bus, const struct redis_address *address,
	struct bus_server *server, const struct bus_commands_owner *owner);
/* Ends the link. Who waits goes on without an answer. */
void bus_commands_free(struct bus_commands **commands);

bool bus_commands_are_ready(const struct bus_commands *commands);
/* Whether the server takes a command that may be lost. */
bool bus_commands_have_room(const struct bus_commands *commands, size_t size);
/* The buffer to write the next command into, which goes out with the turn; the link is ready. */
struct redis_buffer *bus_commands_begin(struct bus_commands *commands);
/* The number of the command that was begun last. */
uint64_t bus_commands_number(const struct bus_commands *commands);
void bus_commands_flush(struct bus_commands *commands);
/* Gives the connection up, and connects again. */
void bus_commands_drop(struct bus_commands *commands);

/* Parks the call until the command that was begun last is answered, a second has passed or the
 * server is lost; without a server it goes on at once. */
struct next bus_ask_wait(struct bus_asking *asking);

/* Warns of what the server does not do for us: once, until it is forgiven, for it does. */
void bus_commands_complain(struct bus_commands *commands, const char *sentence);
void bus_commands_forgive(struct bus_commands *commands);

#endif
