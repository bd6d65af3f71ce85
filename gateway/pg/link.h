/*
 * One connection to PostgreSQL on the loop, in pipeline mode. It connects without blocking, watches
 * its socket, hands every result to its owner in order, and reconnects with full jitter (100 ms to
 * 5 s). A server that owes a result and says nothing for 7 s more than a
 * statement may take counts as lost; one whose process has
 * entered many tenants is left for another (renew.h). The owner embeds it and finds itself by
 * CONTAINER_OF. db.h stands on it, and the writer beside.
 */
#ifndef FRONTDESK_DB_LINK_H
#define FRONTDESK_DB_LINK_H

#include <libpq-fe.h>

#include "loop/wheel.h"
#include "pg/entered.h"
#include "pg/params.h"
#include "pg/renew.h"

struct db_link;
struct db_listener;
struct db_resolve;
struct db_watch;

/* None is called from within db_link_send, _sync, _flush or _start. */
struct db_link_owner {
	/* It is due after so many times `db_tenants`: with few statements each costs less. */
	unsigned tenants_times;
	void (*ready)(struct db_link *link);
	/* A new connection has taken the place of one on which nothing was under way: send on. */
	void (*renewed)(struct db_link *link);
	/* Each result in order, PGRES_PIPELINE_SYNC among them; borrowed. */
	void (*result)(struct db_link *link, const PGresult *result);
	/* What was sent and not yet synced is uncertain. */
	void (*lost)(struct db_link *link);
};

enum db_link_state {
	DB_LINK_IDLE,
	DB_LINK_CONNECTING,
	DB_LINK_GREETING, /* connected: it begins to listen, where it has a listener */
	DB_LINK_READY,
	DB_LINK_WAITING
};

struct db_link {
	const struct env *env;
	const struct db_link_owner *owner;
	const char *name;      /* application_name: static */
	unsigned statement_ms; /* the longest that a statement may take */
	enum db_link_state state;
	PGconn *conn;
	struct db_watch *watch;
	struct db_resolve *resolve; /* while the host's name is looked up */
	struct timer timer; /* connecting: give up; waiting: try again; ready: has it stalled? */
	unsigned attempts;
	size_t syncs_pending;
	/* Of this connection: what makes it due. */
	struct db_entered entered;
	size_t units;
	unsigned demotions; /* the worker's, when it was made */
	struct db_renewals *renewals;
	struct db_link *successor;          /* NULL: none on its way */
	const struct db_listener *listener; /* who hears what is notified; NULL: nobody */
};

/* A statement may take 3 s, unless the owner sets statement_ms before it starts. */
void db_link_init(struct db_link *link, const struct env *env, const char *name,
	const struct db_link_owner *owner, struct db_renewals *renewals);
/* Sets who hears what is notified, from the next connection on; NULL: nobody. */
void db_link_listen(struct db_link *link, const struct db_listener *listener);
/* Connects, or connects anew; nothing may be pending. */
void db_link_start(struct db_link *link);
/* Closes without a word to the owner. The loop must run once more for its handle. */
void db_link_stop(struct db_link *link);
/* Lets go of a connection that is older than the last demotion: its server may be the one. */
void db_link_look(struct db_link *link);
/* Whether it takes statements: connected, and no successor that waits for it to be done. */
bool db_link_takes(const struct db_link *link);
/* Takes over the other's connection in the place of its own; nothing may be pending on either. */
void db_link_adopt(struct db_link *link, struct db_link *from);
/* Queues a statement; a failure is found by the next look at the socket, and `lost` follows. */
void db_link_send(struct db_link *link, const char *sql, const uint32_t *oids,
	const struct db_params *params);
/* Ends a unit: its results are complete, and committed, at its PGRES_PIPELINE_SYNC. */
void db_link_sync(struct db_link *link);
/* Sends the statements of a tenant's scope: two results that the owner checks for errors. */
void db_link_send_scope(struct db_link *link, const char *role);
enum { DB_SCOPE_STATEMENTS = 2 };

#endif
