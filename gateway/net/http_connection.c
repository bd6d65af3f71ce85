/*
 * A connection is in one state at a time, and what the poll handle waits for, and the deadline,
 * follow from it: http_connection_enter moves both together. Memory goes when the poll handle has
 * closed.
 */
#include "net/http_connection_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

/* In a drain, who has just connected may still ask: the request is on its way. */
enum { NEW_MS = 1000 };
/* When places are short, who has just come still has a while: its request is on its way, too. */
enum { HEAD_GRACE_MS = 1000 };

static void poll_cb(uv_poll_t *poll, int status, int events);
static void deadline_cb(struct timer *timer);

struct http_connections *http_connections_new(const struct env *env, struct http_taker *taker)
{
	struct http_connections *connections = MEMORY_NEW(struct http_connections);
	connections->env = env;
	connections->taker = taker;
	return connections;
}

size_t http_connections_count(const struct http_connections *connections)
{
	return connections->count;
}

/* --- those that wait for a request, the longest first ------------------------------------ */
/* Between two requests, or without a whole head yet, as its state says. */
static void note_waiting(struct http_connection *connection)
{
	struct http_connections *list = connection->list;
	struct http_queue *queue = NULL;
	if (connection->state == HTTP_READING_HEAD)
		queue = connection->is_first || !http_input_is_empty(&connection->input)
				? &list->headless
				: &list->idle;
	http_waiter_move(&connection->waiter, queue, env_now_ms(list->env));
}

bool http_connections_make_room(struct http_connections *connections)
{
	struct http_waiter *victim = http_queue_longest(&connections->idle);
	if (!victim) {
		victim = http_queue_longest(&connections->headless);
		if (!victim ||
			env_now_ms(connections->env) < http_waiter_since_ms(victim) + HEAD_GRACE_MS)
			return false;
	}
	http_connection_end(CONTAINER_OF(victim, struct http_connection, waiter));
	return true;
}

/* --- the end ----------------------------------------------------------------------------- */
static void free_connection(uv_handle_t *handle)
{
	struct http_connection *connection = CONTAINER_OF(handle, struct http_connection, poll);
	http_input_free(&connection->input);
	http_output_free(&connection->output);
	free(connection);
}

void http_connection_detach(struct http_connection *connection)
{
	struct http_connections *list = connection->list;
	assert(connection->state != HTTP_CLOSED);
	connection->state = HTTP_CLOSED;
	note_waiting(connection);
	share_close(&connection->share);
	wheel_cancel(list->env->wheel, &connection->deadline);
	if (connection->request)
		list->taker->abandon(connection->request);
	connection->request = NULL;
	if (connection->owner)
		connection->owner->events->gone(connection->owner);
	connection->owner = NULL;
	if (connection->prev)
		connection->prev->next = connection->next;
	else
		list->first = connection->next;
	if (connection->next)
		connection->next->prev = connection->prev;
	list->count--;
	list->turned_away -= connection->is_turned_away ? 1 : 0;
	uv_close((uv_handle_t *)&connection->poll, free_connection);
}

void http_connection_end(struct http_connection *connection)
{
	int socket = connection->socket;
	http_connection_detach(connection);
	(void)close(socket);
}

void http_connections_free(struct http_connections **connections)
{
	while (*connections && (*connections)->first)
		http_connection_end((*connections)->first);
	free(*connections);
	*connections = NULL;
}

void http_connections_drain(struct http_connections *connections)
{
	uint64_t now_ms = env_now_ms(connections->env);
	struct http_connection *next;
	for (struct http_connection *each = connections->first; each; each = next) {
		bool is_new = each->is_first && now_ms < each->opened_ms + NEW_MS;
		next = each->next;
		if (each->state == HTTP_READING_HEAD && http_input_is_empty(&each->input) &&
			!is_new)
			http_connection_end(each);
	}
}

/* --- states ------------------------------------------------------------------------------ */
/* Polls for what the state waits for; who is held is not read. */
static void watch(struct http_connection *connection)
{
	static const int events[] = {
		[HTTP_READING_HEAD] = UV_READABLE,
		[HTTP_READING_BODY] = UV_READABLE,
		[HTTP_WORKING] = UV_DISCONNECT,
		[HTTP_WRITING] = UV_WRITABLE,
		[HTTP_STREAMING] = UV_READABLE,
		[HTTP_STREAM_FULL] = UV_READABLE | UV_WRITABLE,
		[HTTP_LINGERING] = UV_READABLE,
		[HTTP_CLOSED] = 0,
	};
	int wanted = events[connection->state];
	if (connection->state == HTTP_WORKING && connection->is_half_closed)
		wanted = 0;
	if (share_is_held(connection->share))
		wanted &= ~UV_READABLE;
	if (wanted)
		(void)uv_poll_start(&connection->poll, wanted, poll_cb);
	else
		(void)uv_poll_stop(&connection->poll);
}

static void watch_reader(struct share_reader *reader)
{
	watch(CONTAINER_OF(reader, struct http_connection, reader));
}

void http_connection_enter(
	struct http_connection *connection, enum http_state state, uint64_t deadline_ms)
{
	struct wheel *wheel = connection->list->env->wheel;
	connection->state = state;
	note_waiting(connection);
	watch(connection);
	if (deadline_ms)
		wheel_set(wheel, &connection->deadline, deadline_ms, deadline_cb);
	else
		wheel_cancel(wheel, &connection->deadline);
}

static void deadline_cb(struct timer *timer)
{
	struct http_connection *connection = CONTAINER_OF(timer, struct http_connection, deadline);
	bool is_late = connection->state == HTTP_READING_BODY ||
		       (connection->state == HTTP_READING_HEAD &&
			       !http_input_is_empty(&connection->input));
	if (is_late)
		http_connection_refuse(connection, ERR_TIMEOUT, NULL, 0);
	else
		http_connection_end(connection);
}

/* --- events ------------------------------------------------------------------------------ */
/* The client has sent its last byte; it may still read (shutdown of its writing side). */
static void note_half_close(struct http_connection *connection)
{
	connection->is_half_closed = true;
	(void)uv_poll_stop(&connection->poll);
}

static void poll_cb(uv_poll_t *poll, int status, int events)
{
	struct http_connection *connection = CONTAINER_OF(poll, struct http_connection, poll);
	struct share_work work;
	if (status < 0) {
		http_connection_end(connection);
		return;
	}
	switch (connection->state) {
	case HTTP_READING_HEAD:
	case HTTP_READING_BODY:
		share_begin(&work, connection->share);
		http_read(connection);
		share_end(&work);
		break;
	case HTTP_WORKING:
		note_half_close(connection);
		break;
	case HTTP_WRITING:
		share_begin(&work, connection->share);
		http_flush(connection);
		share_end(&work);
		break;
	case HTTP_STREAMING:
	case HTTP_STREAM_FULL:
		http_stream_ready(connection, events);
		break;
	case HTTP_LINGERING:
		http_linger(connection);
		break;
	case HTTP_CLOSED:
		break;
	}
}

/* NULL when the loop cannot watch it: then the socket is closed. */
static struct http_connection *make(struct http_connections *connections, int socket)
{
	struct http_connection *connection = MEMORY_NEW(struct http_connection);
	if (uv_poll_init(connections->env->loop, &connection->poll, socket)) {
		free(connection);
		(void)close(socket);
		return NULL;
	}
	connection->list = connections;
	connection->socket = socket;
	connection->is_first = true;
	connection->opened_ms = env_now_ms(connections->env);
	connection->reader.watch = watch_reader;
	connection->next = connections->first;
	if (connection->next)
		connection->next->prev = connection;
	connections->first = connection;
	connections->count++;
	return connection;
}

void http_connection_open(
	struct http_connections *connections, int socket, struct text peer, struct share *share)
{
	struct http_connection *connection = make(connections, socket);
	if (!connection) {
		share_close(&share);
		return;
	}
	assert(peer.size < sizeof(connection->peer));
	memcpy(connection->peer, peer.data, peer.size);
	connection->share = share;
	share_read_by(connection->share, &connection->reader);
	http_connection_enter(connection, HTTP_READING_HEAD, HTTP_HEAD_DEADLINE_MS);
}

void http_connection_turn_away(struct http_connections *connections, int socket, enum err err,
	const char *detail, uint64_t retry_ms)
{
	struct http_connection *connection = NULL;
	if (connections->turned_away < HTTP_TURNED_AWAY_MAX)
		connection = make(connections, socket);
	else
		(void)close(socket);
	if (!connection)
		return;
	connection->is_turned_away = true;
	connections->turned_away++;
	http_connection_refuse(connection, err, detail, retry_ms);
}

/* What it holds of the worker's memory. */
static size_t weight(const struct http_connection *connection)
{
	return http_input_weight(&connection->input) + http_output_weight(&connection->output);
}

size_t http_connections_heaviest(const struct http_connections *connections)
{
	size_t heaviest = 0;
	for (const struct http_connection *each = connections->first; each; each = each->next)
		if (weight(each) > heaviest)
			heaviest = weight(each);
	return heaviest;
}

size_t http_connections_shed(struct http_connections *connections, size_t least)
{
	size_t gone = 0;
	struct http_connection *next;
	for (struct http_connection *each = connections->first; each; each = next) {
		next = each->next;
		if (each->owner || weight(each) < least)
			continue;
		http_connection_end(each);
		gone++;
	}
	return gone;
}

struct share *http_connection_share(const struct http_connection *connection)
{
	return connection->share;
}

struct text http_connection_peer(const struct http_connection *connection)
{
	return text_from(connection->peer);
}

void http_connection_bind(struct http_connection *connection, struct http_request *request)
{
	connection->request = request;
}

bool http_connection_must_close(const struct http_connection *connection)
{
	return connection->wants_close || connection->is_half_closed ||
	       connection->list->env->is_draining || !http_input_is_exact(&connection->input);
}
