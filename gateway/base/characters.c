/* Unicode's characters, and which of them nobody sees. */
#include "base/characters.h"

#include <assert.h>

/* The lead byte's bits of the character, by the number of its leading ones. */
static unsigned lead_bits(uint8_t lead, size_t *ret_length)
{
	*ret_length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
	return lead & (0x7FU >> *ret_length);
}

uint32_t character_take(struct text *rest)
{
	const uint8_t *bytes = (const uint8_t *)rest->data;
	size_t length = 1;
	assert(rest->size > 0);
	uint32_t character = bytes[0] < 0x80 ? bytes[0] : lead_bits(bytes[0], &length);
	assert(length <= rest->size);
	for (size_t i = 1; i < length; i++)
		character = character << 6 | (bytes[i] & 0x3FU);
	*rest = (struct text){rest->data + length, rest->size - length};
	return character;
}

/* Unicode 15: White_Space (PropList.txt), Default_Ignorable_Code_Point (DerivedCoreProperties.txt),
 * and those that fonts draw blank without either property: the annotation marks, the Braille
 * pattern without dots, the null notehead. Ascending. */
static const struct range {
	uint32_t first, last;
} invisible[] = {
	{0x00, 0x20},
	{0x7F, 0xA0},
	{0xAD, 0xAD},
	{0x034F, 0x034F},
	{0x061C, 0x061C},
	{0x115F, 0x1160},
	{0x1680, 0x1680},
	{0x17B4, 0x17B5},
	{0x180B, 0x180F},
	{0x2000, 0x200F},
	{0x2028, 0x202F},
	{0x205F, 0x206F},
	{0x2800, 0x2800},
	{0x3000, 0x3000},
	{0x3164, 0x3164},
	{0xFE00, 0xFE0F},
	{0xFEFF, 0xFEFF},
	{0xFFA0, 0xFFA0},
	{0xFFF0, 0xFFFB},
	{0x1BCA0, 0x1BCA3},
	{0x1D159, 0x1D159},
	{0x1D173, 0x1D17A},
	{0xE0000, 0xE0FFF},
};

bool character_is_invisible(uint32_t character)
{
	const struct range *range = invisible;
	const struct range *end = invisible + sizeof(invisible) / sizeof(*invisible);
	while (range < end && range->last < character)
		range++;
	return range < end && range->first <= character;
}

bool characters_show(struct text text)
{
	while (text.size > 0)
		if (!character_is_invisible(character_take(&text)))
			return true;
	return false;
}
