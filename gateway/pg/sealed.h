/*
 * Statements that return sealed values: binary rows of seven columns,
 *
 *     head json (an object without the sealed member), session_id uuid, row_id uuid,
 *     sender_type text, sender_id text, wrapped_key bytea, sealed bytea
 *
 * become the JSON objects of the heads, each with "content":"…" spliced in; or, where it cannot be
 * opened, "content":null,"unreadable":true. One bad row does nothing to the others. With a row of
 * its own in front, a statement has these seven as its last columns, NULL in the first row.
 */
#ifndef FRONTDESK_DB_SEALED_H
#define FRONTDESK_DB_SEALED_H

#include "pg/cells.h"

/* Opens the rows from `first` on: they become the answer's items, in the call's arena. The call's
 * tenant and its keys are the scope. */
void db_sealed_open(struct call *call, const struct sql_statement *statement,
	const struct db_rows *rows, size_t first, struct sql_answer *ret_answer);

#endif
