/*
 * What we want to hear. A topic is a channel as the bus sees it: wanted while somebody listens here
 * and for 60 s after, so that who comes back soon costs nothing. It is one server's, stands in its
 * line until it is asked for, and then is until Redis confirms it. Nothing here speaks to Redis.
 */
#ifndef FRONTDESK_BUS_TOPICS_H
#define FRONTDESK_BUS_TOPICS_H

#include "call/call.h"
#include "sockets/channel.h"

struct bus_server;
struct bus_topic;
struct bus_topics;
struct env;
struct tenant;

/* Topics that are to be subscribed to, as they came; topics.c's. */
struct bus_line {
	struct bus_topic *first, *last;
};

struct bus_topics *bus_topics_new(const struct env *env);
/* Forgets all. */
void bus_topics_free(struct bus_topics **topics);

/* NULL: it is not wanted. */
struct bus_topic *bus_topics_find(const struct bus_topics *topics, const struct channel *channel);
/* A new topic, in no line yet. Holds the tenant. */
struct bus_topic *bus_topics_add(struct bus_topics *topics, const struct channel *channel,
	struct tenant *tenant, struct bus_server *server);
/* Lets go of one that stands in no line; who waits for it goes on. */
void bus_topics_forget(struct bus_topics *topics, struct bus_topic *topic);
/* How many are confirmed. */
size_t bus_topics_confirmed(const struct bus_topics *topics);
/* The tenant was read again: from now on its topics have this one. */
void bus_topics_renew(struct bus_topics *topics, struct tenant *tenant);

const struct channel *bus_topic_channel(const struct bus_topic *topic);
/* Whose keys open what arrives; borrowed. */
struct tenant *bus_topic_tenant(const struct bus_topic *topic);
struct bus_server *bus_topic_server(const struct bus_topic *topic);

/* --- whether anybody listens -------------------------------------------------------------- */
/* Nobody does any more: its 60 s begin. */
void bus_topic_linger(struct bus_topics *topics, struct bus_topic *topic);
/* Somebody does again. */
void bus_topic_linger_no_more(struct bus_topics *topics, struct bus_topic *topic);
bool bus_topic_is_lingering(const struct bus_topic *topic);
/* Those of a server whose time is over, or that are too many, up to `most`, longest left first. How
 * many. */
size_t bus_topics_overdue(const struct bus_topics *topics, const struct bus_server *server,
	struct bus_topic **ret_due, size_t most);

/* --- the way to a confirmation ------------------------------------------------------------ */
void bus_line_put(struct bus_line *line, struct bus_topic *topic);
/* How many stand in it, counted up to `most`. */
size_t bus_line_count(const struct bus_line *line, size_t most);
/* Takes the first, which is asked for now. */
struct bus_topic *bus_line_take(struct bus_topics *topics, struct bus_line *line);
/* All of a server's into its line, but those that linger, which are forgotten. */
void bus_line_put_all(
	struct bus_topics *topics, struct bus_line *line, const struct bus_server *server);
/* Those of a server's that were asked for and are not confirmed. */
void bus_line_put_unconfirmed(
	struct bus_topics *topics, struct bus_line *line, const struct bus_server *server);
/* Empties it: no topic of the server's is subscribed to any more, and who waits goes on. */
void bus_line_lose(
	struct bus_topics *topics, struct bus_line *line, const struct bus_server *server);
/* What others publish arrives: who waits goes on. Nothing, unless it was asked for. */
void bus_topic_confirm(struct bus_topics *topics, struct bus_topic *topic);
bool bus_topic_is_confirmed(const struct bus_topic *topic);
/* Whether it has been since then, without a break. */
bool bus_topic_was_confirmed(const struct bus_topic *topic, uint64_t at_ms);
/* Runs the step of a parked call once the topic is confirmed or lost; after 1 s at most. */
void bus_topic_await(struct bus_topic *topic, struct call *call, call_step step);

#endif
