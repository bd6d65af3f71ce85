/*
 * Sockets of tenants that the operator has suspended, moves elsewhere or has deleted, or that a
 * migration has taken beyond this program, and of pages whose origin is not on their tenant's list
 * any more. Every 5 s one statement asks for all groups of sockets, alike in both: new requests are
 * refused by themselves, but an open socket asks for nothing.
 */
#include "sockets/connection.h"

#include <inttypes.h>
#include <stdlib.h>

#include "call/tenant.h"
#include "sql_gateway.h"

enum { TENANTS_CHECK_MS = 5000 };
/* Where the origin may not be; a page that stays open asks again after that. */
enum { ORIGIN_RETRY_MS = 60000 };

/* Sockets of one tenant: its agents', or those of visitors from pages of one origin. */
struct group {
	struct uuid tenant_id;
	uint64_t origin_mark; /* 0: the agents' */
};

static struct group group_of(const struct ws_connection *connection)
{
	return (struct group){connection->tenant->id, connection->origin_mark};
}

static int compare(const void *left, const void *right)
{
	const struct group *a = left, *b = right;
	int difference = uuid_compare(a->tenant_id, b->tenant_id);
	if (difference != 0)
		return difference;
	return (a->origin_mark > b->origin_mark) - (a->origin_mark < b->origin_mark);
}

/* "TENANT", or "TENANT MARK" in hex. */
static struct text write_name(struct arena *arena, struct group group)
{
	char id[UUID_TEXT_SIZE + 1];
	uuid_format(group.tenant_id, id);
	return group.origin_mark ? arena_printf(arena, "%s %016" PRIx64, id, group.origin_mark)
				 : arena_copy(arena, text_from(id));
}

/* --- closing ---------------------------------------------------------------------------------- */
void ws_leave_tenant(struct ws_connection *connection)
{
	if (connection->tenant->is_moving)
		ws_say_goodbye(connection, "drain", WS_MOVE_RETRY_MS, WS_CLOSE_GOING_AWAY);
	else
		ws_say_goodbye(connection, "signed_out", 0, WS_CLOSE_SIGNED_OUT);
}

static void send_away(struct ws_connection *connection, struct text reason)
{
	if (text_equals(reason, TEXT("origin"))) {
		ws_say_goodbye(connection, "origin", ORIGIN_RETRY_MS, WS_CLOSE_POLICY);
		return;
	}
	connection->tenant->is_active = false; /* for the services that hold it still */
	connection->tenant->is_moving = text_equals(reason, TEXT("drain"));
	ws_leave_tenant(connection);
}

/* The groups' names are compared as they were asked. */
static void close_group(struct sockets *sockets, struct text name, struct text reason)
{
	struct arena arena;
	arena_init(&arena);
	for (uint32_t slot = 0; slot < sockets->slot_count; slot++) {
		struct ws_connection *connection = sockets->slots[slot].connection;
		if (connection && connection->is_open && !connection->is_closing &&
			text_equals(write_name(&arena, group_of(connection)), name))
			send_away(connection, reason);
	}
	arena_done(&arena);
}

static struct next answered(struct call *call, const struct sql_answer *answer)
{
	struct sockets *sockets = call->parts->sockets;
	for (size_t i = 0; sockets && i < answer->row_count; i++) {
		struct sql_sockets_leaving_row row = sql_sockets_leaving_row(answer, i);
		close_group(sockets, row.name, row.reason);
	}
	return call_done(call);
}

/* --- asking ----------------------------------------------------------------------------------- */
/* The groups with open sockets, each once; room for as many as there are connections. */
static size_t collect(const struct sockets *sockets, struct group *ret_groups)
{
	size_t found = 0, count = 0;
	for (uint32_t slot = 0; slot < sockets->slot_count; slot++) {
		const struct ws_connection *connection = sockets->slots[slot].connection;
		if (connection && connection->is_open)
			ret_groups[found++] = group_of(connection);
	}
	qsort(ret_groups, found, sizeof(*ret_groups), compare);
	for (size_t i = 0; i < found; i++)
		if (count == 0 || compare(&ret_groups[count - 1], &ret_groups[i]) != 0)
			ret_groups[count++] = ret_groups[i];
	return count;
}

static struct next ask(struct call *call)
{
	const struct sockets *sockets = call->parts->sockets;
	if (!sockets || sockets->count == 0)
		return call_done(call);
	struct group *groups = arena_array(&call->arena, sockets->count, sizeof(*groups));
	size_t count = collect(sockets, groups);
	struct text *names = arena_array(&call->arena, count, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = write_name(&call->arena, groups[i]);
	return sql_sockets_leaving(call, answered, names, count);
}

/* Another replica may know the schema of their tenant. */
static void send_refused_away(const struct sockets *sockets)
{
	for (uint32_t slot = 0; slot < sockets->slot_count; slot++) {
		struct ws_connection *connection = sockets->slots[slot].connection;
		if (connection && connection->is_open && !connection->is_closing &&
			connection->tenant->is_refused)
			ws_say_goodbye(connection, "drain", TENANTS_CHECK_MS, WS_CLOSE_GOING_AWAY);
	}
}

static void beat(struct timer *timer)
{
	struct sockets *sockets = CONTAINER_OF(timer, struct sockets, tenants_check);
	send_refused_away(sockets);
	call_start_tick(sockets->parts, NULL, "sockets leaving", ask);
	ws_watch_tenants(sockets);
}

void ws_watch_tenants(struct sockets *sockets)
{
	wheel_set(sockets->parts->env.wheel, &sockets->tenants_check, TENANTS_CHECK_MS, beat);
}
