/*
 * The desk: what a tenant's agents and waiting visitors are told without asking. Counts and places
 * are read again when something changed, at most once a second; only changes are sent.
 */
#ifndef FRONTDESK_CHAT_DESK_H
#define FRONTDESK_CHAT_DESK_H

#include "bus/bus.h"
#include "live.h"
#include "proto.h"
#include "sockets/channel.h"

struct ws_connection;

/* Frames an event once and hands it to the channel's listeners but `except` (may be NULL). */
void desk_publish(struct parts *parts, struct channel channel, struct text json,
	const struct ws_connection *except);
/* The same, and to the channel's listeners at other replicas, with a note for their memory (may be
 * NULL). */
void desk_broadcast(struct parts *parts, struct channel channel, const struct bus_note *note,
	struct text json, const struct ws_connection *except);
/* The tenant's channel of agents. */
struct channel desk_channel(const struct tenant *tenant);
/* Reads and tells what may have changed: once a second; where somebody watches or waits every 5 s,
 * changed or not. */
void desk_turn(struct parts *parts, struct desk *desk);
/* Something was away: what was missed meanwhile is found with each desk's next turn, within a
 * second. */
void desk_all_due(struct parts *parts);
/* Whether a session in memory stands in the queue. */
bool desk_has_queued(const struct desk *desk);
/* A tick: hands to anybody what is no longer kept for the agent to whom it was handed. */
struct next desk_release(struct call *call);
/* Shows agents' lists the newest messages of their sessions: once a second. */
void digest_turn(struct parts *parts, struct desk *desk);

#endif
