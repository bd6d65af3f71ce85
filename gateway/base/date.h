/* Days and moments as strangers write them. Pure. */
#ifndef FRONTDESK_DATE_H
#define FRONTDESK_DATE_H

#include "base/text.h"

/* Whether it is a day of the years 1 to 9999, "2026-11-30", or a moment with its zone,
 * "2026-11-30T12:34:56.789Z" or with "+01:00" at its end (RFC 3339, 5.6, in capital letters and
 * without a leap second). */
bool date_is_valid(struct text text);

#endif
