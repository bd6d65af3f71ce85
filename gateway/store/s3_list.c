/* Our keys have no character that XML would write in another way, so an element is found by its
 * name, and what is in it compared as it stands. */
#include "store/s3_list.h"

#include <ctype.h>
#include <string.h>

/* Cuts off what stands before a text, and the text. */
static bool take_until(struct text *rest, struct text end, struct text *ret_before)
{
	const char *at = rest->size > 0 ? memmem(rest->data, rest->size, end.data, end.size) : NULL;
	if (!at)
		return false;
	*ret_before = (struct text){rest->data, (size_t)(at - rest->data)};
	*rest = (struct text){at + end.size, rest->size - ret_before->size - end.size};
	return true;
}

static bool read_key(struct text key, struct text prefix, struct uuid *ret_object_id)
{
	return text_starts_with(key, prefix) &&
	       uuid_parse((struct text){key.data + prefix.size, key.size - prefix.size},
		       ret_object_id);
}

bool s3_list_next(struct text *rest, struct text prefix, struct uuid *ret_object_id)
{
	struct text skipped, key;
	while (take_until(rest, TEXT("<Key>"), &skipped) && take_until(rest, TEXT("</Key>"), &key))
		if (read_key(key, prefix, ret_object_id))
			return true;
	return false;
}

void s3_code_read(struct text answer, char ret_code[S3_CODE_MOST + 1])
{
	struct text skipped, code;
	ret_code[0] = '\0';
	if (!take_until(&answer, TEXT("<Code>"), &skipped) ||
		!take_until(&answer, TEXT("</Code>"), &code) || code.size > S3_CODE_MOST)
		return;
	for (size_t i = 0; i < code.size; i++)
		if (!isalnum((unsigned char)code.data[i]))
			return;
	memcpy(ret_code, code.data, code.size);
	ret_code[code.size] = '\0';
}
