/* Claims of ID tokens. */
#include "accounts/id_token.h"

static bool member_is(const struct json *claims, const char *name, struct text wanted)
{
	struct text value;
	return json_text(json_member(claims, name), &value) && text_equals(value, wanted);
}

static bool list_has(const struct json *list, struct text wanted)
{
	for (size_t i = 0; i < json_count(list); i++) {
		struct text word = TEXT_ABSENT;
		(void)json_text(json_element(list, i), &word);
		if (text_equals(word, wanted))
			return true;
	}
	return false;
}

/* A token for several must say for whom of them it was asked (3.1.3.7, 4 and 5). */
static const char *judge_audience(const struct json *claims, struct text client_id)
{
	static const char others[] = "The token was made for another client";
	const struct json *audience = json_member(claims, "aud");
	if (!member_is(claims, "aud", client_id) && !list_has(audience, client_id))
		return others;
	if (json_member(claims, "azp") || json_count(audience) > 1)
		return member_is(claims, "azp", client_id) ? NULL : others;
	return NULL;
}

static const char *judge_times(const struct json *claims, int64_t now_s)
{
	const double now = (double)now_s;
	double end, made, begin;
	if (!json_number(json_member(claims, "exp"), &end) ||
		!json_number(json_member(claims, "iat"), &made))
		return "The token does not say when it was made and when it ends";
	if (end <= now - ID_TOKEN_LEEWAY_SECONDS)
		return "The token has ended";
	if (made > now + ID_TOKEN_LEEWAY_SECONDS)
		return "The token is from the future: a clock is off";
	if (!json_member(claims, "nbf"))
		return NULL;
	return json_number(json_member(claims, "nbf"), &begin) &&
			       begin <= now + ID_TOKEN_LEEWAY_SECONDS
		       ? NULL
		       : "The token does not hold yet";
}

/* Up to 255 characters of ASCII (2): others would not come back from PostgreSQL as they went. */
static bool is_subject(struct text subject)
{
	for (size_t i = 0; i < subject.size; i++)
		if (subject.data[i] < ' ' || subject.data[i] > '~')
			return false;
	return subject.size > 0 && subject.size <= ID_TOKEN_SUBJECT_MOST;
}

static const char *judge(const struct json *claims, const struct id_token_wanted *wanted)
{
	struct text subject;
	if (!member_is(claims, "iss", wanted->issuer))
		return "The token is of another issuer";
	const char *fault = judge_audience(claims, wanted->client_id);
	if (!fault)
		fault = judge_times(claims, wanted->now_s);
	if (fault)
		return fault;
	if (!member_is(claims, "nonce", wanted->nonce))
		return "The token was made for another sign-in";
	if (!json_text(json_member(claims, "sub"), &subject) || !is_subject(subject))
		return "The token does not say who it is about";
	return NULL;
}

/* Some say whether an address is verified by a text. */
void id_token_read_email(struct arena *arena, const struct json *claims, struct id_token *token)
{
	const struct json *verified = json_member(claims, "email_verified");
	struct text email = TEXT_ABSENT;
	bool is_verified = member_is(claims, "email_verified", TEXT("true"));
	if (!json_text(json_member(claims, "email"), &email))
		return;
	(void)json_bool(verified, &is_verified);
	token->email = arena_copy(arena, email);
	token->email_state = EMAIL_UNVERIFIED;
	if (is_verified)
		token->email_state = EMAIL_VERIFIED;
	else if (!verified || json_is_null(verified))
		token->email_state = EMAIL_UNSAID;
}

static void take(struct arena *arena, const struct json *claims, struct id_token *ret_token)
{
	struct text subject;
	(void)json_text(json_member(claims, "sub"), &subject);
	*ret_token = (struct id_token){.subject = arena_copy(arena, subject),
		.email = TEXT_ABSENT,
		.is_two_step = list_has(json_member(claims, "amr"), TEXT("mfa"))};
	id_token_read_email(arena, claims, ret_token);
}

const char *id_token_read(struct arena *arena, struct text payload,
	const struct id_token_wanted *wanted, struct id_token *ret_token)
{
	struct json *claims = NULL;
	if (json_parse(payload, &claims) != ERR_NONE)
		return "The token's content is no JSON";
	const char *fault = judge(claims, wanted);
	if (!fault)
		take(arena, claims, ret_token);
	json_free(&claims);
	return fault;
}
