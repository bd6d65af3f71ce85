/* Telephone numbers, digit by digit. */
#include "base/phone.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_between(char c)
{
	return c != '\0' && strchr(" -./()", c);
}

/* Takes + or 00 off the front. */
static bool take_prefix(struct text *rest)
{
	const size_t size = text_starts_with(*rest, TEXT("+"))    ? 1
			    : text_starts_with(*rest, TEXT("00")) ? 2
								  : 0;
	*rest = (struct text){rest->data + size, rest->size - size};
	return size > 0;
}

enum err phone_read(struct text typed, char ret_number[PHONE_SIZE_MAX + 1])
{
	struct text rest = text_trim(typed, TEXT(" \t\r\n"));
	char number[PHONE_SIZE_MAX + 1] = "+";
	size_t size = 1;
	if (rest.size == 0 || !take_prefix(&rest))
		return ERR_INVALID;
	for (size_t i = 0; i < rest.size; i++) {
		const char c = rest.data[i];
		const struct text ahead = {rest.data + i, rest.size - i};
		if (text_starts_with(ahead, TEXT("(0)")))
			return ERR_INVALID;
		if (is_digit(c) && size < PHONE_SIZE_MAX)
			number[size++] = c;
		else if (!is_between(c))
			return ERR_INVALID;
	}
	if (size < 1 + PHONE_DIGITS_MIN || number[1] == '0')
		return ERR_INVALID;
	number[size] = '\0';
	memcpy(ret_number, number, size + 1);
	return ERR_NONE;
}
