/*
 * Sockets, the handshake and framing. Incoming frames are read in place from one shared buffer;
 * outgoing ones are gathered a turn long and leave in one write, as a browser's would not, but as
 * many browsers' together do: the loader's own system calls must not be the measure.
 */
#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	EVENTS_PER_TURN = 512,
	INPUT_SIZE = 1 << 20,
	FIRST_SOURCE = 2, /* 127.0.0.2 and on */
	MASK_SIZE = 4,
	OPCODE_TEXT = 1,
	OPCODE_CLOSE = 8,
	OPCODE_PING = 9,
	OPCODE_PONG = 10,
	FIN = 0x80
};

static struct {
	int epoll;
	const struct client_events *events;
	struct client *dirty;
	uint64_t now_ns;
	char input[INPUT_SIZE];
} clients;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t read_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t clients_now_ns(void)
{
	return clients.now_ns;
}

void clients_start(const struct client_events *events)
{
	clients.events = events;
	clients.now_ns = read_clock();
	clients.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (clients.epoll < 0)
		fail("epoll_create1");
}

/* --- ends --------------------------------------------------------------------------------- */
static void forget(struct client *client)
{
	struct client **place = &clients.dirty;
	while (client->is_dirty && *place != client)
		place = &(*place)->next_dirty;
	if (client->is_dirty)
		*place = client->next_dirty;
	free(client->rest);
	free(client->out);
	*client = (struct client){.fd = -1};
}

void client_drop(struct client *client)
{
	const struct linger at_once = {.l_onoff = 1};
	if (client->state == CLIENT_CLOSED)
		return;
	(void)setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(client->fd);
	forget(client);
}

static void lose(struct client *client)
{
	client_drop(client);
	clients.events->closed(client);
}

void client_go_deaf(struct client *client)
{
	const int least = 1;
	(void)setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &least, sizeof(least));
	(void)epoll_ctl(clients.epoll, EPOLL_CTL_DEL, client->fd, NULL);
}

/* --- writing ------------------------------------------------------------------------------ */
static void watch(struct client *client, bool output)
{
	struct epoll_event event = {
		.events = EPOLLIN | (output ? EPOLLOUT : 0), .data.ptr = client};
	if (client->is_watching_output == output)
		return;
	client->is_watching_output = output;
	if (epoll_ctl(clients.epoll, EPOLL_CTL_MOD, client->fd, &event) < 0)
		fail("epoll_ctl");
}

static void mark_dirty(struct client *client)
{
	if (client->is_dirty)
		return;
	client->is_dirty = true;
	client->next_dirty = clients.dirty;
	clients.dirty = client;
}

static char *reserve(struct client *client, size_t size)
{
	while (client->out_size + size > client->out_capacity) {
		client->out_capacity = client->out_capacity ? client->out_capacity * 2 : 512;
		client->out = realloc(client->out, client->out_capacity);
		if (!client->out)
			fail("realloc");
	}
	char *place = client->out + client->out_size;
	client->out_size += size;
	mark_dirty(client);
	return place;
}

static void put_frame(struct client *client, int opcode, const char *text, size_t size)
{
	static uint32_t mask = 0x9e3779b9;
	size_t length_size = size < 126 ? 1 : 3;
	char *at = reserve(client, 1 + length_size + MASK_SIZE + size);
	*at++ = (char)(FIN | opcode);
	*at++ = (char)(0x80 | (length_size == 1 ? size : 126));
	if (length_size == 3) {
		*at++ = (char)(size >> 8);
		*at++ = (char)size;
	}
	mask = mask * 1664525 + 1013904223;
	memcpy(at, &mask, MASK_SIZE);
	const char *key = at;
	at += MASK_SIZE;
	for (size_t i = 0; i < size; i++)
		at[i] = (char)(text[i] ^ key[i % MASK_SIZE]);
}

void client_say(struct client *client, const char *text, size_t size)
{
	put_frame(client, OPCODE_TEXT, text, size);
}

static void flush(struct client *client)
{
	ssize_t sent = send(client->fd, client->out, client->out_size, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0 && errno != EAGAIN) {
		lose(client);
		return;
	}
	size_t left = client->out_size - (sent > 0 ? (size_t)sent : 0);
	memmove(client->out, client->out + client->out_size - left, left);
	client->out_size = left;
	watch(client, left > 0);
	if (left > 0)
		return;
	free(client->out);
	client->out = NULL;
	client->out_capacity = 0;
}

static void flush_all(void)
{
	while (clients.dirty) {
		struct client *client = clients.dirty;
		clients.dirty = client->next_dirty;
		client->is_dirty = false;
		if (client->state >= CLIENT_UPGRADING && client->out_size > 0)
			flush(client);
	}
}

/* --- reading ------------------------------------------------------------------------------ */
/* The size of the frame's header and payload, or 0 when more bytes are needed to tell. */
static size_t frame_size(const unsigned char *bytes, size_t size, size_t *ret_header)
{
	if (size < 2)
		return 0;
	size_t length = bytes[1] & 0x7f;
	size_t extra = length == 126 ? 2 : length == 127 ? 8 : 0;
	if (size < 2 + extra)
		return 0;
	if (extra > 0)
		length = 0;
	for (size_t i = 0; i < extra; i++)
		length = length << 8 | bytes[2 + i];
	*ret_header = 2 + extra;
	return *ret_header + length;
}

static bool take_frame(struct client *client, int opcode, const char *payload, size_t size)
{
	if (opcode == OPCODE_TEXT)
		clients.events->heard(client, payload, size);
	else if (opcode == OPCODE_PING)
		put_frame(client, OPCODE_PONG, payload, size);
	else if (opcode == OPCODE_CLOSE)
		return false;
	return true;
}

/* Returns how much was used up; SIZE_MAX when the connection has ended. */
static size_t take_frames(struct client *client, const char *bytes, size_t size)
{
	size_t used = 0;
	while (client->state == CLIENT_OPEN) {
		const char *frame = bytes + used;
		size_t header = 0, whole = 0;
		whole = frame_size((const unsigned char *)frame, size - used, &header);
		if (whole > INPUT_SIZE / 2)
			return SIZE_MAX;
		if (whole == 0 || whole > size - used)
			return used;
		if (!take_frame(client, frame[0] & 15, frame + header, whole - header))
			return SIZE_MAX;
		used += whole;
	}
	return client->state == CLIENT_CLOSED ? SIZE_MAX : used;
}

static size_t take_upgrade(struct client *client, const char *bytes, size_t size)
{
	const char *end = memmem(bytes, size, "\r\n\r\n", 4);
	if (!end)
		return 0;
	if (size < 12 || memcmp(bytes, "HTTP/1.1 101", 12) != 0)
		return SIZE_MAX;
	client->state = CLIENT_OPEN;
	clients.events->opened(client);
	return (size_t)(end + 4 - bytes);
}

static void keep_rest(struct client *client, const char *bytes, size_t size)
{
	free(client->rest);
	client->rest = size > 0 ? malloc(size) : NULL;
	if (size > 0 && !client->rest)
		fail("malloc");
	client->rest_size = size;
	if (size > 0)
		memcpy(client->rest, bytes, size);
}

static void take_input(struct client *client)
{
	size_t kept = client->rest_size, used = 0;
	if (kept > 0)
		memcpy(clients.input, client->rest, kept);
	ssize_t got = recv(client->fd, clients.input + kept, INPUT_SIZE - kept, MSG_DONTWAIT);
	if (got < 0 && errno == EAGAIN)
		return;
	if (got <= 0) {
		lose(client);
		return;
	}
	size_t size = kept + (size_t)got;
	if (client->state == CLIENT_UPGRADING)
		used = take_upgrade(client, clients.input, size);
	if (used != SIZE_MAX && client->state == CLIENT_OPEN) {
		size_t more = take_frames(client, clients.input + used, size - used);
		used = more == SIZE_MAX ? SIZE_MAX : used + more;
	}
	if (client->state == CLIENT_CLOSED)
		return; /* its owner let it go */
	if (used == SIZE_MAX)
		lose(client);
	else
		keep_rest(client, clients.input + used, size - used);
}

/* --- connecting --------------------------------------------------------------------------- */
static void bind_source(int fd, uint32_t number)
{
	const int on = 1;
	struct sockaddr_in source = {.sin_family = AF_INET};
	source.sin_addr.s_addr =
		htonl(INADDR_LOOPBACK - 1 + FIRST_SOURCE + number / CLIENTS_PER_SOURCE);
	(void)setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&source, sizeof(source)) < 0)
		fail("bind");
}

static void put_upgrade(struct client *client, const struct client_target *target)
{
	char head[1024];
	int size = snprintf(head, sizeof(head),
		"GET %s HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Version: 13\r\n%s%s%s%s%s%s\r\n",
		target->path, ntohs(target->address.sin_port),
		target->protocol ? "Sec-WebSocket-Protocol: " : "",
		target->protocol ? target->protocol : "", target->protocol ? "\r\n" : "",
		target->origin ? "Origin: " : "", target->origin ? target->origin : "",
		target->origin ? "\r\n" : "");
	memcpy(reserve(client, (size_t)size), head, (size_t)size);
}

void client_open(struct client *client, const struct client_target *target, uint32_t number)
{
	const int on = 1;
	*client = (struct client){.state = CLIENT_CONNECTING, .is_watching_output = true};
	client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (client->fd < 0)
		fail("socket");
	bind_source(client->fd, number);
	(void)setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = client};
	if (connect(client->fd, (const struct sockaddr *)&target->address,
		    sizeof(target->address)) < 0 &&
		errno != EINPROGRESS) {
		event.events = 0; /* epoll will say that it failed */
	}
	if (epoll_ctl(clients.epoll, EPOLL_CTL_ADD, client->fd, &event) < 0)
		fail("epoll_ctl");
	put_upgrade(client, target);
}

static void take_event(struct client *client, uint32_t events)
{
	if (client->state == CLIENT_CONNECTING) {
		if (events & (EPOLLERR | EPOLLHUP)) {
			lose(client);
			return;
		}
		client->state = CLIENT_UPGRADING;
	}
	if (events & EPOLLOUT)
		mark_dirty(client);
	if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
		take_input(client);
}

void clients_turn(int wait_ms)
{
	struct epoll_event events[EVENTS_PER_TURN];
	flush_all();
	int count = epoll_wait(clients.epoll, events, EVENTS_PER_TURN, wait_ms);
	clients.now_ns = read_clock();
	for (int i = 0; i < count; i++) {
		struct client *client = events[i].data.ptr;
		/* One that was dropped earlier in this turn has nothing more to say. */
		if (client->state != CLIENT_CLOSED)
			take_event(client, events[i].events);
	}
	flush_all();
}
