/* The widget's texts in languages: {"de": {"headerText": …}, …}. What is left out is the plain one.
 */
#include "call/who.h"
#include "config_input.h"
#include "config_members.h"

static const char *const languages[] = {"en", "de", "fr", "es", "ar", "ja"};

static const struct change_member texts[] = {
	{"headerText", change_take_name, 1, NAME_SIZE_MAX, NULL},
	{"greetingMessage", change_take_lines, 1, GREETING_SIZE_MAX, NULL},
	{"offlineMessage", change_take_lines, 1, GREETING_SIZE_MAX, NULL},
	{"launcherLabel", config_take_label, 0, LABEL_CHARACTERS_MAX, NULL},
	{"consentText", change_take_lines, 1, CONSENT_SIZE_MAX, NULL},
};

static bool is_language(struct text name)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		if (text_equals(name, text_from(languages[i])))
			return true;
	return false;
}

static const char *take_language(struct arena *arena, struct text name, const struct json *language,
	struct json_writer *writer)
{
	struct text read;
	if (!is_language(name) || !json_is_object(language))
		return "must have languages alone, en, de, fr, es, ar and ja, each an object";
	const char *fault =
		changes_read(arena, language, texts, sizeof(texts) / sizeof(*texts), &read);
	if (fault)
		return arena_string(arena, "of %.*s: %s", TEXT_ARG(name), fault);
	if (text_equals(read, TEXT("{}")))
		return NULL;
	json_put_name(writer, name.data);
	json_put_raw(writer, read);
	return NULL;
}

const char *config_take_languages(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct json_writer given;
	const char *fault = NULL;
	if (!json_is_null(value) && !json_is_object(value))
		return "must be an object of languages, or null";
	json_writer_init(&given, arena);
	json_open_object(&given);
	for (size_t i = 0; !fault && i < json_member_count(value); i++) {
		struct text name;
		const struct json *language = json_member_at(value, i, &name);
		fault = take_language(arena, name, language, &given);
	}
	json_close_object(&given);
	struct text all = json_writer_text(&given);
	json_put_raw(writer, text_equals(all, TEXT("{}")) ? TEXT("null") : all);
	return fault;
}
