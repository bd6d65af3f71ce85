/*
 * Settings: one table made of settings.def, filled from three sources in order of precedence. A
 * source gives strings; conversion and its complaints are the same for all of them.
 */
#include "base/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_SIZE_MAX = 64 * 1024, ENVIRONMENT_NAME_SIZE = 64 };

enum kind { KIND_TEXT, KIND_NUMBER, KIND_COUNT, KIND_BOOL };

struct entry {
	const char *name, *usual, *sentence;
	enum kind kind;
	size_t offset;
};

#define SETTING(type, member, default_value, text) \
	{.name = #member,                          \
		.usual = (default_value),          \
		.sentence = (text),                \
		.kind = KIND_##type,               \
		.offset = offsetof(struct settings, member)},
static const struct entry entries[] = {
#include "base/settings.def"
};
#undef SETTING

enum { ENTRY_COUNT = sizeof(entries) / sizeof(entries[0]) };

/* Where a value came from, for the complaint. */
enum source { SOURCE_DEFAULT, SOURCE_FILE, SOURCE_ENVIRONMENT, SOURCE_FLAG };

static const char *const source_names[] = {
	[SOURCE_DEFAULT] = "from the default",
	[SOURCE_ENVIRONMENT] = "from the environment",
	[SOURCE_FLAG] = "from the command line",
};

struct loading {
	struct arena *arena;
	const char *values[ENTRY_COUNT];
	enum source sources[ENTRY_COUNT];
	int lines[ENTRY_COUNT]; /* of the file, where it is the source */
	const char *reason;
};

static enum err complain(struct loading *loading, struct text reason)
{
	loading->reason = reason.data;
	return ERR_INVALID;
}

/* The entry of that name, '-' standing for '_'; ENTRY_COUNT when there is none. */
static size_t find_entry(struct text name)
{
	for (size_t i = 0; i < ENTRY_COUNT; i++) {
		const char *entry = entries[i].name;
		if (strlen(entry) != name.size)
			continue;
		size_t k = 0;
		while (k < name.size &&
			(name.data[k] == entry[k] || (name.data[k] == '-' && entry[k] == '_')))
			k++;
		if (k == name.size)
			return i;
	}
	return ENTRY_COUNT;
}

static bool keep(struct loading *loading, size_t entry, const char *value, enum source source)
{
	if (source < loading->sources[entry])
		return false;
	loading->values[entry] = value;
	loading->sources[entry] = source;
	return true;
}

static const char *file_path(const struct loading *loading)
{
	return loading->values[find_entry(TEXT("config"))];
}

/* --- flags: --name value, --name=value --------------------------------------------------- */
static enum err take_flags(struct loading *loading, int *argc, char **argv)
{
	int kept = 0;
	int i = 0;
	for (; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		const char *flag = argv[i];
		const char *equals = strchr(flag, '=');
		size_t size = equals ? (size_t)(equals - flag) : strlen(flag);
		size_t entry = ENTRY_COUNT;
		if (size > 2 && strncmp(flag, "--", 2) == 0)
			entry = find_entry((struct text){flag + 2, size - 2});
		if (entry == ENTRY_COUNT) {
			argv[kept++] = argv[i];
			continue;
		}
		if (!equals && i + 1 == *argc)
			return complain(
				loading, arena_printf(loading->arena, "%s needs a value", flag));
		(void)keep(loading, entry, equals ? equals + 1 : argv[++i], SOURCE_FLAG);
	}
	for (; i < *argc; i++)
		argv[kept++] = argv[i];
	*argc = kept;
	argv[kept] = NULL;
	return ERR_NONE;
}

/* --- environment: FRONTDESK_NAME ---------------------------------------------------------------
 */
static void environment_name(const char *name, char ret_name[ENVIRONMENT_NAME_SIZE])
{
	(void)snprintf(ret_name, ENVIRONMENT_NAME_SIZE, "FRONTDESK_%s", name);
	for (char *c = ret_name; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
}

static void take_environment(struct loading *loading)
{
	char name[ENVIRONMENT_NAME_SIZE];
	for (size_t i = 0; i < ENTRY_COUNT; i++) {
		environment_name(entries[i].name, name);
		const char *value = getenv(name);
		if (value)
			(void)keep(loading, i, value, SOURCE_ENVIRONMENT);
	}
}

/* --- the file: `name = value`, '#' begins a comment --------------------------------------------
 */
static const struct text blanks = TEXT(" \t\r");

static enum err take_line(struct loading *loading, struct text line, int number)
{
	line = text_trim(line, blanks);
	if (line.size == 0 || line.data[0] == '#')
		return ERR_NONE;
	const char *equals = memchr(line.data, '=', line.size);
	struct text name = line;
	if (equals)
		name.size = (size_t)(equals - line.data);
	name = text_trim(name, blanks);
	size_t entry = equals ? find_entry(name) : ENTRY_COUNT;
	if (entry == ENTRY_COUNT)
		return complain(
			loading, arena_printf(loading->arena,
					 "line %d of %s is not `name = value` with a known name; "
					 "`frontdesk settings` lists them",
					 number, file_path(loading)));
	struct text value = {equals + 1, (size_t)(line.data + line.size - equals - 1)};
	if (keep(loading, entry, arena_copy(loading->arena, text_trim(value, blanks)).data,
		    SOURCE_FILE))
		loading->lines[entry] = number;
	return ERR_NONE;
}

static enum err read_whole(struct loading *loading, const char *path, struct text *ret_content)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return complain(loading,
			arena_printf(loading->arena, "the settings file %s cannot be read: %s",
				path, strerror(errno)));
	char *content = arena_alloc(loading->arena, FILE_SIZE_MAX + 1);
	size_t size = fread(content, 1, FILE_SIZE_MAX + 1, file);
	bool is_bad = ferror(file) != 0 || size > FILE_SIZE_MAX;
	(void)fclose(file);
	if (is_bad)
		return complain(
			loading, arena_printf(loading->arena,
					 "the settings file %s cannot be read, or is larger "
					 "than %d KB",
					 path, FILE_SIZE_MAX / 1024));
	if (memchr(content, '\0', size))
		return complain(loading,
			arena_printf(loading->arena,
				"the settings file %s has a byte 0 in it: it is not a text", path));
	*ret_content = (struct text){content, size};
	return ERR_NONE;
}

static enum err take_file(struct loading *loading)
{
	const char *path = file_path(loading);
	struct text content = TEXT("");
	if (!*path)
		return ERR_NONE;
	enum err err = read_whole(loading, path, &content);
	for (int number = 1; err == ERR_NONE && content.size; number++) {
		const char *end = memchr(content.data, '\n', content.size);
		size_t size = end ? (size_t)(end - content.data) : content.size;
		err = take_line(loading, (struct text){content.data, size}, number);
		size += end ? 1 : 0;
		content = (struct text){content.data + size, content.size - size};
	}
	return err;
}

/* --- conversion ---------------------------------------------------------------------------------
 */
static bool convert_number(const char *value, uint64_t least, int64_t *ret_number)
{
	uint64_t number;
	if (!text_to_uint64(text_from(value), &number) || number < least || number > INT32_MAX)
		return false;
	*ret_number = (int64_t)number;
	return true;
}

static bool convert_bool(const char *value, bool *ret_bool)
{
	if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
		return false;
	*ret_bool = value[0] == 't';
	return true;
}

static bool convert(const struct entry *entry, const char *value, struct settings *settings)
{
	char *member = (char *)settings + entry->offset;
	switch (entry->kind) {
	case KIND_NUMBER:
		return convert_number(value, 1, (int64_t *)(void *)member);
	case KIND_COUNT:
		return convert_number(value, 0, (int64_t *)(void *)member);
	case KIND_BOOL:
		return convert_bool(value, (bool *)(void *)member);
	case KIND_TEXT:
		*(const char **)(void *)member = value;
		return true;
	}
	return false;
}

static const char *source_of(struct loading *loading, size_t entry)
{
	if (loading->sources[entry] != SOURCE_FILE)
		return source_names[loading->sources[entry]];
	return arena_string(
		loading->arena, "line %d of %s", loading->lines[entry], file_path(loading));
}

static enum err convert_all(struct loading *loading, struct settings *ret_settings)
{
	static const char *const wanted[] = {
		[KIND_TEXT] = "a text",
		[KIND_NUMBER] = "a whole number, at least 1",
		[KIND_COUNT] = "a whole number",
		[KIND_BOOL] = "true or false",
	};
	struct settings settings = {0};
	for (size_t i = 0; i < ENTRY_COUNT; i++)
		if (!convert(&entries[i], loading->values[i], &settings))
			return complain(loading,
				arena_printf(loading->arena, "%s (%s) must be %s", entries[i].name,
					source_of(loading, i), wanted[entries[i].kind]));
	settings.is_public_url_given =
		loading->sources[find_entry(TEXT("public_url"))] != SOURCE_DEFAULT;
	*ret_settings = settings;
	return ERR_NONE;
}

enum err settings_load(struct arena *arena, int *argc, char **argv, struct settings *ret_settings,
	const char **ret_reason)
{
	struct loading loading = {.arena = arena};
	for (size_t i = 0; i < ENTRY_COUNT; i++)
		loading.values[i] = entries[i].usual;
	enum err err = take_flags(&loading, argc, argv);
	if (err == ERR_NONE) {
		take_environment(&loading);
		err = take_file(&loading);
	}
	if (err == ERR_NONE)
		err = convert_all(&loading, ret_settings);
	if (err != ERR_NONE)
		*ret_reason = loading.reason;
	return err;
}

/* --- printing -----------------------------------------------------------------------------------
 */
static void flag_name(const char *name, char ret_name[ENVIRONMENT_NAME_SIZE])
{
	(void)snprintf(ret_name, ENVIRONMENT_NAME_SIZE, "--%s", name);
	for (char *c = ret_name; *c; c++)
		if (*c == '_')
			*c = '-';
}

void settings_print(bool as_markdown)
{
	char flag[ENVIRONMENT_NAME_SIZE];
	char variable[ENVIRONMENT_NAME_SIZE];
	if (as_markdown)
		(void)printf("| flag | environment | default | what it is |\n|---|---|---|---|\n");
	for (size_t i = 0; i < ENTRY_COUNT; i++) {
		const struct entry *entry = &entries[i];
		flag_name(entry->name, flag);
		environment_name(entry->name, variable);
		if (as_markdown)
			(void)printf("| `%s` | `%s` | %s%s%s | %s |\n", flag, variable,
				*entry->usual ? "`" : "", entry->usual, *entry->usual ? "`" : "",
				entry->sentence);
		else
			(void)printf("  %-22s %s%s%s%s\n", flag, entry->sentence,
				*entry->usual ? " [" : "", entry->usual, *entry->usual ? "]" : "");
	}
}
