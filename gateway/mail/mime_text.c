/* A pass over the bytes, character by character. */
#include "mail/mime_text.h"

#include <string.h>

#include "mail/mime.h"

static const struct text unknown = TEXT("\xEF\xBF\xBD"); /* U+FFFD */

/* How many bytes the first character has; 0 when they are none. */
static size_t character_size(struct text bytes)
{
	static const unsigned char limits[] = {0x80, 0xe0, 0xf0, 0xf8};
	unsigned char first = (unsigned char)bytes.data[0];
	for (size_t size = 1; size <= sizeof(limits); size++) {
		if (first >= limits[size - 1])
			continue;
		bool is_whole = size <= bytes.size && text_is_utf8((struct text){bytes.data, size});
		return is_whole ? size : 0;
	}
	return 0;
}

static bool is_kept(char c)
{
	unsigned char byte = (unsigned char)c;
	return (byte >= ' ' && byte != 0x7f) || c == '\t' || c == '\n';
}

/* CR LF and CR alone are line feeds. */
static char line_end_of(struct text bytes)
{
	static const char ends[] = {'\n', '\0'};
	if (bytes.data[0] != '\r')
		return bytes.data[0];
	return ends[bytes.size > 1 && bytes.data[1] == '\n'];
}

struct text mime_clean_lines(struct arena *arena, struct text bytes)
{
	char *kept = arena_array(arena, bytes.size + 1, unknown.size);
	size_t kept_size = 0;
	while (bytes.size > 0) {
		size_t size = character_size(bytes);
		char c = '\0';
		if (size == 1)
			c = line_end_of(bytes);
		if (size == 0)
			memcpy(kept + kept_size, unknown.data, unknown.size);
		else if (size == 1)
			kept[kept_size] = c;
		else
			memcpy(kept + kept_size, bytes.data, size);
		kept_size += size == 0 ? unknown.size : size > 1 || is_kept(c) ? size : 0;
		size = size ? size : 1;
		bytes = (struct text){bytes.data + size, bytes.size - size};
	}
	kept[kept_size] = '\0';
	return (struct text){kept, kept_size};
}

struct text mime_clean_line(struct arena *arena, struct text bytes)
{
	struct text lines = mime_clean_lines(arena, text_cut(bytes, (size_t)4 * MIME_LINE_MOST));
	char *line = (char *)lines.data;
	for (size_t i = 0; i < lines.size; i++)
		if (line[i] == '\n' || line[i] == '\t')
			line[i] = ' ';
	lines = text_cut(lines, MIME_LINE_MOST);
	line[lines.size] = '\0';
	return lines;
}

bool mime_is_blank(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] != ' ' && text.data[i] != '\t' && text.data[i] != '\n')
			return false;
	return true;
}
