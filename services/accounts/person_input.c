/* What admins say of a colleague. */
#include "accounts/person_input.h"

#include "base/typed.h"

const char *person_input_name(struct call *call, struct text *ret_name)
{
	struct text name;
	if (!json_text(json_member(call->body, "name"), &name) || name.size > NAME_SIZE_MAX)
		return "name must be a text of up to 255 bytes";
	const char *fault = typed_take(&call->arena, TYPED_NAME, &name);
	if (fault)
		return arena_string(&call->arena, "name %s", fault);
	*ret_name = name;
	return NULL;
}

const char *person_input_role(const struct call *call, struct text *ret_role)
{
	static const char *const roles[] = {"agent", "supervisor", "admin"};
	struct text role = TEXT_ABSENT;
	(void)json_text(json_member(call->body, "role"), &role);
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		if (!text_equals(role, text_from(roles[i])))
			continue;
		*ret_role = role;
		return NULL;
	}
	return "role must be agent, supervisor or admin";
}
