/* What the writer is given, and what becomes of it. */
#ifndef FRONTDESK_WRITER_ROW_H
#define FRONTDESK_WRITER_ROW_H

#include "call/who.h"
#include "crypto/seal.h"

struct parts;
struct tenant;

struct writer_row {
	struct tenant *tenant;
	struct uuid session_id, id;
	char sender_type[8];
	char sender_id[SENDER_ID_SIZE + 1];
	struct text sealed; /* copied */
	uint8_t fingerprint[FINGERPRINT_SIZE];
	int64_t created_at_us;
};

enum writer_outcome {
	WRITER_FRESH,     /* stored now */
	WRITER_DUPLICATE, /* was stored already, same content: seq and time are the stored one's */
	WRITER_CONFLICT,  /* the id is used: refused */
	WRITER_ERASED,    /* its session has been erased: dropped */
	WRITER_ENDED,     /* stamped after its session's end: refused */
	WRITER_FAILED     /* in the dead letters */
};

struct writer_result {
	enum writer_outcome outcome;
	int64_t seq;
	int64_t created_at_us;
};

/* Runs once per row, after the commit. */
typedef void (*writer_stored)(
	struct parts *parts, const struct writer_row *row, const struct writer_result *result);

/* Runs at most once per row, before its commit: the row is fsynced in this worker's spool. */
typedef void (*writer_kept)(struct parts *parts, const struct writer_row *row);

#endif
