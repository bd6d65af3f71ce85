/* What a page says of its visitor beside name and address: an object of the page's own names. */
#ifndef FRONTDESK_ATTRIBUTE_INPUT_H
#define FRONTDESK_ATTRIBUTE_INPUT_H

#include "base/json.h"

enum {
	ATTRIBUTES_MAX = 30,
	ATTRIBUTE_NAME_SIZE_MAX = 64,
	ATTRIBUTE_TEXT_SIZE_MAX = 255,
	ATTRIBUTES_SIGNED_SIZE_MAX = 16384
};

/* Judges an object's members, of which there are `most`: texts of one line, numbers, booleans, days
 * and moments as {"date": …}, and null, or an empty text, for what is to be taken away. NULL and
 * the object as it is kept, in the arena; or a sentence that begins with `what`, the body's member,
 * and says what will not do. */
const char *attribute_input_read(struct arena *arena, const char *what, const struct json *object,
	size_t most, struct text *ret_kept);
/* Whether it is a name that such a member may have. */
bool attribute_input_is_name(struct arena *arena, struct text name);

#endif
