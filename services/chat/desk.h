/*
 * The desk: what a tenant's agents and waiting visitors are told without asking. Counts and places
 * are read again when something changed, at most once a second; only changes are sent.
 */
#ifndef FRONTDESK_CHAT_DESK_H
#define FRONTDESK_CHAT_DESK_H

#include "live.h"

/* Frames an event once and hands it to the channel's listeners but `except` (may be NULL). */
void desk_publish(struct gateway *gateway, struct channel channel, struct text json,
	const struct ws_connection *except);
/* Publishes a `session` event. */
void desk_tell_session(struct gateway *gateway, struct channel channel, struct text session);
/* The tenant's channel of agents. */
struct channel desk_channel(const struct tenant *tenant);
/* Reads and tells what may have changed: once a second. */
void desk_beat(struct gateway *gateway);
/* Marks every desk that somebody watches: what happened elsewhere is noticed too. */
void desk_mark_watched(struct gateway *gateway);
/* Shows agents' lists the newest messages of their sessions: once a second. */
void digest_beat(struct gateway *gateway);

#endif
