/* What PostgreSQL's SQLSTATEs (its manual, appendix A) are to us: one table. */
#ifndef FRONTDESK_DB_ERRORS_H
#define FRONTDESK_DB_ERRORS_H

#include <stdbool.h>

#include "base/err.h"

enum { SQLSTATE_SIZE = 5 };

/* The longest prefix in the table wins; what is not there, and NULL, is ERR_INTERNAL. */
enum err db_error(const char *sqlstate);
/* Whether the statement may succeed when it is simply tried again, as a whole. */
bool db_error_passes(const char *sqlstate);

#endif
