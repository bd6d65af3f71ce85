/* HTML in the making: markup of ours as it is, texts of others without meaning anything. */
#ifndef FRONTDESK_HTML_H
#define FRONTDESK_HTML_H

#include "base/json.h"

struct html {
	struct json_writer out; /* a buffer that grows */
};

void html_init(struct html *html, struct arena *arena);
/* Markup, as it is. */
void html_put(struct html *html, struct text markup);
/* A text, also in an attribute between double quotes. */
void html_put_text(struct html *html, struct text text);
/* The same, with its line breaks. */
void html_put_lines(struct html *html, struct text text);
/* What was put, the arena's. */
struct text html_whole(const struct html *html);

#endif
