/* A provider's settings. */
#include "accounts/provider_input.h"

#include <string.h>

#include "base/domain.h"
#include "base/typed.h"
#include "outside/url.h"

static const struct text blanks = TEXT(" \t");

static struct text without_document(struct text typed)
{
	static const struct text end = TEXT("/.well-known/openid-configuration");
	if (typed.size <= end.size)
		return typed;
	struct text rest = {typed.data, typed.size - end.size};
	return text_equals((struct text){rest.data + rest.size, end.size}, end) ? rest : typed;
}

/* Without query and fragment (Discovery, 3). */
const char *provider_input_issuer(
	struct arena *arena, const struct json *body, struct text *ret_issuer)
{
	struct text typed, url;
	if (!json_text(json_member(body, "issuer"), &typed))
		return "issuer must be a text.";
	typed = without_document(text_trim(typed, blanks));
	if (typed.size > PROVIDER_WORD_MOST)
		return "issuer must have up to 255 bytes.";
	const char *fault = outside_url_read(arena, typed, false, &url);
	if (fault)
		return arena_string(arena, "issuer %s", fault);
	if (memchr(typed.data, '?', typed.size))
		return "issuer must be an address without a query.";
	*ret_issuer = typed;
	return NULL;
}

/* Ids and secrets are of visible ASCII (RFC 6749, A.1 and A.2). */
static bool is_visible(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < ' ' || text.data[i] > '~')
			return false;
	return text.size > 0;
}

static const char *read_client(const struct json *body, struct provider_input *input)
{
	const struct json *secret = json_member(body, "clientSecret");
	if (!json_text(json_member(body, "clientId"), &input->client_id))
		return "clientId must be a text.";
	input->client_id = text_trim(input->client_id, blanks);
	if (!is_visible(input->client_id) || input->client_id.size > PROVIDER_WORD_MOST)
		return "clientId must be of 1 to 255 characters of ASCII.";
	if (!secret)
		return NULL;
	if (!json_text(secret, &input->secret) || !is_visible(input->secret) ||
		input->secret.size > PROVIDER_SECRET_MOST)
		return "clientSecret must be of 1 to 1000 characters of ASCII.";
	return NULL;
}

static const char *read_label(
	struct arena *arena, const struct json *body, struct provider_input *input)
{
	if (!json_text(json_member(body, "label"), &input->label) ||
		input->label.size > PROVIDER_LABEL_MOST)
		return "label must be a text of up to 60 bytes.";
	const char *fault = typed_take(arena, TYPED_NAME, &input->label);
	return fault ? arena_string(arena, "label %s", fault) : NULL;
}

/* Left out, there are none. */
static const char *read_domains(
	struct arena *arena, const struct json *body, struct provider_input *input)
{
	static const char fault[] = "emailDomains must be a list of up to 20 domains.";
	const struct json *list = json_member(body, "emailDomains");
	char name[DOMAIN_SIZE_MAX + 1];
	if ((list && !json_is_array(list)) || json_count(list) > PROVIDER_DOMAINS_MOST)
		return fault;
	input->domains = arena_array(arena, PROVIDER_DOMAINS_MOST, sizeof(*input->domains));
	for (size_t i = 0; i < json_count(list); i++) {
		struct text typed;
		if (!json_text(json_element(list, i), &typed) ||
			!domain_normalize(text_trim(typed, blanks), name))
			return fault;
		input->domains[input->domain_count++] = arena_copy(arena, text_from(name));
	}
	return NULL;
}

const char *provider_input_read(
	struct arena *arena, const struct json *body, struct provider_input *ret_input)
{
	struct provider_input input = {.secret = TEXT_ABSENT};
	const char *fault = provider_input_issuer(arena, body, &input.issuer);
	if (!fault)
		fault = read_client(body, &input);
	if (!fault)
		fault = read_label(arena, body, &input);
	if (!fault)
		fault = read_domains(arena, body, &input);
	if (!fault && !json_bool(json_member(body, "isRequired"), &input.is_required))
		fault = "isRequired must be true or false.";
	if (!fault &&
		!json_bool(json_member(body, "takesUnsaidEmails"), &input.takes_unsaid_emails))
		fault = "takesUnsaidEmails must be true or false.";
	*ret_input = input;
	return fault;
}
