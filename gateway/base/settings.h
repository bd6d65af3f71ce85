/*
 * Every setting, once: flag, environment, file, default, sentence. Precedence: flag, environment,
 * file, default. settings.def: SETTING(type, name, "default", "sentence") gives --name-with-dashes,
 * FRONTDESK_NAME, and `name = value` in the file.
 */
#ifndef FRONTDESK_SETTINGS_H
#define FRONTDESK_SETTINGS_H

#include "base/arena.h"
#include "base/err.h"

struct settings {
#define SETTING_TEXT                         const char *
#define SETTING_NUMBER                       int64_t /* at least 1 */
#define SETTING_COUNT                        int64_t /* at least 0 */
#define SETTING_BOOL                         bool
#define SETTING(type, name, usual, sentence) SETTING_##type name;
#include "base/settings.def"
#undef SETTING
#undef SETTING_TEXT
#undef SETTING_NUMBER
#undef SETTING_COUNT
#undef SETTING_BOOL
	bool is_public_url_given; /* else it is a guess, for a browser of this machine */
	char **command_line;      /* of this process, to run it once more; commands/main.c's */
};

/* Reads flags (removing those it knows from argv), environment and file. ERR_INVALID with a
 * sentence that names the setting, its source and what would do. */
enum err settings_load(struct arena *arena, int *argc, char **argv, struct settings *ret_settings,
	const char **ret_reason);
/* --help's lines, and the reference in Markdown. */
void settings_print(bool as_markdown);

#endif
