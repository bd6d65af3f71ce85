/*
 * Members of a ChatWidgetConfigChange that are more than a word or a number, each judged in a file
 * of its own, as changes.h has it. Pure.
 */
#ifndef FRONTDESK_CHAT_CONFIG_MEMBERS_H
#define FRONTDESK_CHAT_CONFIG_MEMBERS_H

#include "changes.h"

enum {
	LABEL_CHARACTERS_MAX = 40,
	CONSENT_SIZE_MAX = 1000,
	PAGE_PATHS_MAX = 50,
	PAGE_PATH_SIZE_MAX = 200,
	PROACTIVE_MAX = 10,
	PROACTIVE_TEXT_SIZE_MAX = 500,
	FILE_TYPES_MAX = 50,
	FILE_TYPE_SIZE_MAX = 127
};

/* One line of up to `most` characters in which there is something to be seen; null: none. */
const char *config_take_label(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
/* A word, or null. */
const char *config_take_word_or_none(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
/* Up to `most` paths of pages, percent-encoded as browsers have them; a * at the end of one stands
 * for anything. */
const char *config_take_paths(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
/* WidgetLanguages; null where no text is given, or for none. */
const char *config_take_languages(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
/* A PreChatForm; null where it asks nothing, or for none. */
const char *config_take_pre_chat_form(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
/* ProactiveMessages, each with an id of its own. */
const char *config_take_proactive(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);
/* Media types (RFC 6838, 4.2) in lower case, each once; * stands for any subtype. */
const char *config_take_file_types(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer);

#endif
