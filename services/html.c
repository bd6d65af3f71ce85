/* What means something in HTML is written by its name. */
#include "html.h"

void html_init(struct html *html, struct arena *arena)
{
	json_writer_init(&html->out, arena);
}

void html_put(struct html *html, struct text markup)
{
	json_put_raw(&html->out, markup);
	html->out.needs_comma = false;
}

static const char *entity_of(char c, const char *line_break)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
	if (c == '\n')
		return line_break;
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (entities[i].c == c)
			return entities[i].entity;
	return NULL;
}

static void put_escaped(struct html *html, struct text text, const char *line_break)
{
	size_t from = 0;
	for (size_t i = 0; i < text.size; i++) {
		const char *entity = entity_of(text.data[i], line_break);
		if (!entity)
			continue;
		html_put(html, (struct text){text.data + from, i - from});
		html_put(html, text_from(entity));
		from = i + 1;
	}
	html_put(html, (struct text){text.data + from, text.size - from});
}

void html_put_text(struct html *html, struct text text)
{
	put_escaped(html, text, NULL);
}

void html_put_lines(struct html *html, struct text text)
{
	put_escaped(html, text, "<br>\n");
}

struct text html_whole(const struct html *html)
{
	return json_writer_text(&html->out);
}
