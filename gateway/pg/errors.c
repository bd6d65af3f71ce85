/* SQLSTATE to error: the first row whose prefix fits, so exact codes stand before their class. */
#include "pg/errors.h"

#include <string.h>

struct sqlstate_row {
	const char *prefix;
	enum err err;
};

/* clang-format off */
static const struct sqlstate_row rows[] = {
	{"23505", ERR_CONFLICT},  /* unique violation */
	{"23503", ERR_ABSENT},    /* foreign key violation: what it names is not there */
	{"23514", ERR_INVALID},   /* check violation */
	{"P0001", ERR_STATE},     /* RAISE EXCEPTION without a code: our own functions refuse */
	{"P0002", ERR_ABSENT},    /* no data found */
	{"42501", ERR_DENIED},    /* insufficient privilege */
	{"55P03", ERR_BUSY},      /* lock not available */
	{"25006", ERR_BUSY},      /* read-only transaction: a standby, until it is promoted */
	{"02",    ERR_ABSENT},    /* no data */
	{"08",    ERR_BUSY},      /* connection exception */
	{"22",    ERR_INVALID},   /* data exception */
	{"40",    ERR_BUSY},      /* transaction rollback: deadlock, serialization */
	{"53",    ERR_BUSY},      /* insufficient resources */
	{"57",    ERR_BUSY},      /* operator intervention: timeouts, shutdown */
	{"58",    ERR_BUSY},      /* system error */
};
/* clang-format on */

enum err db_error(const char *sqlstate)
{
	for (size_t i = 0; sqlstate && i < sizeof(rows) / sizeof(*rows); i++) {
		if (strncmp(sqlstate, rows[i].prefix, strlen(rows[i].prefix)) == 0)
			return rows[i].err;
	}
	return ERR_INTERNAL;
}

bool db_error_passes(const char *sqlstate)
{
	return db_error(sqlstate) == ERR_BUSY;
}
