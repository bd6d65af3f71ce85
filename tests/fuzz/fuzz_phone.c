/* Any bytes as a telephone number: what is taken has one form, which is a number itself. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/phone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char number[PHONE_SIZE_MAX + 1], again[PHONE_SIZE_MAX + 1];
	if (phone_read((struct text){(const char *)data, size}, number) != ERR_NONE)
		return 0;
	assert(number[0] == '+' && number[1] >= '1' && number[1] <= '9');
	assert(strspn(number + 1, "0123456789") == strlen(number + 1));
	assert(strlen(number) > PHONE_DIGITS_MIN && strlen(number) <= PHONE_SIZE_MAX);
	assert(phone_read(text_from(number), again) == ERR_NONE && strcmp(number, again) == 0);
	return 0;
}
