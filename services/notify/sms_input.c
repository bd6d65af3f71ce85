/* An SmsSettingsChange, member by member. */
#include "notify/sms_input.h"

#include <ctype.h>

#include "base/origin.h"
#include "base/phone.h"

enum {
	ACCOUNT_SIZE_MAX = 100,
	TOKEN_TYPED_MAX = 255,
	WORD_SIZE_MAX = 11,
	SHORT_CODE_MIN = 3,
	SHORT_CODE_MAX = 8,
	SEGMENTS_MAX = 10
};

/* It stands in a path: letters, digits and - _ alone. */
static bool is_account(struct text account)
{
	for (size_t i = 0; i < account.size; i++)
		if (!isalnum((unsigned char)account.data[i]) && account.data[i] != '-' &&
			account.data[i] != '_')
			return false;
	return account.size > 0 && account.size <= ACCOUNT_SIZE_MAX;
}

/* It goes into a header: what can be seen of ASCII. */
static bool is_token(struct text token)
{
	for (size_t i = 0; i < token.size; i++)
		if (token.data[i] <= ' ' || token.data[i] > '~')
			return false;
	return token.size > 0 && token.size <= TOKEN_TYPED_MAX;
}

/* A word of up to eleven letters and digits, or a short code. */
static bool is_word(struct text sender)
{
	size_t digits = 0;
	for (size_t i = 0; i < sender.size; i++) {
		if (!isalnum((unsigned char)sender.data[i]) && sender.data[i] != ' ')
			return false;
		digits += isdigit((unsigned char)sender.data[i]) != 0;
	}
	if (sender.size > 0 && digits == sender.size)
		return digits >= SHORT_CODE_MIN && digits <= SHORT_CODE_MAX;
	return sender.size > 0 && sender.size <= WORD_SIZE_MAX && sender.data[0] != ' ' &&
	       sender.data[sender.size - 1] != ' ';
}

static const char *read_base(
	struct arena *arena, const struct json *value, bool is_http_allowed, struct text *ret_base)
{
	struct text typed = TEXT_ABSENT;
	if (!json_text(value, &typed))
		return "baseUrl must be a text";
	const char *fault = origin_read(arena, typed, ret_base);
	if (fault)
		return arena_string(arena, "baseUrl %s", fault);
	if (!is_http_allowed && !text_starts_with(*ret_base, TEXT("https://")))
		return "baseUrl must begin with https://";
	return NULL;
}

static const char *read_sender(
	struct arena *arena, const struct json *value, struct text *ret_sender)
{
	char number[PHONE_SIZE_MAX + 1];
	struct text typed = TEXT_ABSENT;
	(void)json_text(value, &typed);
	*ret_sender = typed;
	if (phone_read(typed, number) == ERR_NONE)
		*ret_sender = arena_copy(arena, text_from(number));
	else if (!is_word(typed))
		return "sender must be a number with its country's code, a short code, or up to 11 "
		       "letters and digits";
	return NULL;
}

const char *sms_input_read(struct arena *arena, const struct json *body, bool is_http_allowed,
	struct sms_input *ret_input)
{
	const struct json *token = json_member(body, "token");
	struct sms_input input = {.token = TEXT_ABSENT};
	const char *fault =
		read_base(arena, json_member(body, "baseUrl"), is_http_allowed, &input.base_url);
	if (fault)
		return fault;
	if (!json_text(json_member(body, "account"), &input.account) || !is_account(input.account))
		return "account must be up to 100 letters, digits, - and _";
	if (token && (!json_text(token, &input.token) || !is_token(input.token)))
		return "token must be up to 255 characters of ASCII without blanks";
	fault = read_sender(arena, json_member(body, "sender"), &input.sender);
	if (fault)
		return fault;
	if (!json_int64(json_member(body, "segmentsMost"), &input.segments_most) ||
		input.segments_most < 1 || input.segments_most > SEGMENTS_MAX)
		return "segmentsMost must be a whole number from 1 to 10";
	*ret_input = input;
	return NULL;
}
