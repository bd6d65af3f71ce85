/* Domain names, those of other scripts by libidn2. */
#include "base/domain.h"

#include <idn2.h>
#include <string.h>

#include "base/characters.h"

enum {
	TYPED_SIZE_MAX = 4 * DOMAIN_SIZE_MAX, /* a character of UTF-8 takes four bytes at most */
	ZERO_WIDTH_NON_JOINER = 0x200C,
	ZERO_WIDTH_JOINER = 0x200D
};

static bool is_host_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool domain_is_plain(struct text name)
{
	char before = '.';
	size_t label_size = 0;

	for (size_t i = 0; i < name.size; i++) {
		const char c = name.data[i];

		label_size = c == '.' ? 0 : label_size + 1;
		if (!is_host_character(c) || label_size > DOMAIN_LABEL_SIZE_MAX ||
			(before == '.' && (c == '.' || c == '-')) || (before == '-' && c == '.'))
			return false;
		before = c;
	}
	return name.size > 0 && name.size <= DOMAIN_SIZE_MAX && before != '.' && before != '-';
}

/* UTS #46 drops most of them, so that two names that differ would be one. The joiners are letters'
 * business in some scripts, and libidn2 knows where. */
static bool has_invisible(struct text name)
{
	while (name.size > 0) {
		const uint32_t character = character_take(&name);

		if (character_is_invisible(character) && character != ZERO_WIDTH_NON_JOINER &&
			character != ZERO_WIDTH_JOINER)
			return true;
	}
	return false;
}

static void fold(struct text typed, char *ret_folded)
{
	for (size_t i = 0; i < typed.size; i++) {
		const char c = typed.data[i];

		ret_folded[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
	}
	ret_folded[typed.size] = '\0';
}

static bool is_ascii(struct text name)
{
	for (size_t i = 0; i < name.size; i++)
		if ((unsigned char)name.data[i] >= 0x80)
			return false;
	return true;
}

static bool take_plain(struct text name, char ret_name[DOMAIN_SIZE_MAX + 1])
{
	if (!domain_is_plain(name))
		return false;
	memcpy(ret_name, name.data, name.size);
	ret_name[name.size] = '\0';
	return true;
}

bool domain_normalize(struct text typed, char ret_name[DOMAIN_SIZE_MAX + 1])
{
	char folded[TYPED_SIZE_MAX + 1], *ascii = NULL;
	bool is_name;

	if (typed.size > TYPED_SIZE_MAX || !text_is_utf8(typed) || has_invisible(typed))
		return false;
	fold(typed, folded);
	if (is_ascii(typed))
		return take_plain((struct text){folded, typed.size}, ret_name);
	if (idn2_to_ascii_8z(folded, &ascii,
		    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES) != IDN2_OK)
		return false;
	is_name = take_plain(text_from(ascii), ret_name);
	idn2_free(ascii);
	return is_name;
}
