/*
 * WebSockets, carried by libwebsockets: its callbacks, and writing. Whole frames go out as they
 * are, with LWS_WRITE_HTTP; what the kernel does not take at once libwebsockets keeps, and until it
 * is gone nothing more is given to it, since its own buffer has no bound. It does not look at its
 * close state either.
 */
#include "sockets/connection.h"

#include <string.h>

#include "sockets/server.h"

enum { PING_MS = 30000 /* when nothing was heard */ };

/* --- writing and closing ---------------------------------------------------------------------- */
static bool write_frames(struct ws_connection *connection)
{
	uint32_t count;
	char *buffer = connection->parts->sockets->write_buffer;
	struct text bytes = outbox_next(&connection->outbox, buffer, &count);
	if (lws_partial_buffered(connection->wsi))
		return true;
	ws_hold(connection, 0);
	if (text_is_absent(bytes))
		return true;
	/* It writes from the buffer and never into it. */
	unsigned char *data = (unsigned char *)bytes.data;
	if (lws_write(connection->wsi, data, bytes.size, LWS_WRITE_HTTP) < 0)
		return false;
	if (lws_partial_buffered(connection->wsi))
		ws_hold(connection, (uint32_t)bytes.size);
	outbox_drop(&connection->outbox, count);
	if (!outbox_is_empty(&connection->outbox) || connection->held > 0)
		(void)lws_callback_on_writable(connection->wsi);
	return true;
}

static void give_reason(const struct ws_connection *connection)
{
	enum lws_close_status status = (enum lws_close_status)connection->close_code;
	lws_close_reason(connection->wsi, status, NULL, 0);
}

/* libwebsockets sends the close frame unless a partial write stands before it, and gives the client
 * 5 s to answer. */
static void end_socket(struct ws_connection *connection)
{
	give_reason(connection);
	lws_set_timeout(connection->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_SYNC);
}

static const struct ws_transport socket_transport = {
	.write = write_frames,
	.end = end_socket,
	.watch_ms = PING_MS,
};

/* Whether to end a connection within the callback that has just given it bytes: when they are part
 * of a frame that is too large, of which no more is to be looked at. Elsewhere libwebsockets goes
 * on reading whole frames until the client has read our close; else the kernel would reset the
 * connection, and the client lose what it has not read. */
static bool ends_here(struct ws_connection *connection)
{
	if (connection->close_code != WS_CLOSE_TOO_BIG || connection->is_handed_back ||
		lws_remaining_packet_payload(connection->wsi) == 0)
		return false;
	if (!write_frames(connection))
		outbox_clear(&connection->outbox);
	if (!outbox_is_empty(&connection->outbox))
		return false;
	connection->is_handed_back = true;
	give_reason(connection);
	return true;
}

/* --- its share of the worker ------------------------------------------------------------------ */
static void watch(struct share_reader *reader)
{
	struct ws_connection *connection = CONTAINER_OF(reader, struct ws_connection, reader);
	(void)lws_rx_flow_control(connection->wsi, share_is_held(connection->share) ? 0 : 1);
}

static void take_share(struct ws_connection *connection)
{
	connection->share = server_take_share(connection->wsi);
	connection->reader.watch = watch;
	share_read_by(connection->share, &connection->reader);
}

/* --- libwebsockets' callbacks ----------------------------------------------------------------- */
static int establish(struct lws *wsi)
{
	struct ws_connection *connection = ws_connection_new(server_parts(wsi), &socket_transport);
	connection->wsi = wsi;
	lws_set_wsi_user(wsi, connection);
	take_share(connection);
	ws_upgrade_keep(connection);
	ws_hello_expect(connection);
	if (server_came_unmasked(wsi))
		ws_close(connection, WS_CLOSE_PROTOCOL);
	return 0;
}

/* The bytes lie in libwebsockets' buffer, which has no more use for them and would keep them until
 * something else is read. */
static int receive(struct ws_connection *connection, void *bytes, size_t size)
{
	struct share_work work;
	share_begin(&work, connection->share);
	ws_receive(connection, (struct text){bytes, size});
	share_end(&work);
	if (size > 0)
		explicit_bzero(bytes, size);
	return ends_here(connection) ? -1 : 0;
}

static int note_pong(struct ws_connection *connection, void *bytes, size_t size)
{
	connection->is_heard = true;
	return 0;
}

static int go_on_writing(struct ws_connection *connection, void *bytes, size_t size)
{
	ws_flush_now(connection);
	return 0;
}

/* libwebsockets answers the client's close itself. */
static int peer_closes(struct ws_connection *connection, void *bytes, size_t size)
{
	connection->is_closing = true;
	connection->is_handed_back = true;
	ws_flush_now(connection);
	return 0;
}

/* The last time that libwebsockets speaks of the connection while it may still exist for us. */
static int drop(struct ws_connection *connection, void *bytes, size_t size)
{
	lws_set_wsi_user(connection->wsi, NULL);
	server_leave_share(connection->wsi, &connection->share);
	ws_drop(connection);
	return 0;
}

/* What is said of a connection that there is. */
static const struct {
	enum lws_callback_reasons reason;
	int (*act)(struct ws_connection *connection, void *bytes, size_t size);
} callbacks[] = {
	{LWS_CALLBACK_RECEIVE, receive},
	{LWS_CALLBACK_SERVER_WRITEABLE, go_on_writing},
	{LWS_CALLBACK_RECEIVE_PONG, note_pong},
	{LWS_CALLBACK_WS_PEER_INITIATED_CLOSE, peer_closes},
	{LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL, drop},
	{LWS_CALLBACK_CLOSED, drop},
};

int ws_lws_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
	if (reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION)
		return ws_upgrade_is_allowed(wsi) ? 0 : -1;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		return establish(wsi);
	if (reason == LWS_CALLBACK_ADD_HEADERS) {
		const struct lws_process_html_args *args = in;
		ws_learn_read_buffer(server_parts(wsi)->sockets, args->p + args->max_len);
		return 0;
	}
	for (size_t i = 0; user && i < sizeof(callbacks) / sizeof(callbacks[0]); i++)
		if (callbacks[i].reason == reason)
			return callbacks[i].act(user, in, size);
	return 0;
}
