/* Others' words may be no text, which neither PostgreSQL nor JSON would take. */
#include "outside/words.h"

struct text outside_words(struct arena *arena, struct text said, size_t most)
{
	struct text kept = {said.data, said.size < most ? said.size : most};
	if (text_is_absent(said))
		return said;
	while (kept.size > 0 && kept.size < said.size && (kept.data[kept.size] & 0xc0) == 0x80)
		kept.size--; /* in the middle of a character */
	bool is_text = text_is_utf8(kept);
	char *tamed = arena_alloc(arena, kept.size + 1);
	for (size_t i = 0; i < kept.size; i++) {
		unsigned char byte = (unsigned char)kept.data[i];
		bool is_odd = (byte < ' ' && byte != '\n' && byte != '\t' && byte != '\r') ||
			      byte == 0x7f || (!is_text && byte > 0x7f);
		tamed[i] = '?';
		if (!is_odd)
			tamed[i] = kept.data[i];
	}
	return (struct text){tamed, kept.size};
}
