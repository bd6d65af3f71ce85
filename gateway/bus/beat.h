/*
 * Heartbeats to one Redis server: each second a number, published to a channel of our own. Its way
 * there and back is the lag; when three do not come back, both links are taken for dead: a peer
 * that hangs or a line that was cut shows in no other way. Refusals of what the bus is for are said
 * and waited out here.
 */
#ifndef FRONTDESK_BUS_BEAT_H
#define FRONTDESK_BUS_BEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct bus;
struct bus_beat;
struct bus_commands;
struct bus_subscriptions;
struct redis_reply;

/* What it is given outlives it; the server's name is for the log. */
struct bus_beat *bus_beat_new(const struct bus *bus, const char *server_name,
	struct bus_commands *commands, struct bus_subscriptions *subscriptions);
void bus_beat_free(struct bus_beat **beat);

/* A second has passed. */
void bus_beat_tick(struct bus_beat *beat);
/* What came on our channel. */
void bus_beat_heard(struct bus_beat *beat, struct text payload);
/* The server shows in another way that it lives. */
void bus_beat_alive(struct bus_beat *beat);
/* Redis has refused the command of this number, which may have been a heartbeat's. */
void bus_beat_command_refused(
	struct bus_beat *beat, const struct redis_reply *reply, uint64_t number);
/* Redis has refused what the bus is for: said once, tried again in a minute. */
void bus_beat_refused(struct bus_beat *beat, const struct redis_reply *reply, const char *command);

/* Whether Redis refuses what the bus is for, as far as is known. */
bool bus_beat_is_refused(const struct bus_beat *beat);
/* Whether it does not, and heartbeats come back. */
bool bus_beat_is_healthy(const struct bus_beat *beat);

#endif
