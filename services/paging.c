/* Cursors are looked at before they reach PostgreSQL, whose functions make them and read them. */
#include "paging.h"

#include <string.h>

enum { USUAL = 50, MOST = 200 };
#define CURSOR_US_MOST UINT64_C(253402300799999999) /* the end of the year 9999 */

int64_t paging_most(const struct call *call)
{
	return call_query_int(call, "limit", USUAL, 1, MOST);
}

/* "MICROSECONDS_UUID", and for the queue "_new" or "_old" behind it. */
static bool is_cursor(struct text cursor)
{
	const char *end = memchr(cursor.data, '_', cursor.size);
	struct text time = {cursor.data, end ? (size_t)(end - cursor.data) : 0};
	size_t rest = cursor.size - time.size;
	uint64_t time_us;
	struct uuid id;
	if (!text_to_uint64(time, &time_us) || time_us > CURSOR_US_MOST ||
		rest < 1 + UUID_TEXT_SIZE ||
		!uuid_parse((struct text){end + 1, UUID_TEXT_SIZE}, &id))
		return false;
	struct text kind = {end + 1 + UUID_TEXT_SIZE, rest - 1 - UUID_TEXT_SIZE};
	return kind.size == 0 || text_equals(kind, TEXT("_new")) || text_equals(kind, TEXT("_old"));
}

bool paging_cursor(const struct call *call, struct text *ret_cursor)
{
	struct text cursor = call_query(call, "after");
	if (!text_is_absent(cursor) && !is_cursor(cursor))
		return false;
	*ret_cursor = cursor;
	return true;
}

struct next paging_refuse(struct call *call)
{
	return call_fail(call, ERR_INVALID, "after must be what a page called next.");
}
