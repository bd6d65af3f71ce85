/* The members of a start, each with its bounds: one table. */
#include "start_input.h"

#include <stddef.h>
#include <string.h>

#include "base/email.h"
#include "base/typed.h"

enum { HASH_SIZE = 64 };

static bool is_any(struct text value)
{
	return true;
}

static bool is_url(struct text value)
{
	return text_starts_with(value, TEXT("https://")) ||
	       text_starts_with(value, TEXT("http://"));
}

static const struct {
	const char *name;
	size_t offset, most;
	enum typed_kind kind;
	bool (*is_well_formed)(struct text value);
	const char *fault;
} members[] = {
	{"visitorName", offsetof(struct start_input, visitor_name), NAME_SIZE_MAX, TYPED_NAME,
		is_any, "visitorName must be a text of up to 255 bytes."},
	{"visitorEmail", offsetof(struct start_input, visitor_email), EMAIL_SIZE_MAX, TYPED_LINE,
		email_is_address, "visitorEmail must be an e-mail address."},
	{"pageUrl", offsetof(struct start_input, page_url), URL_SIZE_MAX, TYPED_LINE, is_url,
		"pageUrl must be an http or https URL of up to 2048 bytes."},
	{"referrerUrl", offsetof(struct start_input, referrer_url), URL_SIZE_MAX, TYPED_LINE,
		is_url, "referrerUrl must be an http or https URL of up to 2048 bytes."},
	{"identifier", offsetof(struct start_input, identifier), NAME_SIZE_MAX, TYPED_LINE, is_any,
		"identifier must be a text of up to 255 bytes."},
	{"identifierHash", offsetof(struct start_input, identifier_hash), HASH_SIZE, TYPED_LINE,
		is_any, "identifierHash must be 64 hexadecimal digits."},
};

const char *start_input_read(
	struct arena *arena, const struct json *body, struct start_input *ret_input)
{
	struct start_input input = {0};
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		const struct json *member = json_member(body, members[i].name);
		struct text value = TEXT_ABSENT;
		if (!member || json_is_null(member))
			continue;
		if (!json_text(member, &value) || value.size > members[i].most)
			return members[i].fault;
		if (value.size == 0) /* an empty field of a form says nothing */
			continue;
		const char *fault = typed_take(arena, members[i].kind, &value);
		if (fault)
			return arena_string(arena, "%s %s.", members[i].name, fault);
		if (!members[i].is_well_formed(value))
			return members[i].fault;
		memcpy((char *)&input + members[i].offset, &value, sizeof(value));
	}
	*ret_input = input;
	return NULL;
}
