/* A statement's answer that is the call's as it stands. */
#include "pg/db.h"

enum { RETRY_MS = 2000 };

struct next db_answer_json(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_BUSY)
		return call_fail_later(call, ERR_BUSY, NULL, RETRY_MS);
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return call_answer(call, 200, answer->json);
}
