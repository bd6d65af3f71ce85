/*
 * Connections renewed. A server process keeps what it learns of every tenant whose scope it enters,
 * until it ends: plans above all, 3 MB when every statement was run there, 0.6 MB of the writer's
 * one. So a link that has entered as many as `db_tenants` says, or has run very many units, is due:
 * a successor connects beside it while it goes on, and takes its place when nothing is under way,
 * so that nothing waits longer and nothing is overtaken. Of the links that share a `struct
 * db_renewals`, a worker's, one at a time.
 */
#ifndef FRONTDESK_DB_RENEW_H
#define FRONTDESK_DB_RENEW_H

#include <stdbool.h>

struct db;
struct db_link;

struct db_renewals {
	const struct db_link *turn; /* whose successor connects, or stands ready; NULL: nobody's */
	unsigned demotions;         /* how often a server that took writes was found to take none */
};

struct db_renewals *db_renewals_of(struct db *db);
/* Begins a successor when the link is due and nobody else has the turn. */
void db_renew_look(struct db_link *link);
bool db_renew_is_ready(const struct db_link *link);
/* Puts the successor that stands ready in the place of a connection on which nothing is under way,
 * and has the owner send on. False when there is none, or it must wait. */
bool db_renew_take(struct db_link *link);
/* Lets go of the successor, if there is one. */
void db_renew_stop(struct db_link *link);

#endif
