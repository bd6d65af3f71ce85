/*
 * Is a tenant there? A suspended one is, and its rows stay; a deleted one has no role, no schema
 * and no row in public.tenants.
 */
#ifndef FRONTDESK_WRITER_ASK_H
#define FRONTDESK_WRITER_ASK_H

#include "base/err.h"
#include "base/text.h"

struct parts;
struct tenant;
struct writer;
struct writer_asks;

/* Hears ERR_NONE with the tenant (suspended or not), ERR_ABSENT when it has been deleted,
 * ERR_UNREADABLE, or ERR_BUSY and the like when nobody knows. */
typedef void (*writer_answered)(
	struct writer *writer, struct uuid tenant_id, enum err err, struct tenant *tenant);

struct writer_asks *writer_asks_new(struct writer *writer, struct parts *parts);
/* Nobody hears an answer any more. */
void writer_asks_free(struct writer_asks **asks);
/* `then` hears the answer: once, later. */
void writer_ask(struct writer_asks *asks, struct uuid tenant_id, writer_answered then);

#endif
