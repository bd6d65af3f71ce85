/* A ChatWidgetConfigChange, member by member. */
#include "config_input.h"

#include "call/who.h"
#include "config_members.h"
#include "hours_input.h"

enum { TIME_SIZE_MAX = 40, FILE_MB_MAX = 100 };

static const char *const schemes[] = {"page", "light", "dark", NULL};
static const char *const positions[] = {"bottom-right", "bottom-left", NULL};
static const char *const icons[] = {"chat", "question", "mail", "smile", NULL};
static const char *const sizes[] = {"small", "medium", "large", NULL};
static const char *const devices[] = {"none", "phones", "desktops", NULL};
static const char *const promises[] = {"minutes", "hours", "day", NULL};

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
	{"launcherIcon", change_take_word, 0, 0, icons},
	{"launcherLabel", config_take_label, 0, LABEL_CHARACTERS_MAX, NULL},
	{"launcherSize", change_take_word, 0, 0, sizes},
	{"hiddenPaths", config_take_paths, 0, PAGE_PATHS_MAX, NULL},
	{"hiddenDevices", change_take_word, 0, 0, devices},
	{"languages", config_take_languages, 0, 0, NULL},
	{"preChatForm", config_take_pre_chat_form, 0, 0, NULL},
	{"proactiveMessages", config_take_proactive, 0, PROACTIVE_MAX, NULL},
	{"showAgentPhotos", change_take_bool, 0, 0, NULL},
	{"repliesIn", config_take_word_or_none, 0, 0, promises},
	{"fileUploadEnabled", change_take_bool, 0, 0, NULL},
	{"maxFileSizeMb", change_take_number, 1, FILE_MB_MAX, NULL},
	{"allowedFileTypes", config_take_file_types, 1, FILE_TYPES_MAX, NULL},
};

const char *config_input_read_seen(const struct json *body, struct text *ret_updated_at)
{
	struct text updated_at;
	if (!json_text(json_member(body, "updatedAt"), &updated_at) ||
		updated_at.size > TIME_SIZE_MAX)
		return "updatedAt must be that of the configuration as it was read";
	*ret_updated_at = updated_at;
	return NULL;
}

const char *config_input_read(
	struct arena *arena, const struct json *body, struct config_input *ret_input)
{
	struct text updated_at, changes;
	const char *fault = config_input_read_seen(body, &updated_at);
	if (!fault)
		fault = changes_read(
			arena, body, members, sizeof(members) / sizeof(*members), &changes);
	if (!fault)
		*ret_input = (struct config_input){updated_at, changes};
	return fault;
}
