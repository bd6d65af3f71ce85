/* Visitors' ids: which kind, and which bytes. */
#include "auth/visitor_id.h"

#include <sodium.h>
#include <stdio.h>

#define PROVEN_PREFIX    "c-"
#define ANONYMOUS_PREFIX "v-"

bool visitor_id_is_proven(struct text visitor_id)
{
	return text_starts_with(visitor_id, TEXT(PROVEN_PREFIX));
}

void visitor_id_format(struct uuid bytes, bool is_proven, char ret_visitor_id[VISITOR_ID_SIZE + 1])
{
	char text[UUID_TEXT_SIZE + 1];

	if (is_proven)
		sodium_bin2hex(text, sizeof text, bytes.bytes, sizeof bytes.bytes);
	else
		uuid_format(bytes, text);
	(void)snprintf(ret_visitor_id, VISITOR_ID_SIZE + 1, "%s%s",
		is_proven ? PROVEN_PREFIX : ANONYMOUS_PREFIX, text);
}

bool visitor_id_parse(struct text visitor_id, struct uuid *ret_bytes, bool *ret_is_proven)
{
	enum { PREFIX_SIZE = sizeof(PROVEN_PREFIX) - 1, HEX_SIZE = 2 * sizeof ret_bytes->bytes };
	const bool is_proven = visitor_id_is_proven(visitor_id);
	struct text rest;
	bool is_id;

	if (!is_proven && !text_starts_with(visitor_id, TEXT(ANONYMOUS_PREFIX)))
		return false;
	rest = (struct text){visitor_id.data + PREFIX_SIZE, visitor_id.size - PREFIX_SIZE};
	if (is_proven)
		is_id = rest.size == HEX_SIZE &&
			sodium_hex2bin(ret_bytes->bytes, sizeof ret_bytes->bytes, rest.data,
				rest.size, NULL, NULL, NULL) == 0;
	else
		is_id = uuid_parse(rest, ret_bytes);
	*ret_is_proven = is_proven;
	return is_id;
}
