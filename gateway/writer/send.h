/*
 * What is sent for a batch: the locks of its counters, then for each tenant its scope and one
 * statement. That is chat_messages_add where all rows are new, for all that is known, and
 * chat_messages_store where one may not be.
 */
#ifndef FRONTDESK_WRITER_SEND_H
#define FRONTDESK_WRITER_SEND_H

#include "pg/link.h"
#include "writer/batch.h"

/* Sends all of it, and the Sync. */
void writer_send(struct db_link *link, struct writer_batch *batch);

#endif
