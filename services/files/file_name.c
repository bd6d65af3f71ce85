#include "files/file_name.h"

#include <ctype.h>
#include <string.h>

#include "base/characters.h"

/* --- cleaning --------------------------------------------------------------------------------- */
static struct text without_folders(struct text name)
{
	for (size_t i = name.size; i > 0; i--)
		if (name.data[i - 1] == '/' || name.data[i - 1] == '\\')
			return (struct text){name.data + i, name.size - i};
	return name;
}

/* What is not seen goes; a name of bytes that are no UTF-8 loses all but ASCII. */
static struct text without_invisible(struct arena *arena, struct text name)
{
	char *kept = arena_alloc(arena, name.size + 1);
	size_t size = 0;
	bool is_utf8 = text_is_utf8(name);
	while (name.size > 0) {
		struct text before = name;
		uint32_t character = is_utf8 ? character_take(&name) : (uint8_t)*name.data;
		if (!is_utf8)
			name = (struct text){name.data + 1, name.size - 1};
		if ((character != ' ' && character_is_invisible(character)) ||
			(!is_utf8 && character > 0x7f))
			continue;
		memcpy(kept + size, before.data, before.size - name.size);
		size += before.size - name.size;
	}
	return (struct text){kept, size};
}

/* ".pdf" of a name; empty where it has none that is short. */
static struct text ending_of(struct text name)
{
	const char *dot = name.size ? memrchr(name.data, '.', name.size) : NULL;
	size_t size = dot ? (size_t)(name.data + name.size - dot) : 0;
	if (!dot || dot == name.data || size > FILE_ENDING_MOST)
		size = 0;
	return (struct text){name.data + name.size - size, size};
}

static struct text shorten(struct arena *arena, struct text name)
{
	struct text ending = ending_of(name);
	struct text begin = {name.data, name.size - ending.size};
	if (name.size <= FILE_NAME_MOST)
		return name;
	begin = text_cut(begin, FILE_NAME_MOST - ending.size);
	return arena_printf(arena, "%.*s%.*s", TEXT_ARG(begin), TEXT_ARG(ending));
}

struct text file_name_clean(struct arena *arena, struct text typed)
{
	struct text name = without_invisible(arena, without_folders(typed));
	name = shorten(arena, text_trim(name, TEXT(" .")));
	return name.size > 0 ? name : TEXT("file");
}

/* --- the header ------------------------------------------------------------------------------- */
/* What every reader understands: ASCII, without what a quoted string or an escape means. */
static struct text plain_name(struct arena *arena, struct text name)
{
	char *plain = arena_alloc(arena, name.size + 1);
	for (size_t i = 0; i < name.size; i++) {
		char c = name.data[i];
		bool is_plain = c >= ' ' && c < 0x7f && !strchr("\"\\%;", c);
		plain[i] = '_';
		if (is_plain)
			plain[i] = c;
	}
	return (struct text){plain, name.size};
}

/* attr-char of RFC 8187, 3.2.1 as it is, all else as %XX. */
static struct text escaped_name(struct arena *arena, struct text name)
{
	static const char digits[] = "0123456789ABCDEF";
	char *escaped = arena_alloc(arena, 3 * name.size + 1);
	size_t size = 0;
	for (size_t i = 0; i < name.size; i++) {
		unsigned char c = (unsigned char)name.data[i];
		if (c < 0x80 && c != '\0' && (isalnum(c) || strchr("!#$&+-.^_`|~", c))) {
			escaped[size++] = (char)c;
			continue;
		}
		escaped[size++] = '%';
		escaped[size++] = digits[c >> 4];
		escaped[size++] = digits[c & 15];
	}
	return (struct text){escaped, size};
}

struct text file_name_disposition(struct arena *arena, struct text name)
{
	struct text plain = plain_name(arena, name), escaped = escaped_name(arena, name);
	return arena_printf(arena, "attachment; filename=\"%.*s\"; filename*=UTF-8''%.*s",
		TEXT_ARG(plain), TEXT_ARG(escaped));
}
