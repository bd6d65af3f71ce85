/*
 * WebSockets, carried by libwebsockets: its callbacks, and writing. Whole frames go out as they
 * are, with LWS_WRITE_HTTP; what the kernel does not take at once libwebsockets keeps, and until it
 * is gone nothing more is given to it, since its own buffer has no bound. It does not look at its
 * close state either.
 */
#include "server.h"
#include "ws_connection.h"

enum { PING_MS = 30000 /* when nothing was heard */ };

/* --- writing and closing ---------------------------------------------------------------------- */
static bool write_frames(struct ws_connection *connection)
{
	uint32_t count;
	char *buffer = connection->gateway->sockets->write_buffer;
	struct text bytes = outbox_next(&connection->outbox, buffer, &count);
	if (text_is_absent(bytes) || lws_partial_buffered(connection->wsi))
		return true;
	/* It writes from the buffer and never into it. */
	unsigned char *data = (unsigned char *)bytes.data;
	if (lws_write(connection->wsi, data, bytes.size, LWS_WRITE_HTTP) < 0)
		return false;
	outbox_drop(&connection->outbox, count);
	if (!outbox_is_empty(&connection->outbox))
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

/* --- libwebsockets' callbacks ----------------------------------------------------------------- */
static int filter(struct lws *wsi, struct ws_user *user, struct text input)
{
	return ws_upgrade_is_allowed(wsi) ? 0 : -1;
}

static int established(struct lws *wsi, struct ws_user *user, struct text input)
{
	user->connection = ws_connection_new(server_gateway(wsi), &socket_transport);
	user->connection->wsi = wsi;
	ws_upgrade_keep(user->connection);
	ws_hello_expect(user->connection);
	return 0;
}

static int received(struct lws *wsi, struct ws_user *user, struct text input)
{
	if (!user->connection)
		return 0;
	ws_receive(user->connection, input);
	return ends_here(user->connection) ? -1 : 0;
}

static int pong(struct lws *wsi, struct ws_user *user, struct text input)
{
	if (user->connection)
		user->connection->is_heard = true;
	return 0;
}

static int writeable(struct lws *wsi, struct ws_user *user, struct text input)
{
	if (user->connection)
		ws_mark_dirty(user->connection);
	return 0;
}

/* libwebsockets answers the client's close itself. */
static int peer_closes(struct lws *wsi, struct ws_user *user, struct text input)
{
	if (user->connection) {
		user->connection->is_closing = true;
		user->connection->is_handed_back = true;
		ws_mark_dirty(user->connection);
	}
	return 0;
}

/* The last time that libwebsockets speaks of the connection while it may still exist for us. */
static int dropped(struct lws *wsi, struct ws_user *user, struct text input)
{
	struct ws_connection *connection = user->connection;
	user->connection = NULL;
	if (connection)
		ws_drop(connection);
	return 0;
}

static const struct {
	enum lws_callback_reasons reason;
	int (*act)(struct lws *wsi, struct ws_user *user, struct text input);
} callbacks[] = {
	{LWS_CALLBACK_RECEIVE, received},
	{LWS_CALLBACK_SERVER_WRITEABLE, writeable},
	{LWS_CALLBACK_RECEIVE_PONG, pong},
	{LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION, filter},
	{LWS_CALLBACK_ESTABLISHED, established},
	{LWS_CALLBACK_WS_PEER_INITIATED_CLOSE, peer_closes},
	{LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL, dropped},
	{LWS_CALLBACK_CLOSED, dropped},
};

int ws_lws_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
	if (reason == LWS_CALLBACK_ADD_HEADERS) {
		const struct lws_process_html_args *args = in;
		ws_learn_read_buffer(server_gateway(wsi)->sockets, args->p + args->max_len);
		return 0;
	}
	for (size_t i = 0; i < sizeof(callbacks) / sizeof(callbacks[0]); i++)
		if (callbacks[i].reason == reason && user)
			return callbacks[i].act(wsi, user, (struct text){in, size});
	return 0;
}
