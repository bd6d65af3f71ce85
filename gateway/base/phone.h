/*
 * Telephone numbers, by one rule for all: international ones (ITU-T E.164), as "+493012345678".
 * Pure.
 */
#ifndef FRONTDESK_PHONE_H
#define FRONTDESK_PHONE_H

#include "base/err.h"
#include "base/text.h"

/* "+" and up to 15 digits; of the fewest there are seven. */
enum { PHONE_SIZE_MAX = 16, PHONE_DIGITS_MIN = 7 };

/* Reads a number as people write one: with its country's code behind + or 00, blanks, hyphens,
 * dots, slashes and brackets between. Writes it as it is dialled, and a NUL. ERR_INVALID for all
 * else, the (0) between the codes too, which is not dialled from abroad. */
enum err phone_read(struct text typed, char ret_number[PHONE_SIZE_MAX + 1]);

#endif
