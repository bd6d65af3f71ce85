/*
 * One WebSocket client connection (RFC 6455, plain TCP, no extensions): connecting from a source
 * address of its own, the handshake, masked text frames out, whole frames in. All clients share one
 * epoll and one input buffer; a client keeps bytes only of what is not complete yet, so that tens
 * of thousands fit. Nothing here blocks.
 */
#ifndef LOAD_CLIENT_H
#define LOAD_CLIENT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* At most so many connections come from one source address, of 127.0.0.0/8. */
enum { CLIENTS_PER_SOURCE = 4000 };

enum client_state { CLIENT_CLOSED, CLIENT_CONNECTING, CLIENT_UPGRADING, CLIENT_OPEN };

struct client;

/* What the owner is told. A client may be closed from within any of these but `closed`. */
struct client_events {
	void (*opened)(struct client *client);
	void (*heard)(struct client *client, const char *text, size_t size);
	/* The connection has gone, or never came to be. It may be opened anew. */
	void (*closed)(struct client *client);
};

struct client {
	int fd;
	enum client_state state;
	bool is_watching_output, is_dirty;
	struct client *next_dirty;
	char *rest; /* a beginning without its end */
	size_t rest_size;
	char *out;
	size_t out_size, out_capacity;
};

struct client_target {
	struct sockaddr_in address;
	const char *path, *protocol, *origin; /* protocol and origin: NULL for none */
};

void clients_start(const struct client_events *events);
/* Waits up to `wait_ms`, tells the owners what came, sends what they have to say. */
void clients_turn(int wait_ms);
/* The time as of the last turn's events, CLOCK_MONOTONIC. */
uint64_t clients_now_ns(void);

/* `number` chooses the source address. */
void client_open(struct client *client, const struct client_target *target, uint32_t number);
/* Queues a text frame; it leaves at the end of the turn, with the others of its client. */
void client_say(struct client *client, const char *text, size_t size);
/* Stops reading for good, with a small receive buffer: a client that never reads. */
void client_go_deaf(struct client *client);
/* Closes without ceremony (a reset, so that no port waits); `closed` is not called. */
void client_drop(struct client *client);

#endif
