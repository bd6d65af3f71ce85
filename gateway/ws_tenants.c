/*
 * Sockets of tenants that the operator has suspended or deleted. Every 5 s one statement asks for
 * all tenants that have sockets here: new requests are refused by themselves, but an open socket
 * asks for nothing.
 */
#include <stdlib.h>

#include "call_start.h"
#include "sql_gateway.h"
#include "ws_connection.h"

enum { TENANTS_CHECK_MS = 5000 };

static void close_all_of(struct sockets *sockets, struct uuid tenant_id)
{
	for (uint32_t slot = 0; slot < sockets->slot_count; slot++) {
		struct ws_connection *connection = sockets->slots[slot].connection;
		if (!connection || !connection->is_open || connection->is_closing ||
			!uuid_equals(connection->tenant->id, tenant_id))
			continue;
		connection->tenant->is_active = false; /* for the services that hold it still */
		ws_say_goodbye(connection, "signed_out", 0, WS_CLOSE_SIGNED_OUT);
	}
}

static struct next answered(struct call *call, const struct sql_answer *answer)
{
	struct sockets *sockets = call->gateway->sockets;
	for (size_t row = 0; sockets && row < answer->row_count; row++)
		close_all_of(sockets, sql_tenants_gone_row(answer, row).tenant_id);
	return call_done(call);
}

static int compare(const void *left, const void *right)
{
	const struct uuid *a = left, *b = right;
	return uuid_compare(*a, *b);
}

/* The tenants with open sockets, each once; room for as many as there are connections. */
static size_t collect(const struct sockets *sockets, struct uuid *ret_ids)
{
	size_t found = 0, count = 0;
	for (uint32_t slot = 0; slot < sockets->slot_count; slot++) {
		const struct ws_connection *connection = sockets->slots[slot].connection;
		if (connection && connection->is_open)
			ret_ids[found++] = connection->tenant->id;
	}
	qsort(ret_ids, found, sizeof(*ret_ids), compare);
	for (size_t i = 0; i < found; i++)
		if (count == 0 || !uuid_equals(ret_ids[count - 1], ret_ids[i]))
			ret_ids[count++] = ret_ids[i];
	return count;
}

static struct next ask(struct call *call)
{
	const struct sockets *sockets = call->gateway->sockets;
	if (!sockets || sockets->count == 0)
		return call_done(call);
	struct uuid *ids = arena_array(&call->arena, sockets->count, sizeof(*ids));
	size_t count = collect(sockets, ids);
	struct text *texts = arena_array(&call->arena, count, sizeof(*texts));
	for (size_t i = 0; i < count; i++) {
		char id[UUID_TEXT_SIZE + 1];
		uuid_format(ids[i], id);
		texts[i] = arena_copy(&call->arena, text_from(id));
	}
	return sql_tenants_gone(call, answered, texts, count);
}

static void beat(struct timer *timer)
{
	struct sockets *sockets = CONTAINER_OF(timer, struct sockets, tenants_check);
	call_start_tick(sockets->gateway, NULL, "tenants gone", ask);
	ws_watch_tenants(sockets);
}

void ws_watch_tenants(struct sockets *sockets)
{
	wheel_set(sockets->gateway->wheel, &sockets->tenants_check, TENANTS_CHECK_MS, beat);
}
