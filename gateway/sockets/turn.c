/*
 * Who is written to, and when: at the end of a turn of the loop all that something was queued on
 * in it. Who has only lazy frames waiting lingers on one of two lists; a timer, which runs while
 * anybody lingers, has the older list flushed, and the lists change places. Most that linger are
 * written to for another reason before.
 */
#include "sockets/connection.h"

#include <assert.h>

#include "base/memory.h"

/* Two of these are lingered for, and the wheel takes up to 20 ms for each. */
enum { ITEMS_LEAST = 64, LINGER_MS = 10 };
static_assert(FLUSH_LISTS <= 4, "a name has two bits");

/* --- lists ------------------------------------------------------------------------------------ */
static void join(struct ws_connection *connection, unsigned name)
{
	struct flush_list *list = &connection->parts->sockets->flush_lists[name];
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : ITEMS_LEAST;
		list->items =
			memory_resize(list->items, list->capacity, sizeof(struct ws_connection *));
	}
	list->items[list->count++] = connection;
	connection->flush_place = list->count;
	connection->flush_list = name & 3; /* its width, for the compiler */
}

void ws_flush_forget(struct ws_connection *connection)
{
	struct flush_list *list = &connection->parts->sockets->flush_lists[connection->flush_list];
	if (connection->flush_place)
		list->items[connection->flush_place - 1] = NULL;
	connection->flush_place = 0;
}

void ws_flush_now(struct ws_connection *connection)
{
	if (connection->flush_place && connection->flush_list == FLUSH_NOW)
		return;
	ws_flush_forget(connection);
	join(connection, FLUSH_NOW);
}

/* --- lingering -------------------------------------------------------------------------------- */
static void linger_on(struct timer *timer)
{
	struct sockets *sockets = CONTAINER_OF(timer, struct sockets, linger);
	sockets->generation ^= 1;
	struct flush_list *older = &sockets->flush_lists[FLUSH_LINGERING + sockets->generation];
	struct flush_list *newer =
		&sockets->flush_lists[FLUSH_LINGERING + (sockets->generation ^ 1)];
	for (uint32_t i = 0; i < older->count; i++)
		if (older->items[i])
			ws_flush_now(older->items[i]);
	older->count = 0;
	if (newer->count > 0)
		wheel_set(sockets->parts->env.wheel, timer, LINGER_MS, linger_on);
}

void ws_flush_later(struct ws_connection *connection)
{
	struct sockets *sockets = connection->parts->sockets;
	if (connection->flush_place)
		return;
	join(connection, FLUSH_LINGERING + sockets->generation);
	if (!timer_is_set(&sockets->linger))
		wheel_set(sockets->parts->env.wheel, &sockets->linger, LINGER_MS, linger_on);
}

/* --- a turn's end ----------------------------------------------------------------------------- */
/* Flushing one may have others flushed too, or end others. */
void ws_turn(uv_prepare_t *turn)
{
	struct sockets *sockets = CONTAINER_OF(turn, struct sockets, turn);
	struct flush_list *list = &sockets->flush_lists[FLUSH_NOW];
	for (uint32_t i = 0; i < list->count; i++) {
		struct ws_connection *connection = list->items[i];
		if (!connection)
			continue;
		ws_flush_forget(connection);
		ws_flush(connection);
	}
	list->count = 0;
}
