/*
 * One batch on the wire: what is sent for it, and what came back so far. A batch is one implicit
 * transaction under one Sync (writer/send.h).
 */
#ifndef FRONTDESK_WRITER_FLIGHT_H
#define FRONTDESK_WRITER_FLIGHT_H

#include "pg/link.h"
#include "writer/batch.h"

/* Whose failure it is decides what becomes of the batch. */
enum writer_fault {
	WRITER_FAULT_NONE,
	WRITER_FAULT_PASSING, /* locks, deadlock, timeout: try again */
	WRITER_FAULT_SERVER,  /* nothing would succeed now: hold everything */
	WRITER_FAULT_TENANT,  /* its role, schema or functions: keep its work, alarm */
	WRITER_FAULT_KNOWN,   /* not all are new: ask for those of its tenant first */
	WRITER_FAULT_ROW      /* split until the row is alone */
};

struct writer_flight {
	struct writer_batch *batch; /* NULL: nothing under way */
	size_t results;
	enum writer_fault fault;
	size_t fault_first; /* a row of the tenant at fault */
	char sqlstate[SQLSTATE_SIZE + 1];
	size_t group_first; /* the tenant whose results come next */
	size_t group_results;
};

void writer_flight_send(
	struct writer_flight *flight, struct db_link *link, struct writer_batch *batch);
/* Notes one result; true at the Sync: all is known, and stored unless there is a fault. Each item's
 * result is then set. */
bool writer_flight_note(struct writer_flight *flight, const PGresult *result);
/* Takes the batch out, which makes the flight free for another. */
struct writer_batch *writer_flight_end(struct writer_flight *flight);
/* What a failure means: pure. */
enum writer_fault writer_fault_of(const char *sqlstate, bool is_scope);

#endif
