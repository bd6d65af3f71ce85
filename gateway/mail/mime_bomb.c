/* Two passes over the lines. */
#include "mail/mime_bomb.h"

#include <string.h>

#include "mail/mime.h"

static struct text take_line(struct text *rest)
{
	const char *end = memchr(rest->data, '\n', rest->size);
	size_t size = end ? (size_t)(end - rest->data) + 1 : rest->size;
	struct text line = {rest->data, size};
	*rest = (struct text){rest->data + size, rest->size - size};
	return line;
}

/* What stands before the first colon, whatever else is around it; empty where there is none. */
static struct text name_of(struct text line)
{
	static const struct text around = TEXT(" \t\r\v\f\0");
	const char *colon = line.size > 0 ? memchr(line.data, ':', line.size) : NULL;
	struct text name = {line.data, colon ? (size_t)(colon - line.data) : 0};
	return text_trim(name, around);
}

/* The fields that GMime reads as addresses. */
static bool has_addresses(struct text name)
{
	static const struct text names[] = {TEXT("from"), TEXT("sender"), TEXT("reply-to"),
		TEXT("to"), TEXT("cc"), TEXT("bcc")};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_equals_folded(name, names[i]))
			return true;
	return false;
}

static size_t count_colons(struct text line)
{
	size_t count = 0;
	for (size_t i = 0; i < line.size; i++)
		count += line.data[i] == ':';
	return count;
}

static bool is_folded(struct text line)
{
	return line.data[0] == ' ' || line.data[0] == '\t';
}

bool mime_is_bomb(struct text message)
{
	size_t types = 0, colons = 0;
	bool is_of_addresses = false;
	while (message.size > 0 && types <= MIME_PARTS_MOST && colons <= MIME_COLONS_MOST) {
		struct text line = take_line(&message);
		struct text name = name_of(line);
		if (!is_folded(line) || has_addresses(name)) {
			types += text_equals_folded(name, TEXT("content-type"));
			is_of_addresses = has_addresses(name);
			colons = 0;
		}
		if (is_of_addresses)
			colons += count_colons(line);
	}
	return types > MIME_PARTS_MOST || colons > MIME_COLONS_MOST;
}

struct text mime_cut_parts(struct text message)
{
	struct text rest = message;
	size_t boundaries = 0;
	while (rest.size > 0) {
		struct text line = take_line(&rest);
		boundaries += text_starts_with(line, TEXT("--"));
		if (boundaries > MIME_BOUNDARIES_MOST)
			return (struct text){message.data, (size_t)(line.data - message.data)};
	}
	return message;
}
