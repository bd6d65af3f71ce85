/* Judging origins, addresses and names. */
#include "commands/admin_check.h"

#include <string.h>

#include "base/email.h"
#include "base/origin.h"
#include "base/typed.h"
#include "base/web_address.h"

static enum err refuse(const char **ret_reason, struct text reason)
{
	*ret_reason = reason.data;
	return ERR_INVALID;
}

enum err admin_check_origin(
	struct arena *arena, const char *input, const char **ret_origin, const char **ret_reason)
{
	struct text origin;
	const char *fault = origin_read(arena, text_from(input), &origin);

	if (fault)
		return refuse(ret_reason, arena_printf(arena, "The origin %s %s.", input, fault));
	*ret_origin = arena_copy(arena, origin).data;
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
	const char *fault = web_address_check_parameter(arena, text_from(input));

	if (fault)
		return refuse(ret_reason, arena_printf(arena, "A parameter's name %s.", fault));
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
