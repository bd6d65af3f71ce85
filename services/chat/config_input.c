/* A ChatWidgetConfigChange, member by member. */
#include "config_input.h"

#include "call/who.h"
#include "changes.h"
#include "hours_input.h"

enum { TIME_SIZE_MAX = 40 };

static const char *const schemes[] = {"page", "light", "dark", NULL};
static const char *const positions[] = {"bottom-right", "bottom-left", NULL};

static const struct change_member members[] = {
	{"primaryColor", change_take_color, 0, 0, NULL},
	{"secondaryColor", change_take_color, 0, 0, NULL},
	{"colorScheme", change_take_word, 0, 0, schemes},
	{"headerText", change_take_name, 1, NAME_SIZE_MAX, NULL},
	{"greetingMessage", change_take_lines, 1, GREETING_SIZE_MAX, NULL},
	{"offlineMessage", change_take_lines, 1, GREETING_SIZE_MAX, NULL},
	{"position", change_take_word, 0, 0, positions},
	{"offsetX", change_take_number, 0, OFFSET_MAX, NULL},
	{"offsetY", change_take_number, 0, OFFSET_MAX, NULL},
	{"autoOpenDelaySeconds", change_take_limit, 0, AUTO_OPEN_SECONDS_MAX, NULL},
	{"showAgentTyping", change_take_bool, 0, 0, NULL},
	{"showReadReceipts", change_take_bool, 0, 0, NULL},
	{"businessHoursEnabled", change_take_bool, 0, 0, NULL},
	{"businessHours", hours_input_take, 0, 0, NULL},
};

const char *config_input_read(
	struct arena *arena, const struct json *body, struct config_input *ret_input)
{
	struct text updated_at = TEXT_ABSENT, changes;
	if (!json_text(json_member(body, "updatedAt"), &updated_at) ||
		updated_at.size > TIME_SIZE_MAX)
		return "updatedAt must be that of the configuration as it was read";
	const char *fault =
		changes_read(arena, body, members, sizeof(members) / sizeof(*members), &changes);
	if (!fault)
		*ret_input = (struct config_input){updated_at, changes};
	return fault;
}
