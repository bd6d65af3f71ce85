/*
 * Writing, and carrying out closes, when turn.c says so. After closing began nothing is written
 * but what was queued before.
 */
#include "sockets/connection.h"

#include "loop/flight.h"

/* --- closing ---------------------------------------------------------------------------------- */
void ws_part(struct ws_connection *connection)
{
	struct parts *parts = connection->parts;
	if (connection->has_parted)
		return;
	connection->has_parted = true;
	hub_leave_all(parts->hub, connection);
	if (!connection->is_open)
		return;
	for (size_t i = 0; services[i]; i++)
		if (services[i]->disconnected)
			services[i]->disconnected(parts, connection);
}

/* The connection may be gone when this returns. */
static void hand_back(struct ws_connection *connection)
{
	if (connection->is_handed_back)
		return;
	connection->is_handed_back = true;
	connection->transport->end(connection);
}

static void close_at_last(struct timer *timer)
{
	struct ws_connection *connection = CONTAINER_OF(timer, struct ws_connection, timer);
	ws_part(connection);
	hand_back(connection);
}

void ws_close(struct ws_connection *connection, enum ws_close code)
{
	if (connection->is_closing)
		return;
	connection->is_closing = true;
	connection->close_code = (uint16_t)code;
	wheel_set(connection->parts->env.wheel, &connection->timer, WS_PART_MS, close_at_last);
	ws_flush_now(connection);
}

/* Nothing on this way can fail, so that whatever fails can come here: the outbox has room for a
 * goodbye of its own, and who is closing already has heard one or need not. */
void ws_say_goodbye(
	struct ws_connection *connection, const char *reason, uint64_t retry_ms, enum ws_close code)
{
	struct arena arena;
	if (connection->is_closing)
		return;
	ws_close(connection, code);
	arena_init(&arena);
	struct text json =
		proto_encode_goodbye(&arena, &(struct proto_goodbye){.reason = text_from(reason),
						     .retry_after_ms = (int64_t)retry_ms});
	struct frame *frame = frame_new(json);
	outbox_put_last(&connection->outbox, frame);
	metric_add(connection->parts->env.metrics, METRIC_DELIVERED, 1);
	frame_unref(&frame);
	arena_done(&arena);
}

/* --- writing ---------------------------------------------------------------------------------- */
/* What is queued would only wait longer: the goodbye takes its place. */
void ws_drop_slow(struct ws_connection *connection)
{
	metric_add(connection->parts->env.metrics, METRIC_SLOW_CONSUMERS, 1);
	outbox_drop_unbegun(&connection->outbox);
	ws_say_goodbye(connection, "slow", WS_SLOW_RETRY_MS, WS_CLOSE_SLOW);
}

void ws_hold(struct ws_connection *connection, uint32_t size)
{
	flight_drop(connection->held);
	flight_add(size);
	connection->held = size;
}

void ws_send(struct ws_connection *connection, struct frame *frame)
{
	if (connection->is_closing)
		return;
	if (!outbox_put(&connection->outbox, frame)) {
		ws_drop_slow(connection);
		return;
	}
	metric_add(connection->parts->env.metrics, METRIC_DELIVERED, 1);
	if (frame_is_lazy(frame))
		ws_flush_later(connection);
	else
		ws_flush_now(connection);
}

void ws_hurry(struct ws_connection *connection)
{
	if (!outbox_is_empty(&connection->outbox))
		ws_flush_now(connection);
}

void ws_flush(struct ws_connection *connection)
{
	if (connection->is_closing)
		ws_part(connection);
	if (connection->is_handed_back)
		return;
	if (!connection->transport->write(connection)) {
		outbox_clear(&connection->outbox);
		ws_close(connection, WS_CLOSE_GOING_AWAY);
		ws_part(connection);
	}
	if (connection->queue)
		ws_run_queued(connection);
	if (connection->is_closing && outbox_is_empty(&connection->outbox))
		hand_back(connection);
}
