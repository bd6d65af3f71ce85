/* The members of a start, each with its bounds: one table. */
#include "start_input.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/email.h"
#include "base/typed.h"
#include "call/call.h"
#include "call/tenant.h"

enum {
	HASH_SIZE = 64,
	URL_TYPED_MAX = 16384 /* with what is not kept of it */
};

static bool take_any(struct call *call, struct text *value)
{
	return true;
}

static bool take_email(struct call *call, struct text *value)
{
	return email_is_address(*value);
}

static bool take_url(struct call *call, struct text *value)
{
	return web_address_keep(&call->arena, *value, call->tenant->kept_parameters,
		call->tenant->kept_parameter_count, value);
}

static const struct {
	const char *name;
	size_t offset, most;
	enum typed_kind kind;
	bool (*take)(struct call *call, struct text *value);
	const char *fault;
} members[] = {
	{"visitorName", offsetof(struct start_input, visitor_name), NAME_SIZE_MAX, TYPED_NAME,
		take_any, "visitorName must be a text of up to 255 bytes."},
	{"visitorEmail", offsetof(struct start_input, visitor_email), EMAIL_SIZE_MAX, TYPED_LINE,
		take_email, "visitorEmail must be an e-mail address."},
	{"pageUrl", offsetof(struct start_input, page_url), URL_TYPED_MAX, TYPED_LINE, take_url,
		"pageUrl must be an http or https URL of up to 2048 bytes without its query."},
	{"referrerUrl", offsetof(struct start_input, referrer_url), URL_TYPED_MAX, TYPED_LINE,
		take_url,
		"referrerUrl must be an http or https URL of up to 2048 bytes without its query."},
	{"identifier", offsetof(struct start_input, identifier), NAME_SIZE_MAX, TYPED_LINE,
		take_any, "identifier must be a text of up to 255 bytes."},
	{"identifierHash", offsetof(struct start_input, identifier_hash), HASH_SIZE, TYPED_LINE,
		take_any, "identifierHash must be 64 hexadecimal digits."},
};

static_assert(sizeof(members) / sizeof(*members) == START_INPUT_MEMBERS, "a fault for each");

/* NULL, or why it will not do; absent where nothing is said. */
static const char *take(struct call *call, size_t i, struct text *ret_value)
{
	const struct json *member = json_member(call->body, members[i].name);
	struct text value = TEXT_ABSENT;
	if (!member || json_is_null(member))
		return NULL;
	if (!json_text(member, &value) || value.size > members[i].most)
		return members[i].fault;
	if (value.size == 0) /* an empty field of a form says nothing */
		return NULL;
	const char *fault = typed_take(&call->arena, members[i].kind, &value);
	if (fault)
		return arena_string(&call->arena, "%s %s.", members[i].name, fault);
	if (!members[i].take(call, &value))
		return members[i].fault;
	*ret_value = value;
	return NULL;
}

void start_input_read(struct call *call, struct start_input *ret_input)
{
	struct start_input input = {0};
	for (size_t i = 0; i < START_INPUT_MEMBERS; i++) {
		struct text value = TEXT_ABSENT;
		const char *fault = take(call, i, &value);
		if (fault)
			input.faults[input.fault_count++] = fault;
		memcpy((char *)&input + members[i].offset, &value, sizeof(value));
	}
	*ret_input = input;
}
