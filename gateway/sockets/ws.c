/*
 * The table of connections and their handles. A handle's generation grows each time its slot is
 * used again, so that a stale one finds nothing.
 */
#include "sockets/ws.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "call/tenant.h"
#include "sockets/connection.h"

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
			assert(!sockets->handlers[handler->type]); /* one service a message */
			sockets->handlers[handler->type] = handler;
		}
}

struct sockets *sockets_new(struct parts *parts)
{
	struct sockets *sockets = MEMORY_NEW(struct sockets);
	sockets->parts = parts;
	sockets->first_free = NO_SLOT;
	index_handlers(sockets);
	(void)uv_prepare_init(parts->env.loop, &sockets->turn);
	(void)uv_prepare_start(&sockets->turn, ws_turn);
	uv_unref((uv_handle_t *)&sockets->turn);
	ws_watch_tenants(sockets);
	return sockets;
}

static void free_closed(uv_handle_t *handle)
{
	struct sockets *sockets = CONTAINER_OF((uv_prepare_t *)handle, struct sockets, turn);
	for (size_t i = 0; i < FLUSH_LISTS; i++)
		free(sockets->flush_lists[i].items);
	free(sockets->slots);
	free(sockets);
}

void sockets_free(struct sockets **sockets)
{
	if (!*sockets)
		return;
	wheel_cancel((*sockets)->parts->env.wheel, &(*sockets)->drain);
	wheel_cancel((*sockets)->parts->env.wheel, &(*sockets)->linger);
	wheel_cancel((*sockets)->parts->env.wheel, &(*sockets)->tenants_check);
	uv_close((uv_handle_t *)&(*sockets)->turn, free_closed);
	*sockets = NULL;
}

/* --- one connection --------------------------------------------------------------------------- */
struct ws_connection *ws_connection_new(struct parts *parts, const struct ws_transport *transport)
{
	struct ws_connection *connection = MEMORY_NEW(struct ws_connection);
	connection->parts = parts;
	connection->transport = transport;
	connection->handle = take_slot(parts->sockets, connection);
	connection->opened_in = parts->sockets->drain_round;
	metric_set(parts->env.metrics, METRIC_CONNECTIONS, (int64_t)parts->sockets->count);
	return connection;
}

void ws_drop(struct ws_connection *connection)
{
	struct parts *parts = connection->parts;
	connection->is_closing = true;
	ws_part(connection);
	ws_flush_forget(connection);
	wheel_cancel(parts->env.wheel, &connection->timer);
	ws_incoming_free(&connection->incoming, parts->env.wheel);
	ws_queue_free(&connection->queue);
	ws_credentials_free(&connection->credentials);
	outbox_clear(&connection->outbox);
	ws_hold(connection, 0);
	tenant_unref(&connection->tenant);
	share_close(&connection->share);
	give_slot_back(parts->sockets, connection->handle);
	metric_set(parts->env.metrics, METRIC_CONNECTIONS, (int64_t)parts->sockets->count);
	free(connection);
}

/* --- what the services ask -------------------------------------------------------------------- */
struct ws_connection *ws_find(const struct sockets *sockets, struct ws_handle handle)
{
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

struct share *ws_share(const struct ws_connection *connection)
{
	return connection->share;
}

struct hub_seat *ws_hub_seat(struct ws_connection *connection)
{
	return &connection->seat;
}

void ws_authenticate(struct ws_connection *connection, struct tenant *tenant, const struct who *who)
{
	connection->tenant = tenant_ref(tenant);
	connection->who = *who;
}
