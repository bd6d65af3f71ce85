/* RFC 3339's dates, read from left to right. */
#include "base/date.h"

enum { FRACTION_DIGITS_MAX = 9, ZONE_HOUR_MAX = 15 /* PostgreSQL takes none further off */ };

/* Takes so many digits off the text, of a number within these bounds. */
static bool take_number(
	struct text *rest, size_t digits, uint64_t least, uint64_t most, uint64_t *ret_value)
{
	if (rest->size < digits || !text_to_uint64((struct text){rest->data, digits}, ret_value))
		return false;
	*rest = (struct text){rest->data + digits, rest->size - digits};
	return *ret_value >= least && *ret_value <= most;
}

static bool take_mark(struct text *rest, char mark)
{
	if (rest->size == 0 || *rest->data != mark)
		return false;
	*rest = (struct text){rest->data + 1, rest->size - 1};
	return true;
}

static uint64_t days_of(uint64_t year, uint64_t month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && is_leap ? 29 : days[month - 1];
}

static bool take_day(struct text *rest)
{
	uint64_t year, month, day;
	return take_number(rest, 4, 1, 9999, &year) && take_mark(rest, '-') &&
	       take_number(rest, 2, 1, 12, &month) && take_mark(rest, '-') &&
	       take_number(rest, 2, 1, days_of(year, month), &day);
}

/* "12:34" */
static bool take_hour(struct text *rest, uint64_t most)
{
	uint64_t hour, minute;
	return take_number(rest, 2, 0, most, &hour) && take_mark(rest, ':') &&
	       take_number(rest, 2, 0, 59, &minute);
}

static bool take_fraction(struct text *rest)
{
	uint64_t digit;
	size_t count = 0;
	if (!take_mark(rest, '.'))
		return true;
	while (rest->size > 0 && *rest->data >= '0' && *rest->data <= '9' &&
		take_number(rest, 1, 0, 9, &digit))
		count++;
	return count > 0 && count <= FRACTION_DIGITS_MAX;
}

static bool take_zone(struct text *rest)
{
	if (take_mark(rest, 'Z'))
		return true;
	return (take_mark(rest, '+') || take_mark(rest, '-')) && take_hour(rest, ZONE_HOUR_MAX);
}

bool date_is_valid(struct text text)
{
	uint64_t second;
	if (!take_day(&text))
		return false;
	if (text.size == 0)
		return true;
	return take_mark(&text, 'T') && take_hour(&text, 23) && take_mark(&text, ':') &&
	       take_number(&text, 2, 0, 59, &second) && take_fraction(&text) && take_zone(&text) &&
	       text.size == 0;
}
