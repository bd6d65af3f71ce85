/*
 * The table of connections, their handles, and libwebsockets' callbacks. A handle's generation
 * grows each time its slot is used again, so that a stale one finds nothing.
 */
#include "ws.h"

#include <stdlib.h>

#include "memory.h"
#include "server.h"
#include "ws_connection.h"

enum { SLOTS_LEAST = 64, NO_SLOT = UINT32_MAX };

/* --- the table -------------------------------------------------------------------------------- */
static void grow(struct sockets *sockets)
{
	uint32_t old = sockets->slot_count;
	uint32_t count = old ? old * 2 : SLOTS_LEAST;
	sockets->slots = memory_resize(sockets->slots, count, sizeof(*sockets->slots));
	for (uint32_t slot = old; slot < count; slot++)
		sockets->slots[slot] =
			(struct ws_slot){NULL, 1, slot + 1 < count ? slot + 1 : NO_SLOT};
	sockets->slot_count = count;
	sockets->first_free = old;
}

static struct ws_handle take_slot(struct sockets *sockets, struct ws_connection *connection)
{
	if (sockets->first_free == NO_SLOT)
		grow(sockets);
	uint32_t slot = sockets->first_free;
	struct ws_slot *entry = &sockets->slots[slot];
	sockets->first_free = entry->next_free;
	entry->connection = connection;
	sockets->count++;
	return (struct ws_handle){slot, entry->generation};
}

static void give_slot_back(struct sockets *sockets, struct ws_handle handle)
{
	struct ws_slot *entry = &sockets->slots[handle.slot];
	entry->connection = NULL;
	entry->generation++;
	if (entry->generation == 0)
		entry->generation = 1;
	entry->next_free = sockets->first_free;
	sockets->first_free = handle.slot;
	sockets->count--;
}

static void index_handlers(struct sockets *sockets)
{
	for (size_t i = 0; services[i]; i++)
		for (size_t h = 0; h < services[i]->handler_count; h++) {
			const struct socket_handler *handler = &services[i]->handlers[h];
			sockets->handlers[handler->type] = handler;
		}
}

struct sockets *sockets_new(struct gateway *gateway)
{
	struct sockets *sockets = MEMORY_NEW(struct sockets);
	sockets->gateway = gateway;
	sockets->first_free = NO_SLOT;
	index_handlers(sockets);
	(void)uv_prepare_init(gateway->loop, &sockets->turn);
	(void)uv_prepare_start(&sockets->turn, ws_turn);
	uv_unref((uv_handle_t *)&sockets->turn);
	ws_watch_tenants(sockets);
	return sockets;
}

static void free_closed(uv_handle_t *handle)
{
	struct sockets *sockets = CONTAINER_OF((uv_prepare_t *)handle, struct sockets, turn);
	free(sockets->slots);
	free(sockets);
}

void sockets_free(struct sockets **sockets)
{
	if (!*sockets)
		return;
	wheel_cancel((*sockets)->gateway->wheel, &(*sockets)->drain);
	wheel_cancel((*sockets)->gateway->wheel, &(*sockets)->tenants_check);
	uv_close((uv_handle_t *)&(*sockets)->turn, free_closed);
	*sockets = NULL;
}

/* --- one connection --------------------------------------------------------------------------- */
static struct ws_connection *make(struct lws *wsi)
{
	struct gateway *gateway = server_gateway(wsi);
	struct ws_connection *connection = MEMORY_NEW(struct ws_connection);
	connection->gateway = gateway;
	connection->wsi = wsi;
	connection->handle = take_slot(gateway->sockets, connection);
	ws_upgrade_keep(connection);
	ws_hello_expect(connection);
	metric_set(gateway->metrics, METRIC_CONNECTIONS, (int64_t)gateway->sockets->count);
	return connection;
}

static void forget_agent(struct ws_connection *connection)
{
	struct sockets *sockets = connection->gateway->sockets;
	if (connection->who.kind != WHO_AGENT)
		return;
	if (connection->prev_agent)
		connection->prev_agent->next_agent = connection->next_agent;
	else
		sockets->agents = connection->next_agent;
	if (connection->next_agent)
		connection->next_agent->prev_agent = connection->prev_agent;
}

static void drop(struct ws_connection *connection)
{
	struct gateway *gateway = connection->gateway;
	connection->is_closing = true;
	ws_part(connection);
	ws_clear_dirty(connection);
	forget_agent(connection);
	wheel_cancel(gateway->wheel, &connection->timer);
	ws_incoming_free(&connection->incoming, gateway->wheel);
	ws_queue_done(connection);
	ws_credentials_done(&connection->credentials);
	outbox_clear(&connection->outbox);
	tenant_unref(&connection->tenant);
	give_slot_back(gateway->sockets, connection->handle);
	metric_set(gateway->metrics, METRIC_CONNECTIONS, (int64_t)gateway->sockets->count);
	free(connection);
}

/* --- what the services ask -------------------------------------------------------------------- */
struct ws_connection *ws_find(struct gateway *gateway, struct ws_handle handle)
{
	const struct sockets *sockets = gateway->sockets;
	if (handle.generation == 0 || handle.slot >= sockets->slot_count)
		return NULL;
	const struct ws_slot *entry = &sockets->slots[handle.slot];
	return entry->generation == handle.generation ? entry->connection : NULL;
}

struct ws_handle ws_handle_of(const struct ws_connection *connection)
{
	return connection->handle;
}

const struct who *ws_who(const struct ws_connection *connection)
{
	return &connection->who;
}

struct tenant *ws_tenant(const struct ws_connection *connection)
{
	return connection->tenant;
}

struct hub_seat *ws_hub_seat(struct ws_connection *connection)
{
	return &connection->seat;
}

void ws_authenticate(struct ws_connection *connection, struct tenant *tenant, const struct who *who)
{
	struct sockets *sockets = connection->gateway->sockets;
	connection->tenant = tenant_ref(tenant);
	connection->who = *who;
	if (who->kind != WHO_AGENT)
		return;
	connection->next_agent = sockets->agents;
	if (sockets->agents)
		sockets->agents->prev_agent = connection;
	sockets->agents = connection;
}

/* --- libwebsockets' callbacks ----------------------------------------------------------------- */
static int filter(struct lws *wsi, struct ws_user *user, struct text input)
{
	return ws_upgrade_is_allowed(wsi) ? 0 : -1;
}

static int established(struct lws *wsi, struct ws_user *user, struct text input)
{
	user->connection = make(wsi);
	return 0;
}

static int received(struct lws *wsi, struct ws_user *user, struct text input)
{
	if (!user->connection)
		return 0;
	ws_receive(user->connection, input);
	return ws_ends_here(user->connection) ? -1 : 0;
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
		drop(connection);
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
