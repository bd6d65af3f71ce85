/*
 * The database layer before a scripted PostgreSQL: this stands for pg/link.c at link time. What was
 * sent is answered when a test says so, each link in its order: no row, or where a statement
 * returns one, one that begins with the number 1 and is NULL besides. Include it once in a program:
 * it defines what the library would.
 */
#ifndef FRONTDESK_DB_FAKES_H
#define FRONTDESK_DB_FAKES_H

#include <assert.h>
#include <endian.h>
#include <stdlib.h>

#include "pg/pipeline.h"

enum { SERVER_LINKS_MAX = 16 };

static struct {
	struct db_link *links[SERVER_LINKS_MAX];
	size_t link_count, next_link;
	PGresult *nothing, *row, *sync;
	/* Told of each statement before it is answered; may be NULL. */
	void (*answering)(const struct sql_statement *statement);
} server;

void db_link_init(struct db_link *link, const struct env *env, const char *name,
	const struct db_link_owner *owner, struct db_renewals *renewals)
{
	assert(server.link_count < SERVER_LINKS_MAX);
	*link = (struct db_link){.env = env, .name = name, .owner = owner, .renewals = renewals};
	server.links[server.link_count++] = link;
}

void db_link_listen(struct db_link *link, const struct db_listener *listener)
{
	link->listener = listener;
}

void db_link_start(struct db_link *link)
{
	link->state = DB_LINK_READY;
}

void db_link_stop(struct db_link *link)
{
	link->state = DB_LINK_IDLE;
}

void db_link_look(struct db_link *link)
{
}

bool db_link_takes(const struct db_link *link)
{
	return link->state == DB_LINK_READY;
}

void db_link_send_scope(struct db_link *link, const char *role)
{
}

void db_link_send(
	struct db_link *link, const char *sql, const uint32_t *oids, const struct db_params *params)
{
}

void db_link_sync(struct db_link *link)
{
	link->syncs_pending++;
}

static inline struct db_pipeline *server_pipeline(struct db_link *link)
{
	return CONTAINER_OF(link, struct db_pipeline, link);
}

/* The statement that the link answers next, or NULL. */
static inline const struct sql_statement *server_under_way(struct db_link *link)
{
	const struct db_unit *unit = server_pipeline(link)->sent.first;
	return unit ? unit->statement : NULL;
}

/* Answers it; false when there is none. */
static inline bool server_answer(struct db_link *link)
{
	const struct sql_statement *statement = server_under_way(link);
	if (!statement)
		return false;
	if (server.answering)
		server.answering(statement);
	for (int i = 0; statement->scope == SQL_TENANT && i < DB_SCOPE_STATEMENTS; i++)
		link->owner->result(link, server.nothing);
	link->owner->result(link, statement->returns == SQL_ROW ? server.row : server.nothing);
	link->syncs_pending--;
	link->owner->result(link, server.sync);
	return true;
}

/* Answers so many, a link after the other; how many there were. */
static inline size_t server_answer_some(size_t most)
{
	size_t count = 0, idle = 0;
	while (count < most && idle < server.link_count) {
		struct db_link *link = server.links[server.next_link++ % server.link_count];
		bool is_answered = server_answer(link);
		count += is_answered;
		idle = is_answered ? 0 : idle + 1;
	}
	return count;
}

/* The connection is lost, and comes back. */
static inline void server_lose(struct db_link *link)
{
	link->state = DB_LINK_WAITING;
	link->syncs_pending = 0;
	link->owner->lost(link);
}

static inline void server_return(struct db_link *link)
{
	link->state = DB_LINK_READY;
	link->owner->ready(link);
}

static inline PGresult *server_make_row(void)
{
	PGresAttDesc columns[SQL_PARAMS_MAX] = {0};
	PGresult *row = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	uint64_t one = htobe64(1);
	for (size_t i = 0; i < SQL_PARAMS_MAX; i++)
		columns[i] =
			(PGresAttDesc){.name = (char *)"column", .typid = OID_INT8, .format = 1};
	if (!PQsetResultAttrs(row, SQL_PARAMS_MAX, columns) ||
		!PQsetvalue(row, 0, 0, (char *)&one, sizeof(one)))
		abort();
	return row;
}

static inline void server_begin(void)
{
	memset(&server, 0, sizeof(server));
	server.nothing = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	server.sync = PQmakeEmptyPGresult(NULL, PGRES_PIPELINE_SYNC);
	server.row = server_make_row();
}

static inline void server_end(void)
{
	PQclear(server.nothing);
	PQclear(server.sync);
	PQclear(server.row);
}

#endif
