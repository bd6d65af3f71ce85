/* A TenantSettingsChange, member by member. */
#include "setup/settings_input.h"

#include "base/web_address.h"
#include "call/who.h"
#include "changes.h"

enum { TIME_ZONE_SIZE_MAX = 64, VERSION_SIZE_MAX = 64, MINUTES_MAX = 525600, WAITING_MAX = 100000 };

static const char *take_parameters(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (!json_is_array(value) || json_count(value) > (size_t)member->most)
		return arena_string(
			arena, "must be a list of up to %lld names", (long long)member->most);
	json_open_array(writer);
	for (size_t i = 0; i < json_count(value); i++) {
		struct text name;
		if (!json_text(json_element(value, i), &name))
			return "must be a list of texts";
		const char *fault = web_address_check_parameter(arena, name);
		if (fault)
			return arena_string(arena, "has a name that %s", fault);
		json_put_text(writer, name);
	}
	json_close_array(writer);
	return NULL;
}

static const struct change_member members[] = {
	{"name", change_take_name, 1, NAME_SIZE_MAX, NULL},
	{"timeZone", change_take_name, 1, TIME_ZONE_SIZE_MAX, NULL},
	{"keptParameters", take_parameters, 0, KEPT_PARAMETERS_MAX, NULL},
	{"awayMinutes", change_take_limit, 1, MINUTES_MAX, NULL},
	{"silentMinutes", change_take_limit, 1, MINUTES_MAX, NULL},
	{"waitingMost", change_take_limit, 1, WAITING_MAX, NULL},
};

const char *settings_input_read(
	struct arena *arena, const struct json *body, struct settings_input *ret_input)
{
	struct text version = TEXT_ABSENT, changes;
	if (!json_text(json_member(body, "version"), &version) || version.size > VERSION_SIZE_MAX)
		return "version must be that of the settings as they were read";
	const char *fault =
		changes_read(arena, body, members, sizeof(members) / sizeof(*members), &changes);
	if (!fault)
		*ret_input = (struct settings_input){version, changes};
	return fault;
}
