/* Languages stand in a table, each with its words. */
#include "rating/words.h"

#include <string.h>

static const struct words languages[] = {
	{
		.locale = "en",
		.direction = "ltr",
#define WORD(name, english, german, arabic) .name = (english),
#include "rating/words.def"
#undef WORD
		.ratings = {"Very dissatisfied", "Dissatisfied", "Neither nor", "Satisfied",
			"Very satisfied"},
	},
	{
		.locale = "de",
		.direction = "ltr",
#define WORD(name, english, german, arabic) .name = (german),
#include "rating/words.def"
#undef WORD
		.ratings = {"Sehr unzufrieden", "Unzufrieden", "Teils, teils", "Zufrieden",
			"Sehr zufrieden"},
	},
	{
		.locale = "ar",
		.direction = "rtl",
#define WORD(name, english, german, arabic) .name = (arabic),
#include "rating/words.def"
#undef WORD
		.ratings = {"غير راضٍ إطلاقًا", "غير راضٍ", "محايد", "راضٍ", "راضٍ جدًا"},
	},
};

static const struct text blanks = TEXT(" \t");

/* Cuts off what stands before the separator. */
static struct text cut(struct text *rest, char separator)
{
	const char *end = rest->size > 0 ? memchr(rest->data, separator, rest->size) : NULL;
	struct text part = {rest->data, end ? (size_t)(end - rest->data) : rest->size};
	size_t taken = part.size + (end ? 1 : 0);
	*rest = (struct text){rest->data + taken, rest->size - taken};
	return text_trim(part, blanks);
}

/* "de-AT" is German. */
static const struct words *language_of(struct text tag)
{
	struct text primary = cut(&tag, '-');
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (text_equals_folded(primary, text_from(languages[i].locale)))
			return &languages[i];
	return NULL;
}

/* "0.8" is 800; what is none is 0. */
static int weight_of(struct text parameter)
{
	static const struct text beginning = TEXT("q=");
	int weight = 0, unit = 1000;
	if (text_is_absent(parameter) || parameter.size == 0)
		return unit;
	if (!text_starts_with(parameter, beginning))
		return 0;
	for (size_t i = beginning.size; i < parameter.size && unit > 0; i++) {
		char c = parameter.data[i];
		if (c >= '0' && c <= '9') {
			weight += (c - '0') * unit;
			unit /= 10;
		} else if (c != '.') {
			return 0;
		}
	}
	return weight;
}

const struct words *words_find(struct text accepted)
{
	const struct words *best = &languages[0];
	int heaviest = 0;
	while (accepted.size > 0) {
		struct text item = cut(&accepted, ',');
		const struct words *language = language_of(cut(&item, ';'));
		int weight = weight_of(text_trim(item, blanks));
		if (language && weight > heaviest) {
			best = language;
			heaviest = weight;
		}
	}
	return best;
}
