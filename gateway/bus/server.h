/*
 * The Redis servers that join the replicas, each with a link for commands, one for subscriptions,
 * and heartbeats. A name (a channel's, a key's) belongs to one of them.
 */
#ifndef FRONTDESK_BUS_SERVER_H
#define FRONTDESK_BUS_SERVER_H

#include <stdbool.h>

#include "redis/url.h"

struct bus;
struct bus_commands;
struct bus_server;
struct bus_servers;
struct bus_topic;

/* Begins to connect to all. */
struct bus_servers *bus_servers_new(
	struct bus *bus, const struct redis_address *addresses, size_t count);
/* Ends all links. Who waits for an answer goes on. */
void bus_servers_free(struct bus_servers **servers);
/* The server of a name, and what takes commands there. */
struct bus_server *bus_servers_choose(struct bus_servers *servers, const void *name, size_t size);
struct bus_commands *bus_servers_commands(
	struct bus_servers *servers, const void *name, size_t size);
/* Writes what was asked of each. */
void bus_servers_flush(struct bus_servers *servers);
/* A second has passed: heartbeats, and the end of what nobody wants. */
void bus_servers_tick(struct bus_servers *servers);
/* Whether what other replicas say arrives through all of them, as far as is known. */
bool bus_servers_are_healthy(const struct bus_servers *servers);

/* Subscribes to a new topic of this server's. */
void bus_server_subscribe(struct bus_server *server, struct bus_topic *topic);
/* Whether a confirmation may be waited for: its subscriptions are there, and not refused. */
bool bus_server_confirms(const struct bus_server *server);

#endif
