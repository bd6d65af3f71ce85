/* Judging origins, addresses and names. */
#include "commands/admin_check.h"

#include <ctype.h>
#include <string.h>

#include "base/domain.h"
#include "base/email.h"
#include "base/typed.h"

static enum err refuse(const char **ret_reason, struct text reason)
{
	*ret_reason = reason.data;
	return ERR_INVALID;
}

static struct text lower(struct arena *arena, const char *input)
{
	const size_t size = strlen(input);
	char *copy = arena_alloc(arena, size + 1);

	for (size_t i = 0; i < size; i++)
		copy[i] = (char)(input[i] >= 'A' && input[i] <= 'Z' ? input[i] + ('a' - 'A')
								    : input[i]);
	return (struct text){copy, size};
}

/* [IPv6], its inside only by its alphabet: what no browser sends matches nothing. */
static bool is_bracketed(struct text host)
{
	if (host.size < 4 || host.data[0] != '[' || host.data[host.size - 1] != ']')
		return false;
	for (size_t i = 1; i + 1 < host.size; i++)
		if (!isxdigit((unsigned char)host.data[i]) && host.data[i] != ':' &&
			host.data[i] != '.')
			return false;
	return true;
}

struct scheme {
	struct text prefix, port;
};

static const struct scheme schemes[] = {
	{TEXT("https://"), TEXT("443")},
	{TEXT("http://"), TEXT("80")},
	{TEXT_ABSENT, TEXT_ABSENT},
};

static const struct scheme *scheme_of(struct text origin)
{
	const struct scheme *scheme = schemes;

	while (scheme->prefix.data && !text_starts_with(origin, scheme->prefix))
		scheme++;
	return scheme;
}

/* Parts the host from a ":port" behind it; an absent port when there is none. */
static void split_port(struct text *host, struct text *ret_port)
{
	size_t colon = host->size;

	while (colon > 0 && isdigit((unsigned char)host->data[colon - 1]))
		colon--;
	*ret_port = TEXT_ABSENT;
	if (colon == 0 || colon == host->size || host->data[colon - 1] != ':')
		return;
	*ret_port = (struct text){host->data + colon, host->size - colon};
	host->size = colon - 1;
}

static bool is_port(struct text port)
{
	uint64_t number;

	return !port.data ||
	       (port.data[0] != '0' && text_to_uint64(port, &number) && number <= 65535);
}

enum err admin_check_origin(
	struct arena *arena, const char *input, const char **ret_origin, const char **ret_reason)
{
	struct text host = lower(arena, input), port;
	const struct scheme *scheme = scheme_of(host);

	if (host.size > ORIGIN_SIZE_MAX)
		return refuse(ret_reason, TEXT("An origin has at most 255 characters."));
	if (text_is_absent(scheme->prefix))
		return refuse(ret_reason,
			arena_printf(arena, "The origin %s must begin with https:// or http://.",
				input));
	host.data += scheme->prefix.size;
	host.size -= scheme->prefix.size;
	if (host.size > 0 && host.data[host.size - 1] == '/')
		host.size--;
	split_port(&host, &port);
	if ((!domain_is_plain(host) && !is_bracketed(host)) || !is_port(port))
		return refuse(ret_reason,
			arena_printf(arena,
				"%s is not an origin: it is what stands before the path in the "
				"address of the page, like https://shop.example or "
				"http://localhost:3000. No path, no *; a name with other letters "
				"in its xn-- form.",
				input));
	if (text_equals(port, scheme->port))
		port = TEXT_ABSENT;
	*ret_origin = arena_string(arena, "%.*s%.*s%s%.*s", TEXT_ARG(scheme->prefix),
		TEXT_ARG(host), text_is_absent(port) ? "" : ":", TEXT_ARG(port));
	return ERR_NONE;
}

enum err admin_check_email(
	struct arena *arena, const char *input, const char **ret_email, const char **ret_reason)
{
	struct email email;

	if (email_read(text_from(input), &email) == ERR_NONE) {
		*ret_email = arena_copy(arena, text_from(email.normal)).data;
		return ERR_NONE;
	}
	return refuse(ret_reason,
		arena_printf(arena, "%s is not an e-mail address like robin@shop.example.", input));
}

enum err admin_check_name(struct arena *arena, const char *input, const char **ret_reason)
{
	struct text name = text_from(input);
	const char *fault = typed_take(arena, TYPED_NAME, &name);

	if (fault)
		return refuse(ret_reason, arena_printf(arena, "A name %s.", fault));
	if (name.size > NAME_SIZE_MAX)
		return refuse(ret_reason, TEXT("A name has at most 255 bytes."));
	return ERR_NONE;
}

enum err admin_check_parameter(
	struct arena *arena, const char *input, const char **ret_name, const char **ret_reason)
{
	struct text name = text_from(input);
	const char *fault = typed_take(arena, TYPED_NAME, &name);

	if (fault)
		return refuse(ret_reason, arena_printf(arena, "A parameter's name %s.", fault));
	if (name.size > PARAMETER_SIZE_MAX || strpbrk(input, "=&#?"))
		return refuse(ret_reason,
			arena_printf(arena,
				"%s is not the name of a parameter: that has at most 100 bytes, "
				"and no = & # ?.",
				input));
	*ret_name = input;
	return ERR_NONE;
}

enum err admin_check_role(struct arena *arena, const char *input, const char **ret_reason)
{
	static const char *const roles[] = {"agent", "supervisor", "admin"};

	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if (strcmp(input, roles[i]) == 0)
			return ERR_NONE;
	return refuse(ret_reason,
		arena_printf(
			arena, "There is no role %s: it is agent, supervisor or admin.", input));
}

enum err admin_check_max_chats(struct arena *arena, const char *input, const char **ret_reason)
{
	uint64_t most;

	if (!input || (text_to_uint64(text_from(input), &most) && most >= 1 && most <= 100))
		return ERR_NONE;
	return refuse(ret_reason,
		arena_printf(arena, "%s is no number of chats: it is 1 to 100.", input));
}
