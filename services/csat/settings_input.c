/* A CSATSettingsChange, member by member. */
#include "csat/settings_input.h"

#include "changes.h"

enum { TIME_SIZE_MAX = 40 };

static const char *const channels[] = {"email", "sms", "in_app", NULL};
static const char *const scales[] = {"stars", "faces", NULL};
static const char *const locales[] = {"en", "de", "ar"};

/* --- texts: {"en": {"question": …, "thanks": …}}; what is empty is the usual ---------------------
 */
static const struct change_member words[] = {
	{"question", change_take_lines, 1, CSAT_WORDS_SIZE_MAX, NULL},
	{"thanks", change_take_lines, 1, CSAT_WORDS_SIZE_MAX, NULL},
};

static bool is_locale(struct text name)
{
	for (size_t i = 0; i < sizeof(locales) / sizeof(*locales); i++)
		if (text_equals(name, text_from(locales[i])))
			return true;
	return false;
}

static const char *take_texts(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (!json_is_object(value))
		return "must be an object of languages, each with a question and thanks";
	json_open_object(writer);
	for (size_t i = 0; i < json_member_count(value); i++) {
		struct text name, read;
		const struct json *language = json_member_at(value, i, &name);
		if (!is_locale(name) || !json_is_object(language))
			return "must have languages alone, en, de and ar, each an object";
		const char *fault =
			changes_read(arena, language, words, sizeof(words) / sizeof(*words), &read);
		if (fault)
			return arena_string(arena, "of %.*s: %s", TEXT_ARG(name), fault);
		json_put_name(writer, name.data);
		json_put_raw(writer, read);
	}
	json_close_object(writer);
	return NULL;
}

static const struct change_member members[] = {
	{"isEnabled", change_take_bool, 0, 0, NULL},
	{"delayMinutes", change_take_number, 0, CSAT_DELAY_MINUTES_MAX, NULL},
	{"channel", change_take_word, 0, 0, channels},
	{"expiryDays", change_take_number, 1, CSAT_EXPIRY_DAYS_MAX, NULL},
	{"cooldownDays", change_take_number, 0, CSAT_COOLDOWN_DAYS_MAX, NULL},
	{"reminderDays", change_take_limit, 1, CSAT_EXPIRY_DAYS_MAX - 1, NULL},
	{"asksByRule", change_take_bool, 0, 0, NULL},
	{"asksInChat", change_take_bool, 0, 0, NULL},
	{"scale", change_take_word, 0, 0, scales},
	{"texts", take_texts, 0, 0, NULL},
	{"lowMails", change_take_bool, 0, 0, NULL},
	{"lowOpensTicket", change_take_bool, 0, 0, NULL},
};

const char *csat_settings_input_read(
	struct arena *arena, const struct json *body, struct csat_settings_input *ret_input)
{
	struct text updated_at = TEXT_ABSENT, changes;
	if (!json_text(json_member(body, "updatedAt"), &updated_at) ||
		updated_at.size > TIME_SIZE_MAX)
		return "updatedAt must be that of the settings as they were read";
	const char *fault =
		changes_read(arena, body, members, sizeof(members) / sizeof(*members), &changes);
	if (!fault)
		*ret_input = (struct csat_settings_input){updated_at, changes};
	return fault;
}
