/*
 * Whether the visitors of open sessions are there, connected with a page at least, and on which
 * page they are. Each worker tells PostgreSQL of those that are connected to it, and what that
 * changes for all workers together the tenant's consoles hear, and find in their lists. A page that
 * follows the one before within seconds is no leaving; of pages that follow each other faster than
 * they are told the last one counts.
 */
#ifndef FRONTDESK_CHAT_WHEREABOUTS_H
#define FRONTDESK_CHAT_WHEREABOUTS_H

#include "call/call.h"

struct desk;
struct live_session;
struct whereabouts_batch;
struct ws_connection;

/* Of a session's visitor, as this worker knows and tells it. */
struct whereabouts {
	bool is_told_here; /* PostgreSQL has heard from here that they are */
	uint64_t left_ms;  /* since when they are not, of which it has not heard; 0: they are */
	uint64_t told_ms;  /* when it was told last */
	char *page;        /* where they are, which it was not told yet, or NULL */
};

/* A visitor's connection has gone, or left a session. */
void whereabouts_parted(struct parts *parts, struct ws_connection *connection);
/* Tells what has changed, once a second; every 20 s all anew, and marks as gone of whom no worker
 * has told for a minute. */
void whereabouts_turn(struct parts *parts, struct desk *desk);
/* PostgreSQL was away, and may think that nobody is here. */
void whereabouts_all_due(struct parts *parts);
/* Wipes what is not told yet. */
void whereabouts_forget(struct live_session *live);

#endif
