/* What admins say of when their desk is open, judged. Pure. */
#ifndef FRONTDESK_HOURS_INPUT_H
#define FRONTDESK_HOURS_INPUT_H

#include "changes.h"

enum { HOURS_SPANS_MAX = 8, HOURS_HOLIDAYS_MAX = 366, HOLIDAY_NAME_SIZE_MAX = 100 };

/* Takes BusinessHours, whose days may be one span as well, and writes them with a list of spans for
 * each day. */
const char *hours_input_take(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);

#endif
