/* Texts that strangers type. */
#include "base/typed.h"

#include <string.h>

#include "base/characters.h"

/* CR LF and CR become LF. */
static struct text unify_breaks(struct arena *arena, struct text text)
{
	char *kept = arena_alloc(arena, text.size + 1);
	size_t size = 0;
	for (size_t i = 0; i < text.size; i++) {
		const bool is_return = text.data[i] == '\r';
		if (!is_return || i + 1 == text.size || text.data[i + 1] != '\n')
			kept[size++] = (char)(is_return ? '\n' : text.data[i]);
	}
	return (struct text){kept, size};
}

static bool is_of_lines(char c)
{
	return c == '\t' || c == '\n' || c == '\r';
}

static bool has_control(struct text text, bool has_lines)
{
	for (size_t i = 0; i < text.size; i++) {
		const char c = text.data[i];
		if (((unsigned char)c < 0x20 && !(has_lines && is_of_lines(c))) || c == 0x7F)
			return true;
	}
	return false;
}

const char *typed_take(struct arena *arena, enum typed_kind kind, struct text *text)
{
	const bool has_lines = kind == TYPED_LINES;
	if (!text_is_utf8(*text))
		return "must be UTF-8";
	if (has_control(*text, has_lines))
		return has_lines ? "must have no control characters but tabs and line breaks, and "
				   "no halves of surrogate pairs"
				 : "must have no control characters, and no halves of surrogate "
				   "pairs";
	if (kind == TYPED_NAME && !characters_show(*text))
		return "must have something in it that can be seen";
	if (has_lines && text->size > 0 && memchr(text->data, '\r', text->size))
		*text = unify_breaks(arena, *text);
	return NULL;
}
