/* libuv's streams. The struct outlives its closing: it is freed by the last callback that libuv
 * owes us, of the look-up or of the handle. */
#include "scan/link.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/addresses.h"
#include "base/memory.h"

enum {
	CONNECT_MS = 10000,
	WRITE_MS = 60000,  /* one chunk */
	REPLY_MS = 180000, /* clamd gives up on a file after 120 s (MaxScanTime) */
	INPUT_SIZE = 512,
	PREFIX_SIZE = 4
};

struct scan_link {
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} uv;
	const struct env *env;
	struct scan_owner *owner; /* NULL: it has been told of the end, or has closed it */
	bool is_closed, is_looking_up, has_handle, is_writing, is_finished;
	struct timer limit;
	uv_getaddrinfo_t lookup;
	uv_connect_t connect;
	uv_write_t write;
	uint8_t prefix[PREFIX_SIZE];
	struct scan_reply reply;
	char input[INPUT_SIZE];
};

bool scan_address_read(const char *setting, struct scan_address *ret_address)
{
	struct text text = text_from(setting), host = text;
	uint64_t port = 0;
	bool is_path = text_starts_with(text, TEXT("unix:/"));
	const char *colon = strrchr(setting, ':');
	if (is_path)
		host = (struct text){text.data + 5, text.size - 5};
	else if (!colon || !text_to_uint64(text_from(colon + 1), &port) || port == 0 ||
		 port > UINT16_MAX)
		return false;
	else
		host.size = (size_t)(colon - setting);
	if (!is_path && host.size > 2 && host.data[0] == '[' && host.data[host.size - 1] == ']')
		host = (struct text){host.data + 1, host.size - 2};
	if (host.size == 0 || host.size >= sizeof(ret_address->host))
		return false;
	(void)snprintf(ret_address->host, sizeof(ret_address->host), "%.*s", TEXT_ARG(host));
	(void)snprintf(ret_address->port, sizeof(ret_address->port), "%.0u", (unsigned)port);
	return true;
}

/* --- its end ---------------------------------------------------------------------------------- */
static void handle_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void end(struct scan_link *link)
{
	struct scan_owner *owner = link->owner;
	link->owner = NULL;
	wheel_cancel(link->env->wheel, &link->limit);
	if (owner)
		owner->ended(owner, &link->reply);
}

static void too_late(struct timer *timer)
{
	end(CONTAINER_OF(timer, struct scan_link, limit));
}

static void give_time(struct scan_link *link, uint64_t limit_ms)
{
	wheel_set(link->env->wheel, &link->limit, limit_ms, too_late);
}

void scan_link_close(struct scan_link **link)
{
	struct scan_link *closed = *link;
	*link = NULL;
	if (!closed)
		return;
	closed->owner = NULL;
	closed->is_closed = true;
	wheel_cancel(closed->env->wheel, &closed->limit);
	if (closed->has_handle)
		uv_close(&closed->uv.handle, handle_closed);
	else if (closed->is_looking_up)
		(void)uv_cancel((uv_req_t *)&closed->lookup);
	else
		free(closed);
}

/* --- reading and writing ---------------------------------------------------------------------- */
static void lend_input(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buffer)
{
	struct scan_link *link = handle->data;
	*ret_buffer = uv_buf_init(link->input, sizeof(link->input));
}

/* A reply that comes early ends it, too: clamd says so when a file is too large for it. */
static void received(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
	struct scan_link *link = stream->data;
	if (!link->owner)
		return;
	if (size > 0)
		scan_reply_add(&link->reply, (struct text){buffer->base, (size_t)size});
	if (size < 0 || link->reply.is_whole || link->reply.is_fault)
		end(link);
}

/* Who does not take what is written may have said why: it is read first, until its end. */
static void written(uv_write_t *write, int status)
{
	struct scan_link *link = write->data;
	link->is_writing = false;
	if (!link->owner)
		return;
	give_time(link, link->is_finished ? REPLY_MS : WRITE_MS);
	if (status == 0 && !link->is_finished)
		link->owner->ready(link->owner);
}

static void write_both(struct scan_link *link, struct text first, struct text second)
{
	uv_buf_t parts[] = {uv_buf_init((char *)first.data, (unsigned)first.size),
		uv_buf_init((char *)second.data, (unsigned)second.size)};
	assert(!link->is_writing && link->owner);
	link->is_writing = true;
	give_time(link, WRITE_MS);
	(void)uv_write(&link->write, &link->uv.stream, parts, second.size ? 2 : 1, written);
}

static struct text write_size(struct scan_link *link, size_t size)
{
	for (size_t i = 0; i < PREFIX_SIZE; i++)
		link->prefix[i] = (uint8_t)(size >> (8 * (PREFIX_SIZE - 1 - i)));
	return (struct text){(const char *)link->prefix, PREFIX_SIZE};
}

void scan_link_command(struct scan_link *link, struct text command)
{
	write_both(link, command, TEXT(""));
}

void scan_link_chunk(struct scan_link *link, struct text bytes)
{
	assert(bytes.size > 0 && bytes.size <= INT32_MAX);
	write_both(link, write_size(link, bytes.size), bytes);
}

void scan_link_finish(struct scan_link *link)
{
	link->is_finished = true;
	write_both(link, write_size(link, 0), TEXT(""));
}

/* --- connecting ------------------------------------------------------------------------------- */
static void connected(uv_connect_t *connect, int status)
{
	struct scan_link *link = connect->data;
	if (!link->owner)
		return;
	if (status < 0 || uv_read_start(&link->uv.stream, lend_input, received) < 0)
		end(link);
	else
		link->owner->ready(link->owner);
}

static bool connect_address(struct scan_link *link, const struct sockaddr *address)
{
	(void)uv_tcp_init(link->env->loop, &link->uv.tcp);
	link->has_handle = true;
	link->uv.handle.data = link;
	return uv_tcp_connect(&link->connect, &link->uv.tcp, address, connected) == 0;
}

static void looked_up(uv_getaddrinfo_t *lookup, int status, struct addrinfo *found)
{
	struct scan_link *link = lookup->data;
	const struct addrinfo *chosen = status == 0 ? addresses_choose(found, 0) : NULL;
	link->is_looking_up = false;
	if (link->is_closed)
		free(link);
	else if (!chosen || !connect_address(link, chosen->ai_addr))
		end(link);
	uv_freeaddrinfo(found);
}

static void look_up(struct scan_link *link, const struct scan_address *address)
{
	static const struct addrinfo wanted = {
		.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	link->lookup.data = link;
	link->is_looking_up = uv_getaddrinfo(link->env->loop, &link->lookup, looked_up,
				      address->host, address->port, &wanted) == 0;
}

static void connect_path(struct scan_link *link, const struct scan_address *address)
{
	(void)uv_pipe_init(link->env->loop, &link->uv.pipe, 0);
	link->has_handle = true;
	link->uv.handle.data = link;
	uv_pipe_connect(&link->connect, &link->uv.pipe, address->host, connected);
}

struct scan_link *scan_link_open(
	const struct env *env, const struct scan_address *address, struct scan_owner *owner)
{
	struct scan_link *link = MEMORY_NEW(struct scan_link);
	link->env = env;
	link->owner = owner;
	link->connect.data = link->write.data = link;
	give_time(link, CONNECT_MS);
	if (*address->port)
		look_up(link, address);
	else
		connect_path(link, address);
	return link;
}
