/* Members one after the other; what is empty, as fields of forms are, was not said. */
#include "tickets/form_input.h"

#include "base/characters.h"
#include "base/email.h"
#include "base/typed.h"
#include "call/who.h"

enum { URL_TYPED_MOST = 16384, LOCALE_MOST = 35 /* bytes (BCP 47) */ };

/* A member's text; absent where it is missing, null or empty. */
static const char *read_text(struct arena *arena, const struct json *body, const char *name,
	size_t most, enum typed_kind kind, struct text *ret_text)
{
	const struct json *member = json_member(body, name);
	struct text text = TEXT_ABSENT;
	*ret_text = TEXT_ABSENT;
	if (!member || json_is_null(member))
		return NULL;
	if (!json_text(member, &text) || text.size > most)
		return arena_string(arena, "%s must be a text of up to %zu bytes", name, most);
	if (text.size == 0)
		return NULL;
	const char *fault = typed_take(arena, kind, &text);
	if (fault)
		return arena_string(arena, "%s %s", name, fault);
	*ret_text = text;
	return NULL;
}

static const char *read_email(
	struct arena *arena, const struct json *body, struct form_input *input)
{
	static const char *const wanted = "email must be an e-mail address";
	struct email email;
	if (read_text(arena, body, "email", EMAIL_SIZE_MAX, TYPED_LINE, &input->email) ||
		text_is_absent(input->email) || email_read(input->email, &email) != ERR_NONE)
		return wanted;
	input->normal = arena_copy(arena, text_from(email.normal));
	return NULL;
}

static const char *read_message(
	struct arena *arena, const struct json *body, struct form_input *input)
{
	const char *fault =
		read_text(arena, body, "message", FORM_MESSAGE_MOST, TYPED_LINES, &input->message);
	if (fault)
		return fault;
	return characters_show(input->message)
		       ? NULL
		       : "message must have something in it that can be seen";
}

/* Of "de-AT" the language, where mails have it. */
static const char *read_locale(
	struct arena *arena, const struct json *body, struct form_input *input)
{
	static const struct text known[] = {TEXT("en"), TEXT("de")};
	struct text typed;
	const char *fault = read_text(arena, body, "locale", LOCALE_MOST, TYPED_LINE, &typed);
	input->locale = TEXT_ABSENT;
	for (size_t i = 0; !fault && i < sizeof(known) / sizeof(*known); i++) {
		struct text begin = {typed.data, known[i].size};
		bool is_longer = typed.size > begin.size && typed.data[begin.size] == '-';
		if (typed.size >= begin.size && text_equals_folded(begin, known[i]) &&
			(typed.size == begin.size || is_longer))
			input->locale = known[i];
	}
	return fault;
}

const char *form_input_read(
	struct arena *arena, const struct json *body, struct form_input *ret_input)
{
	struct form_input input = {0};
	const char *fault = NULL;
	if (!json_uuid(json_member(body, "formId"), &input.id) || uuid_is_nil(input.id))
		fault = "formId must be a UUID";
	if (!fault)
		fault = read_text(arena, body, "name", NAME_SIZE_MAX, TYPED_NAME, &input.name);
	if (!fault)
		fault = read_email(arena, body, &input);
	if (!fault)
		fault = read_message(arena, body, &input);
	if (!fault)
		fault = read_text(
			arena, body, "pageUrl", URL_TYPED_MOST, TYPED_LINE, &input.page_url);
	if (!fault)
		fault = read_locale(arena, body, &input);
	if (!fault)
		*ret_input = input;
	return fault;
}
